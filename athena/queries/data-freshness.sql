-- title: How fresh is the lake?
-- description: Per dataset the rows of all days, the newest day, when the last event arrived in the stream (UTC) and how many minutes ago that was. A dataset without rows is listed with nulls.
-- grain: one row per dataset
-- chart: table
with arrivals as (
    select
        'orders' as dataset,
        count(*) as row_count,
        max(dt) as newest_day,
        max(ingested_at) as last_arrival
    from orders
    union all
    select
        'product_details' as dataset,
        count(*) as row_count,
        max(dt) as newest_day,
        max(ingested_at) as last_arrival
    from product_details
    union all
    select
        'purchase_details' as dataset,
        count(*) as row_count,
        max(dt) as newest_day,
        max(ingested_at) as last_arrival
    from purchase_details
    union all
    select
        'shipping_addresses' as dataset,
        count(*) as row_count,
        max(dt) as newest_day,
        max(ingested_at) as last_arrival
    from shipping_addresses
    union all
    select
        'invoice_lines' as dataset,
        count(*) as row_count,
        max(dt) as newest_day,
        max(ingested_at) as last_arrival
    from invoice_lines
),

ages as (
    select
        dataset,
        row_count,
        newest_day,
        last_arrival,
        date_diff('minute', last_arrival, cast(current_timestamp as timestamp)) as minutes_ago
    from arrivals
)

select * from ages
order by dataset
