-- title: When do customers order?
-- description: Orders placed per hour (UTC) in the last seven days. It reads the table itself, so that the filter on dt spares Athena all older partitions.
-- grain: one row per hour with orders
-- chart: line x=hour y=orders
with recent as (
    select
        customer_id,
        order_id,
        max_by(order_date, version) as order_date
    from orders
    where dt >= date_format(current_timestamp - interval '7' day, '%Y-%m-%d')
    group by customer_id, order_id
),

per_hour as (
    select
        date_trunc('hour', order_date) as hour,
        count(*) as orders
    from recent
    group by date_trunc('hour', order_date)
)

select * from per_hour
order by hour
