-- title: Which rows are stored more than once?
-- description: Rows per dataset, different business keys among them, and what is redundant. Delivery is at least once, so a repeat is no loss: the views show each key once. Invoices and orders that were sent twice under another event id are no repeats here.
-- grain: one row per dataset
-- chart: table
with repeats as (
    select
        'orders' as dataset,
        count(*) as copies
    from orders
    group by order_id, version
    union all
    select
        'product_details' as dataset,
        count(*) as copies
    from product_details
    group by order_id, version, line
    union all
    select
        'purchase_details' as dataset,
        count(*) as copies
    from purchase_details
    group by order_id, version
    union all
    select
        'shipping_addresses' as dataset,
        count(*) as copies
    from shipping_addresses
    group by order_id, version
    union all
    select
        'invoice_lines' as dataset,
        count(*) as copies
    from invoice_lines
    group by invoice_no, line_id
),

datasets as (
    select
        dataset,
        sum(copies) as row_count,
        count(*) as distinct_keys,
        sum(copies) - count(*) as redundant_rows
    from repeats
    group by dataset
)

select * from datasets
order by dataset
