import type { Ledger } from "./ledger.ts";
import { exclusions, lakeSinks, tableSinks } from "./sinks.ts";
import {
  lakeQueries,
  redundantRows,
  repeatedKeys,
  type SinkQueries,
  tableQueries,
} from "./statuses.ts";

/** How many ids of a finding are named. */
export const NAMED = 20;

/** `accepted = stored + excluded + quarantined + lost`, in events. */
export interface SinkFinding {
  readonly sink: string;
  readonly accepted: number;
  /** Held by the sink, each business key once. */
  readonly stored: number;
  /** Rightly not there, by reason. */
  readonly excluded: Readonly<Record<string, number>>;
  /** Not there, but kept with their bytes (quarantine, error prefix, on-failure destination), by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  readonly lost: number;
  /** Held more than once, or in a form that was not accepted. */
  readonly duplicated: number;
  /** In the sink, but never accepted. */
  readonly unaccepted: number;
  /** Physical repeats, which the views collapse. */
  readonly redundant: number;
  readonly lostIds: readonly string[];
  readonly duplicatedIds: readonly string[];
  readonly unacceptedIds: readonly string[];
}

/** What was accepted is told by the client, by the stream, or, where neither is to be had, by the archive itself. */
export type AcceptedBy = "acknowledgements" | "stream" | "archive";

/**
 * Every event once, however many records it was found in. Grouping ten million texts takes gigabytes, so
 * only events whose id's hash is there twice are grouped: retries, replays, and what two places hold.
 */
const acceptedEvents = `
  create table accepted as
  with repeated as (select hash(event_id) as h from found group by h having count(*) > 1)
  select event_id, kind, table_key, version, line_count, customer_key, lake_key, record_id
  from found anti join repeated on repeated.h = hash(found.event_id)
  union all
  select event_id, kind, table_key, version, line_count, customer_key, lake_key, min(record_id)
  from found semi join repeated on repeated.h = hash(found.event_id)
  group by event_id, kind, table_key, version, line_count, customer_key, lake_key`;

/** What was accepted but is not in the archive, then each sink against all that was found. */
export async function findings(ledger: Ledger, acceptedBy: AcceptedBy): Promise<SinkFinding[]> {
  await ledger.run(acceptedEvents);
  await ledger.run("create table kept(place integer, event_id varchar, reason varchar)");
  const total = await ledger.number("select count(*) from accepted");
  const strange = await ledger.number(
    "select count(*) from accepted where kind not in ('order', 'invoice_line')",
  );
  const found: SinkFinding[] = [];
  if (acceptedBy !== "archive") found.push(await rawFinding(ledger, acceptedBy));
  for (const { table } of tableSinks) {
    found.push(
      await sinkFinding(ledger, `table ${table}`, tableQueries[table], { total, strange }),
    );
  }
  for (const sink of lakeSinks) {
    const { dataset } = sink;
    const name = `lake ${dataset}`;
    const finding = await sinkFinding(ledger, name, lakeQueries(sink), { total, strange });
    found.push(await withRepeats(ledger, dataset, finding));
  }
  found.push(await strangeFinding(ledger));
  return found;
}

const nothing = {
  stored: 0,
  excluded: {},
  quarantined: {},
  lost: 0,
  duplicated: 0,
  unaccepted: 0,
  redundant: 0,
  lostIds: [],
  duplicatedIds: [],
  unacceptedIds: [],
} as const;

async function rawFinding(ledger: Ledger, acceptedBy: AcceptedBy): Promise<SinkFinding> {
  const accepted =
    acceptedBy === "acknowledgements"
      ? "(select distinct event_id from acknowledged)"
      : "(select distinct event_id from found where source = 'stream')";
  const kept = (source: string) => `(select distinct event_id from found where source = ${source})`;
  const statuses = `
    select a.event_id, x.reason, 1 as n, case
      when r.event_id is not null then 'stored'
      when x.reason is not null then 'quarantined'
      else 'lost' end as status
    from ${accepted} a
    left join ${kept("'raw'")} r on r.event_id = a.event_id
    left join (select event_id, min(reason) as reason from excluded where sink = 'raw' group by event_id) x
    on x.event_id = a.event_id`;
  // The archive's bytes of a record are the stream's.
  const strangers = `
    select distinct r.record_id as event_id, 'unaccepted' as status
    from found r join found s on s.record_id = r.record_id
    where r.source = 'raw' and s.source = 'stream' and r.digest <> s.digest`;
  const total = await ledger.number(`select count(*) from ${accepted}`);
  const finding = await sinkFinding(
    ledger,
    "raw",
    { statuses, strangers },
    { total, strange: 0, all: true },
  );
  // The same id in two records is a client's retry or a replay, which every sink collapses.
  const redundant = await ledger.number(`
    select (select count(*) from (select distinct event_id, record_id from found where source = 'raw'))
      - (select count(distinct event_id) from found where source = 'raw')`);
  return { ...finding, redundant };
}

interface Totals {
  readonly total: number;
  /** Of those, no events of the contract. */
  readonly strange: number;
  /** Whether the queries speak of every accepted event, of whatever kind. */
  readonly all?: boolean;
}

