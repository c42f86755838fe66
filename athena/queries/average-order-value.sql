-- title: What is an order worth on average?
-- description: Orders, their total and their average value per currency, without cancelled and returned ones. Amounts of different currencies are never added up.
-- grain: one row per currency
-- chart: bar x=currency y=average_order_value
with sold as (
    select
        customer_id,
        order_id
    from current_orders
    where status not in ('cancelled', 'returned')
),

paid as (
    select
        payments.currency,
        payments.amount
    from sold
    inner join current_order_payments as payments
        on sold.customer_id = payments.customer_id
        and sold.order_id = payments.order_id
),

per_currency as (
    select
        currency,
        count(*) as orders,
        sum(amount) as total,
        avg(amount) as average_order_value
    from paid
    group by currency
)

select * from per_currency
order by orders desc, currency
