-- title: Current orders
-- description: The newest version of each order. The lake holds every state an order has had, some rows twice; here each order is once, as it stands now.
-- grain: one row per customer_id and order_id
with ranked as (
    select
        customer_id,
        order_id,
        order_date,
        updated_at,
        status,
        version,
        event_id,
        ingested_at,
        dt,
        row_number() over (
            partition by customer_id, order_id
            order by version desc, ingested_at, dt
        ) as recency
    from orders
),

newest as (
    select
        customer_id,
        order_id,
        order_date,
        updated_at,
        status,
        version,
        event_id,
        ingested_at,
        dt
    from ranked
    where recency = 1
)

select * from newest
