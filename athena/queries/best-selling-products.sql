-- title: Which products sell best?
-- description: The twenty products of which most pieces were ordered, without cancelled and returned orders. A product that was renamed goes by its newest order's name.
-- grain: one row per product_id
-- chart: bar x=name y=pieces
with sold as (
    select
        customer_id,
        order_id,
        order_date
    from current_orders
    where status not in ('cancelled', 'returned')
),

products as (
    select
        items.product_id,
        items.name,
        items.quantity,
        sold.customer_id,
        sold.order_id,
        row_number() over (
            partition by items.product_id
            order by sold.order_date desc, items.version desc, items.line desc
        ) as recency
    from sold
    inner join current_order_products as items
        on sold.customer_id = items.customer_id
        and sold.order_id = items.order_id
),

orders_per_product as (
    select distinct
        product_id,
        customer_id,
        order_id
    from products
),

order_counts as (
    select
        product_id,
        count(*) as orders
    from orders_per_product
    group by product_id
),

piece_counts as (
    select
        product_id,
        max(if(recency = 1, name)) as name,
        sum(quantity) as pieces
    from products
    group by product_id
),

best_sellers as (
    select
        piece_counts.product_id,
        piece_counts.name,
        piece_counts.pieces,
        order_counts.orders
    from piece_counts
    inner join order_counts
        on piece_counts.product_id = order_counts.product_id
)

select * from best_sellers
order by pieces desc, orders desc, product_id
limit 20
