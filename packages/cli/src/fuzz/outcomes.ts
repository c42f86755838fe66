import { isDeepStrictEqual } from "node:util";
import type { TableName } from "@tributary/contract";
import type { Cells } from "./cells.ts";
import {
  type Consumed,
  consumeRecord,
  datasetNames,
  type Transformed,
  transform,
} from "./sinks.ts";
import type { StreamEvent } from "./stream-event.ts";

/** What was stored, changed or dropped against the rules. */
export class SilentChange extends Error {
  override readonly name = "SilentChange";
}

function demand(
  condition: boolean,
  what: string,
  ...values: readonly unknown[]
): asserts condition {
  if (condition) return;
  throw new SilentChange([what, ...values.map((value) => JSON.stringify(value))].join("\n"));
}

/**
 * Gives the objects of one record to every reader of the stream, each object by itself to the five
 * functions (as Firehose does) and the record to the consumer, and holds what comes out against what
 * must come out.
 *
 * @param rest what stands behind the last object and is none, which only the consumer is asked about
 */
export async function checkRecord(
  record: Buffer,
  events: readonly StreamEvent[],
  rest = "",
): Promise<void> {
  const consumed = await consumeRecord(record);
  const isStored = events.map((event, index) => checkConsumed(event, index, consumed));
  checkItems(
    events.filter((_, index) => isStored[index]),
    consumed,
  );
  checkRest(rest, events.length, consumed);
  const pieces = events.map(({ text }) => Buffer.from(text));
  for (const dataset of datasetNames) {
    const made = await transform(dataset, pieces);
    for (const [index, event] of events.entries()) {
      checkTransformed(dataset, event, made[index], isStored[index] === true);
    }
  }
}

/** Whether the consumer stored the event; else it must be in quarantine, byte for byte. */
function checkConsumed(event: StreamEvent, index: number, { quarantined }: Consumed): boolean {
  const entry = quarantined.find((candidate) => candidate.index === index);
  if (entry === undefined) {
    demand(event.stored !== undefined, "stored, though the contract refuses it", event.text);
    return true;
  }
  const mayBe = event.stored === undefined || event.stored.mayBeRefused;
  demand(mayBe, `quarantined for ${entry.code}, though nothing is wrong with it`, event.text);
  const isExact = entry.bytes.toString("utf8").trim() === event.text;
  demand(isExact, "quarantine has other bytes", entry.bytes.toString("utf8"), event.text);
  return false;
}

function checkRest(rest: string, index: number, { quarantined }: Consumed): void {
  const entries = quarantined.filter((entry) => (entry.index ?? index) >= index);
  const kept = entries.map(({ bytes }) => bytes.toString("utf8")).join("");
  demand(kept.trim() === rest.trim(), "what is no object was not kept", kept, rest);
}

/** The tables hold the newest version of each order, the first of equal lines, and nothing else. */
function checkItems(stored: readonly StreamEvent[], { items }: Consumed): void {
  const expected: Record<TableName, Map<string, Cells>> = {
    ...{ orders: new Map(), invoices: new Map(), customers: new Map() },
  };
  const keys = {
    ...{ orders: ["customer_id", "order_id"], invoices: ["invoice_no", "line_id"] },
    customers: ["customer_id", "invoice_no"],
  };
  for (const { stored: must } of stored) {
    for (const table of ["orders", "invoices", "customers"] as const) {
      const item = must?.items[table];
      if (item === undefined) continue;
      const key = keys[table].map((name) => item[name]).join("\n");
      const known = expected[table].get(key);
      const isNewer = table === "orders" && String(item.version) > String(known?.version);
      if (known === undefined || isNewer) expected[table].set(key, item);
    }
  }
  for (const table of ["orders", "invoices", "customers"] as const) {
    const [is, must] = [items(table), [...expected[table].values()]];
    demand(isDeepStrictEqual(is, must), `table ${table}`, is, must);
  }
}

function checkTransformed(
  dataset: (typeof datasetNames)[number],
  { kind, stored, text }: StreamEvent,
  made: Transformed | undefined,
  isStored: boolean,
): void {
  const result = made?.result;
  const rows = stored?.rows[dataset];
  const isOwn = kind === (dataset === "invoice_lines" ? "invoice_line" : "order");
  if (kind === undefined) demand(result !== "Ok", `${dataset} has rows of no event`, text);
  else if (!isOwn) demand(result === "Dropped", `${dataset}: ${result} of another dataset's`, text);
  else if (!isStored) demand(result === "ProcessingFailed", `${dataset}: ${result}`, text);
  else {
    demand(made?.result === "Ok", `${dataset}: ${result} of an event that is in the tables`, text);
    demand(made.dt === stored?.dt, `${dataset}: partition ${made.dt}`, text);
    demand(isDeepStrictEqual(made.rows, rows), `${dataset}: rows`, made.rows, rows, text);
  }
}
