-- title: Shipping addresses of current orders
-- description: Where the newest version of each order is sent, once.
-- grain: one row per customer_id and order_id
with numbered as (
    select
        order_id,
        street,
        city,
        state,
        zip,
        country,
        version,
        event_id,
        ingested_at,
        dt,
        row_number() over (
            partition by order_id, version
            order by ingested_at, dt
        ) as copy
    from shipping_addresses
),

-- a version ends in its event's id, so it tells apart the orders of two customers with one order_id
current_rows as (
    select
        current_orders.customer_id,
        numbered.order_id,
        numbered.street,
        numbered.city,
        numbered.state,
        numbered.zip,
        numbered.country,
        numbered.version,
        numbered.event_id,
        numbered.ingested_at,
        numbered.dt
    from numbered
    inner join current_orders
        on numbered.order_id = current_orders.order_id
        and numbered.version = current_orders.version
    where numbered.copy = 1
)

select * from current_rows
