-- title: Who ordered what, and where does it go?
-- description: The thousand newest orders as they stand, with customer, payment, number of pieces and shipping address. An order whose parts are still on their way to the lake shows nulls there.
-- grain: one row per customer_id and order_id
-- chart: table
with pieces as (
    select
        customer_id,
        order_id,
        sum(quantity) as pieces
    from current_order_products
    group by customer_id, order_id
),

order_sheet as (
    select
        current_orders.customer_id,
        current_orders.order_id,
        current_orders.order_date,
        current_orders.status,
        payments.payment_type,
        payments.amount,
        payments.currency,
        pieces.pieces,
        addresses.street,
        addresses.city,
        addresses.state,
        addresses.zip,
        addresses.country
    from current_orders
    left join current_order_payments as payments
        on current_orders.customer_id = payments.customer_id
        and current_orders.order_id = payments.order_id
    left join pieces
        on current_orders.customer_id = pieces.customer_id
        and current_orders.order_id = pieces.order_id
    left join current_order_addresses as addresses
        on current_orders.customer_id = addresses.customer_id
        and current_orders.order_id = addresses.order_id
)

select * from order_sheet
order by order_date desc, customer_id, order_id
limit 1000
