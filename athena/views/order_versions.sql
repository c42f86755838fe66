-- title: Order versions
-- description: Every state an order has had, each once, however often its row was delivered.
-- grain: one row per order_id and version
with numbered as (
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
            partition by order_id, version
            order by ingested_at, dt
        ) as copy
    from orders
),

first_copies as (
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
    from numbered
    where copy = 1
)

select * from first_copies
