-- title: How many orders are cancelled?
-- description: Orders per month (UTC) in which they were placed, how many of them were cancelled or returned by now, and the rate of cancelled ones in per cent.
-- grain: one row per month
-- chart: line x=month y=cancellation_rate_percent
with per_month as (
    select
        cast(date_trunc('month', order_date) as date) as month,
        count(*) as orders,
        count_if(status = 'cancelled') as cancelled,
        count_if(status = 'returned') as returned
    from current_orders
    group by cast(date_trunc('month', order_date) as date)
),

rates as (
    select
        month,
        orders,
        cancelled,
        returned,
        cast(
            cast(100 * cancelled as decimal(20, 2)) / orders as decimal(5, 2)
        ) as cancellation_rate_percent
    from per_month
)

select * from rates
order by month
