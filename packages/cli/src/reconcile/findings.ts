import type { Ledger } from "./ledger.ts";
import { lakeSinks, tableSinks } from "./sinks.ts";

/** How many ids of a finding are named. */
const NAMED = 20;

export interface SinkFinding {
  readonly sink: string;
  /** Events or keys that it must hold. */
  readonly expected: number;
  /** Of those, held once. */
  readonly stored: number;
  readonly excluded: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Physical repeats, which the views collapse. */
  readonly redundant: number;
  readonly lostIds: readonly string[];
  readonly duplicatedIds: readonly string[];
}

/** Events acknowledged but not in the archive, then each sink against the archive. */
export async function findings(ledger: Ledger, acknowledged: boolean): Promise<SinkFinding[]> {
  await ledger.run(
    "create table accepted as select * from raw qualify row_number() over (partition by event_id) = 1",
  );
  const found: SinkFinding[] = [];
  if (acknowledged) found.push(await rawFinding(ledger));
  for (const sink of tableSinks) found.push(await tableFinding(ledger, sink));
  for (const { dataset, kind } of lakeSinks) found.push(await lakeFinding(ledger, dataset, kind));
  found.push(await unreadableFinding(ledger));
  return found;
}

async function rawFinding(ledger: Ledger): Promise<SinkFinding> {
  const excluded = "select event_id from excluded where sink = 'raw'";
  const lost = "from acknowledged a where not exists (from raw r where r.event_id = a.event_id)";
  return finding(ledger, {
    sink: "raw",
    expected: "select count(*) from acknowledged",
    excluded: `select count(*) ${lost} and event_id in (${excluded})`,
    lost: `select event_id ${lost} and event_id not in (${excluded})`,
    // The same id in two records is a client's retry, which every sink collapses.
    duplicated: "select null as event_id where false",
    redundant: `
      select (select count(*) from (select distinct event_id, record_id from raw)) - (select count(*) from accepted)`,
  });
}

/** A table holds the newest version of each key, or a version that is newer still. */
function tableFinding(
  ledger: Ledger,
  { table, kind, key }: (typeof tableSinks)[number],
): Promise<SinkFinding> {
  const events = `select event_id, version, ${key} as business_key from accepted where kind = '${kind}' and ${key} is not null`;
  const excluded = `select event_id from excluded where sink = 'tables'`;
  const wanted = `
    select business_key, max(version) as version, any_value(event_id) as event_id
    from (${events}) where event_id not in (${excluded}) group by business_key`;
  const items = `select * from items where table_name = '${table}'`;
  return finding(ledger, {
    sink: `table ${table}`,
    expected: `select count(distinct business_key) from (${events})`,
    excluded: `
      select count(distinct business_key) from (${events})
      where business_key not in (select business_key from (${wanted}))`,
    lost: `
      select w.event_id from (${wanted}) w left join (${items}) i on i.business_key = w.business_key
      where i.business_key is null or (w.version <> '' and i.version is distinct from w.version)`,
    duplicated: `
      select i.business_key as event_id from (${items}) i
      where i.business_key not in (select business_key from (${events}))
      union all
      select business_key from (${items}) group by business_key having count(*) > 1`,
    redundant: "select 0",
  });
}

/** A dataset holds each event's rows; repeats of a business key are redundant, two versions of one event are not. */
function lakeFinding(ledger: Ledger, dataset: string, kind: string): Promise<SinkFinding> {
  const excluded = `select event_id from excluded where sink = 'lake ${dataset}'`;
  const perEvent = dataset === "product_details" ? "line_count" : "1";
  const wanted = `
    select event_id, ${perEvent} as line_count from accepted
    where kind = '${kind}' and event_id not in (${excluded})`;
  const distinctRows = `select distinct event_id, version, line from rows where dataset = '${dataset}'`;
  const counted = `select event_id, count(*) as line_count from (${distinctRows}) group by event_id`;
  return finding(ledger, {
    sink: `lake ${dataset}`,
    expected: `select count(*) from accepted where kind = '${kind}'`,
    excluded: `select count(*) from accepted where kind = '${kind}' and event_id in (${excluded})`,
    lost: `
      select w.event_id from (${wanted}) w left join (${counted}) c on c.event_id = w.event_id
      where coalesce(c.line_count, 0) < w.line_count`,
    duplicated: `
      select c.event_id from (${counted}) c left join (${wanted}) w on w.event_id = c.event_id
      where c.line_count > coalesce(w.line_count, 0)`,
    redundant: `
      select (select count(*) from rows where dataset = '${dataset}') - (select count(*) from (${distinctRows}))`,
  });
}

/** What is no event of the contract must be in quarantine. */
function unreadableFinding(ledger: Ledger): Promise<SinkFinding> {
  const strange = "from accepted where kind in ('unknown', 'unreadable')";
  // A piece without an id is known by its record.
  const known = "select event_id from excluded where sink = 'tables'";
  const excluded = `(event_id in (${known}) or record_id in (${known}))`;
  return finding(ledger, {
    sink: "quarantine",
    expected: `select count(*) ${strange}`,
    excluded: `select count(*) ${strange} and ${excluded}`,
    lost: `select event_id ${strange} and not ${excluded}`,
    duplicated: "select null as event_id where false",
    redundant: "select 0",
  });
}

async function finding(
  ledger: Ledger,
  sql: Record<"sink" | "expected" | "excluded" | "lost" | "duplicated" | "redundant", string>,
): Promise<SinkFinding> {
  const count = (query: string): Promise<number> =>
    ledger.number(`select count(*) from (${query})`);
  const named = async (query: string): Promise<string[]> =>
    (await ledger.ask(`select event_id from (${query}) order by event_id limit ${NAMED}`)).map(
      (row) => String(row.event_id),
    );
  const expected = await ledger.number(sql.expected);
  const excluded = await ledger.number(sql.excluded);
  const lost = await count(sql.lost);
  return {
    sink: sql.sink,
    expected,
    stored: expected - excluded - lost,
    excluded,
    lost,
    duplicated: await count(sql.duplicated),
    redundant: await ledger.number(sql.redundant),
    lostIds: await named(sql.lost),
    duplicatedIds: await named(sql.duplicated),
  };
}
