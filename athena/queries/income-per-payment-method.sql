-- title: How do customers pay?
-- description: Orders and income per payment method within each currency, and the method's share of that currency's income in per cent. Cancelled and returned orders bring no income.
-- grain: one row per currency and payment_type
-- chart: bar x=payment_type y=income series=currency
with sold as (
    select
        customer_id,
        order_id
    from current_orders
    where status not in ('cancelled', 'returned')
),

per_method as (
    select
        payments.currency,
        payments.payment_type,
        count(*) as orders,
        sum(payments.amount) as income
    from sold
    inner join current_order_payments as payments
        on sold.customer_id = payments.customer_id
        and sold.order_id = payments.order_id
    group by payments.currency, payments.payment_type
),

shares as (
    select
        currency,
        payment_type,
        orders,
        income,
        -- an income of nothing has no shares, rather than a division by zero
        cast(
            100 * income / nullif(sum(income) over (partition by currency), 0) as decimal(5, 2)
        ) as share_percent
    from per_method
)

select * from shares
order by currency, income desc, payment_type
