-- title: Unique invoice lines
-- description: Each invoice line once, however often its row was delivered. Lines never change, so the first to arrive stays.
-- grain: one row per invoice_no and line_id
with numbered as (
    select
        invoice_no,
        line_id,
        stock_code,
        description,
        quantity,
        invoice_date,
        unit_price,
        customer_id,
        country,
        is_cancellation,
        event_id,
        ingested_at,
        dt,
        row_number() over (
            partition by invoice_no, line_id
            order by ingested_at, event_id, dt
        ) as copy
    from invoice_lines
),

first_copies as (
    select
        invoice_no,
        line_id,
        stock_code,
        description,
        quantity,
        invoice_date,
        unit_price,
        customer_id,
        country,
        is_cancellation,
        event_id,
        ingested_at,
        dt
    from numbered
    where copy = 1
)

select * from first_copies
