-- title: Where do the orders go?
-- description: Orders and sales per shipping country and currency, without cancelled and returned ones. Orders without an address are counted as unknown.
-- grain: one row per country and currency
-- chart: bar x=country y=sales series=currency
with sold as (
    select
        customer_id,
        order_id
    from current_orders
    where status not in ('cancelled', 'returned')
),

placed as (
    select
        coalesce(addresses.country, 'unknown') as country,
        payments.currency,
        payments.amount
    from sold
    inner join current_order_payments as payments
        on sold.customer_id = payments.customer_id
        and sold.order_id = payments.order_id
    left join current_order_addresses as addresses
        on sold.customer_id = addresses.customer_id
        and sold.order_id = addresses.order_id
),

per_country as (
    select
        country,
        currency,
        count(*) as orders,
        sum(amount) as sales
    from placed
    group by country, currency
)

select * from per_country
order by currency, sales desc, country
