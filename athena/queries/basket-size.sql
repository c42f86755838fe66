-- title: How much is in a basket?
-- description: How many orders hold how many different lines, and how many pieces these orders hold on average. Cancelled and returned orders count too: they were baskets once.
-- grain: one row per number of lines
-- chart: bar x=lines y=orders
with baskets as (
    select
        customer_id,
        order_id,
        count(*) as lines,
        sum(quantity) as pieces
    from current_order_products
    group by customer_id, order_id
),

sizes as (
    select
        lines,
        count(*) as orders,
        cast(cast(sum(pieces) as decimal(20, 2)) / count(*) as decimal(20, 2)) as average_pieces
    from baskets
    group by lines
)

select * from sizes
order by lines
