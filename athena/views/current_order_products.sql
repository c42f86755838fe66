-- title: Products of current orders
-- description: The products of each order's newest version, each once.
-- grain: one row per customer_id, order_id and line
with numbered as (
    select
        order_id,
        line,
        product_id,
        name,
        quantity,
        color,
        size,
        version,
        event_id,
        ingested_at,
        dt,
        row_number() over (
            partition by order_id, version, line
            order by ingested_at, dt
        ) as copy
    from product_details
),

-- a version ends in its event's id, so it tells apart the orders of two customers with one order_id
current_rows as (
    select
        current_orders.customer_id,
        numbered.order_id,
        numbered.line,
        numbered.product_id,
        numbered.name,
        numbered.quantity,
        numbered.color,
        numbered.size,
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
