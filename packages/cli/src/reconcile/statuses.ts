import type { lakeSinks, tableSinks } from "./sinks.ts";

/*
 * SQL that says of every accepted event of a sink's kind what has become of it there:
 * (event_id, status, reason, n) with status stored, doubled, superseded, repeat, guest, quarantined or
 * lost; and of everything in the sink whether it was ever accepted: (event_id, status) with doubled or
 * unaccepted.
 */

export interface SinkQueries {
  readonly statuses: string;
  readonly strangers: string;
}

/** Reasons by event: an event may be in quarantine several times. */
const reasons = (sink: string): string =>
  `(select event_id, min(reason) as reason from excluded where sink = '${sink}' group by event_id)`;

const items = (table: string): string => `(select * from items where table_name = '${table}')`;

export const tableQueries: Readonly<Record<(typeof tableSinks)[number]["table"], SinkQueries>> = {
  orders: {
    statuses: `
      select e.event_id, x.reason, 1 as n, case
        when i.version = e.version then 'stored'
        when i.version > e.version then 'superseded'
        when x.reason is not null then 'quarantined'
        else 'lost' end as status
      from (select * from accepted where kind = 'order') e
      left join ${items("orders")} i on i.business_key = e.table_key
      left join ${reasons("tables")} x on x.event_id = e.event_id`,
    strangers: `
      select coalesce(i.event_id, i.business_key) as event_id, 'unaccepted' as status
      from ${items("orders")} i
      anti join (select * from accepted where kind = 'order') e
      on i.business_key = e.table_key and i.version = e.version`,
  },
  // The first of the events of one line stands.
  invoices: {
    statuses: `
      select e.event_id, x.reason, 1 as n, case
        when i.event_id = e.event_id then 'stored'
        when x.reason is not null then 'quarantined'
        when i.business_key is not null then 'repeat'
        else 'lost' end as status
      from (select * from accepted where kind = 'invoice_line') e
      left join ${items("invoices")} i on i.business_key = e.table_key
      left join ${reasons("tables")} x on x.event_id = e.event_id`,
    strangers: `
      select coalesce(i.event_id, i.business_key) as event_id, 'unaccepted' as status
      from ${items("invoices")} i
      anti join (select * from accepted where kind = 'invoice_line') e
      on i.business_key = e.table_key and i.event_id = e.event_id`,
  },
  // An item for all lines of one customer's invoice; it does not say which of them wrote it.
  customers: {
    statuses: `
      with lines as (
        select e.event_id, e.customer_key, x.reason
        from (select * from accepted where kind = 'invoice_line') e
        left join ${reasons("tables")} x on x.event_id = e.event_id),
      keys as (
        select customer_key, min(event_id) as event_id, min(reason) as reason, count(*) as n,
          count(*) filter (reason is null) as clean
        from lines where customer_key is not null group by customer_key),
      held as (
        select k.*, i.business_key is not null as is_held
        from keys k left join ${items("customers")} i on i.business_key = k.customer_key)
      select event_id, reason, case when is_held then 1 else n end as n, case
        when is_held then 'stored' when clean = 0 then 'quarantined' else 'lost' end as status from held
      union all select event_id, null, n - 1, 'repeat' from held where is_held and n > 1
      union all select event_id, null, 1, 'guest' from lines where customer_key is null`,
    strangers: `
      select i.business_key as event_id, 'unaccepted' as status
      from ${items("customers")} i
      anti join (select * from accepted where kind = 'invoice_line') e
      on i.business_key = e.customer_key`,
  },
};

const held = (dataset: string): string => `
  (select lake_key, version, event_id, count(distinct coalesce(line, 0)) as lines
   from rows where dataset = '${dataset}' group by all)`;

/** A dataset holds an event's rows under its business key and version. */
export function lakeQueries({ dataset, kind }: (typeof lakeSinks)[number]): SinkQueries {
  const wanted = dataset === "product_details" ? "e.line_count" : "1";
  const repeat =
    dataset === "invoice_lines"
      ? "when e.lake_key in (select lake_key from rows where dataset = 'invoice_lines') then 'repeat'"
      : "";
  return {
    statuses: `
      select e.event_id, x.reason, 1 as n, case
        when coalesce(h.lines, 0) = ${wanted} then 'stored'
        when h.lines > ${wanted} then 'doubled'
        when x.reason is not null then 'quarantined'
        ${repeat}
        else 'lost' end as status
      from (select * from accepted where kind = '${kind}') e
      left join ${held(dataset)} h
      on h.event_id = e.event_id and h.lake_key = e.lake_key and h.version = e.version
      left join ${reasons(`lake ${dataset}`)} x on x.event_id = e.event_id`,
    // Rows of an accepted event under another key or version are the event once more.
    strangers: `
      with strange as (
        select h.event_id from ${held(dataset)} h
        anti join (select * from accepted where kind = '${kind}') e
        on h.event_id = e.event_id and h.lake_key = e.lake_key and h.version = e.version)
      select event_id, case when event_id in (select event_id from accepted)
        then 'doubled' else 'unaccepted' end as status
      from strange`,
  };
}

/** Rows that the views collapse: repeats of one business key. */
export const redundantRows = (dataset: string): string => `
  select coalesce(sum(n - 1), 0) from (
    select count(*) as n from rows where dataset = '${dataset}' group by lake_key, version, line)`;

/** Events of which another one's rows hold the business key: a line sent twice with its LineNo. */
export const repeatedKeys = (dataset: string): string => `
  select coalesce(sum(n - 1), 0) from (
    select count(distinct event_id) as n from rows where dataset = '${dataset}' group by lake_key, version)`;
