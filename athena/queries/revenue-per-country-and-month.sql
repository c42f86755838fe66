-- title: How does revenue develop per country?
-- description: Revenue of the invoices in pounds sterling per country and month (UTC), cancellations taken off, with how many invoices were written and how many of them cancel another.
-- grain: one row per country and month
-- chart: line x=month y=revenue series=country
with per_invoice as (
    select
        country,
        cast(date_trunc('month', invoice_date) as date) as month,
        invoice_no,
        is_cancellation,
        sum(quantity * unit_price) as amount
    from unique_invoice_lines
    group by
        country,
        cast(date_trunc('month', invoice_date) as date),
        invoice_no,
        is_cancellation
),

per_month as (
    select
        country,
        month,
        count(*) as invoices,
        count_if(is_cancellation) as cancellations,
        cast(sum(amount) as decimal(18, 2)) as revenue
    from per_invoice
    group by country, month
)

select * from per_month
order by country, month
