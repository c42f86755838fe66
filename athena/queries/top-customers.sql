-- title: Who are the best customers?
-- description: The ten customers of each currency who spent most, without cancelled and returned orders. Customers who spent the same share a rank.
-- grain: one row per currency and customer_id
-- chart: bar x=customer_id y=spent series=currency
with sold as (
    select
        customer_id,
        order_id,
        order_date
    from current_orders
    where status not in ('cancelled', 'returned')
),

per_customer as (
    select
        payments.currency,
        sold.customer_id,
        count(*) as orders,
        sum(payments.amount) as spent,
        max(sold.order_date) as last_order_date
    from sold
    inner join current_order_payments as payments
        on sold.customer_id = payments.customer_id
        and sold.order_id = payments.order_id
    group by payments.currency, sold.customer_id
),

ranked as (
    select
        currency,
        rank() over (partition by currency order by spent desc) as place,
        customer_id,
        orders,
        spent,
        last_order_date
    from per_customer
),

best as (
    select *
    from ranked
    where place <= 10
)

select * from best
order by currency, place, customer_id
