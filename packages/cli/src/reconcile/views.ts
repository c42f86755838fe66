import { AthenaClient } from "@aws-sdk/client-athena";
import { runQuery } from "../athena/query.ts";
import type { Deployment } from "../target/deployment.ts";
import type { SinkFinding } from "./findings.ts";
import type { Ledger } from "./ledger.ts";

/** How many rows a view must have: a row for each business key that the lake's files hold, however often. */
const expectedRows: Readonly<Record<string, string>> = {
  order_versions: `
    select count(*) from (select distinct lake_key, version from rows where dataset = 'orders')`,
  // Two customers may have one order_id; the version ends in the event's id, which tells them apart.
  current_orders: `
    select count(distinct e.table_key) from accepted e
    semi join (select * from rows where dataset = 'orders') r
    on r.event_id = e.event_id and r.lake_key = e.lake_key and r.version = e.version
    where e.kind = 'order'`,
  unique_invoice_lines: `
    select count(distinct lake_key) from rows where dataset = 'invoice_lines'`,
};

const DEADLINE_MS = 300_000;

/** The views against the files below them: each business key once. Counted in rows, not events. */
export async function viewFindings(ledger: Ledger, deployment: Deployment): Promise<SinkFinding[]> {
  const athena = new AthenaClient(deployment.client);
  const { database, workgroup } = deployment.names;
  const found: SinkFinding[] = [];
  try {
    for (const [view, query] of Object.entries(expectedRows)) {
      const expected = await ledger.number(query);
      const sql = `select count(*) from ${view}`;
      const { rows } = await runQuery(athena, { sql, database, workgroup, deadline: DEADLINE_MS });
      const counted = Number(rows[0]?.[0] ?? 0);
      found.push({
        sink: `view ${view}`,
        accepted: expected,
        stored: Math.min(counted, expected),
        ...{ excluded: {}, quarantined: {}, unaccepted: 0, redundant: 0 },
        lost: Math.max(0, expected - counted),
        duplicated: Math.max(0, counted - expected),
        ...{ lostIds: [], duplicatedIds: [], unacceptedIds: [] },
      });
    }
  } finally {
    athena.destroy();
  }
  return found;
}
