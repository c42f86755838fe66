-- title: What do the invoices bring in per country?
-- description: Revenue in pounds sterling per country over all invoice lines, cancellations taken off, exact to the cent: quantities times unit prices are added up as decimals and rounded once.
-- grain: one row per country
-- chart: bar x=country y=revenue
with revenues as (
    select
        country,
        count(*) as lines,
        cast(sum(quantity * unit_price) as decimal(18, 2)) as revenue
    from unique_invoice_lines
    group by country
)

select * from revenues
order by revenue desc, country