async function sinkFinding(
  ledger: Ledger,
  sink: string,
  queries: SinkQueries,
  { total, strange, all }: Totals,
): Promise<SinkFinding> {
  const tally = new Tally();
  tally.add(
    await ledger.ask(`
      select status, reason, sum(n) as n, min(event_id, ${NAMED}) as ids
      from (${queries.statuses}) group by status, reason`),
  );
  if (tally.count("quarantined") > 0) await keep(ledger, queries.statuses);
  tally.add(
    await ledger.ask(`
      select status, null as reason, count(distinct event_id) as n, min(event_id, ${NAMED}) as ids
      from (${queries.strangers}) group by status`),
  );
  const doubledEvents = tally.counted;
  const excluded: Record<string, number> = {};
  for (const [status, text] of Object.entries(exclusions)) {
    const count = tally.count(status);
    if (count > 0) excluded[text] = count;
  }
  const foreign = total - strange - doubledEvents;
  if (!all && foreign > 0) excluded[exclusions.foreign] = foreign;
  if (!all && strange > 0) excluded[exclusions.strange] = strange;
  return {
    sink,
    accepted: total,
    stored: tally.count("stored") + tally.ofEvents("doubled"),
    excluded,
    quarantined: tally.reasons("quarantined"),
    lost: tally.count("lost"),
    duplicated: tally.count("doubled"),
    unaccepted: tally.count("unaccepted"),
    redundant: 0,
    lostIds: tally.ids("lost"),
    duplicatedIds: tally.ids("doubled"),
    unacceptedIds: tally.ids("unaccepted"),
  };
}

/** Notes which events a sink has not but some prefix keeps, for a count over all sinks. */
async function keep(ledger: Ledger, statuses: string): Promise<void> {
  await ledger.run(`
    insert into kept select (select count(*) from kept), event_id, reason
    from (${statuses}) where status = 'quarantined'`);
}

/** Events that some sink has not but some prefix keeps, each once, by the reason that was found first. */
export async function keptEvents(ledger: Ledger): Promise<Record<string, number>> {
  const rows = await ledger.ask(`
    select reason, count(*) as n from (
      select event_id, arg_min(reason, place) as reason from kept group by event_id)
    group by reason order by reason`);
  return Object.fromEntries(rows.map(({ reason, n }) => [String(reason), Number(n)]));
}

/** Counts and names by status and reason. The first query's rows are the sink's own events, each once. */
class Tally {
  readonly #rows: { status: string; reason: string; n: number; ids: string[]; round: number }[] =
    [];
  #round = 0;

  add(rows: readonly Record<string, unknown>[]): void {
    for (const { status, reason, n, ids } of rows) {
      this.#rows.push({
        status: String(status),
        reason: String(reason),
        n: Number(n),
        ids: Array.isArray(ids) ? ids.map(String) : [],
        round: this.#round,
      });
    }
    this.#round += 1;
  }

  /** Accepted events that have a status. */
  get counted(): number {
    return this.#rows.reduce((sum, { n, round }) => sum + (round === 0 ? n : 0), 0);
  }

  count(status: string): number {
    return this.#of(status).reduce((sum, { n }) => sum + n, 0);
  }

  ofEvents(status: string): number {
    return this.#of(status).reduce((sum, { n, round }) => sum + (round === 0 ? n : 0), 0);
  }

  reasons(status: string): Record<string, number> {
    return Object.fromEntries(this.#of(status).map(({ reason, n }) => [reason, n]));
  }

  ids(status: string): string[] {
    return this.#of(status)
      .flatMap(({ ids }) => ids)
      .sort()
      .slice(0, NAMED);
  }

  #of(status: string) {
    return this.#rows.filter((row) => row.status === status);
  }
}

/** In the views a business key is there once, however many events and rows it has in the files. */
async function withRepeats(
  ledger: Ledger,
  dataset: string,
  finding: SinkFinding,
): Promise<SinkFinding> {
  const redundant = await ledger.number(redundantRows(dataset));
  const repeats =
    redundant === 0 || dataset !== "invoice_lines" ? 0 : await ledger.number(repeatedKeys(dataset));
  if (repeats === 0) return { ...finding, redundant };
  const known = finding.excluded[exclusions.repeat] ?? 0;
  return {
    ...finding,
    redundant,
    stored: finding.stored - repeats,
    excluded: { ...finding.excluded, [exclusions.repeat]: known + repeats },
  };
}

/** What is no event of the contract must be in quarantine, and what is in quarantine must have been accepted. */
async function strangeFinding(ledger: Ledger): Promise<SinkFinding> {
  // A piece without an id is known by its record.
  const known =
    "(select event_id, min(reason) as reason from excluded where sink = 'tables' group by event_id)";
  const statuses = `
    select a.event_id, coalesce(x.reason, y.reason) as reason,
      case when coalesce(x.reason, y.reason) is null then 'lost' else 'quarantined' end as status
    from (select * from accepted where kind not in ('order', 'invoice_line')) a
    left join ${known} x on x.event_id = a.event_id
    left join ${known} y on y.event_id = a.record_id`;
  await keep(ledger, statuses);
  const rows = await ledger.ask(`
    select reason, count(*) as n, min(event_id, ${NAMED}) as ids from (${statuses}) group by reason`);
  const [strangers] = await ledger.ask(`
    select count(*) as n, min(event_id, ${NAMED}) as ids from (
      select distinct event_id from excluded
      where event_id not in (select event_id from found)
      and event_id not in (select record_id from found))`);
  const quarantined: Record<string, number> = {};
  let lost = 0;
  let lostIds: string[] = [];
  for (const { reason, n, ids } of rows) {
    if (reason === null) {
      lost = Number(n);
      lostIds = Array.isArray(ids) ? ids.map(String) : [];
    } else quarantined[String(reason)] = Number(n);
  }
  const ids = strangers?.ids;
  return {
    ...nothing,
    sink: "quarantine",
    accepted: rows.reduce((sum, { n }) => sum + Number(n), 0),
    quarantined,
    lost,
    lostIds,
    unaccepted: Number(strangers?.n ?? 0),
    unacceptedIds: Array.isArray(ids) ? ids.map(String) : [],
  };
}
