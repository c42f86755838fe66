import { type DatasetName, datasets } from "@tributary/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isClean, report } from "../src/commands/reconcile.ts";
import { type Cell, type Cells, jsonCell, number } from "../src/fuzz/cells.ts";
import { type EventKind, expectedOf, type Stored } from "../src/fuzz/expected.ts";
import { parseLossless } from "../src/fuzz/lossless-json.ts";
import { sqlTime } from "../src/fuzz/moments.ts";
import { reconcile } from "../src/reconcile/reconcile.ts";
import type { Accepted, Answered, CorpusCase, Quarantined } from "./corpus/case.ts";
import { corpus } from "./corpus.ts";
import {
  bodyText,
  type CorpusPipeline,
  type CorpusRun,
  envelope,
  eventIdOf,
  kindOf,
  runCorpus,
} from "./support/corpus-run.ts";
import { exchange, type RawAnswer } from "./support/http.ts";
import type { ArchivedEvent } from "./support/stored.ts";
import { temporaryDirectory } from "./support/temporary.ts";

let run: CorpusRun;
beforeAll(async () => {
  run = await runCorpus(Object.values(corpus).flat(), await temporaryDirectory());
});
afterAll(() => run?.stop());

const pipelineOf = ({ needsKey }: CorpusCase): CorpusPipeline => (needsKey ? run.keyed : run.open);

function answerOf(it: CorpusCase): RawAnswer {
  const answer = pipelineOf(it).answers.get(it);
  if (answer === undefined) throw new Error(`${it.name} was not sent`);
  return answer;
}

for (const [group, cases] of Object.entries(corpus)) {
  describe(group, () => {
    test.each(cases.map((it) => [it.name, it] as const))("%s", async (_, it) => {
      const { expected } = it;
      if (expected.outcome === "answered") checkAnswer(it, expected);
      else if (expected.outcome === "quarantined") checkQuarantine(it, expected);
      else await checkStored(it, expected);
    });
  });
}

test("nothing is stored but what was answered with 202", () => {
  for (const { answers, stored } of [run.open, run.keyed]) {
    const acknowledged = [...answers.values()].filter(({ status }) => status === 202);
    expect([...stored.raw.keys()].sort()).toEqual(acknowledged.map(eventIdOf).sort());
  }
});

test("no object's key leaves the bucket", () => {
  const segments = run.open.stored.keys.flatMap((key) => key.split("/"));
  expect(segments.filter((part) => ["", ".", "..", "etc"].includes(part))).toEqual([]);
});

test("no prototype is polluted", () => {
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("nothing is lost and nothing doubled", async () => {
  for (const { deployment } of [run.open, run.keyed]) {
    const result = await reconcile(deployment);
    expect(isClean(result), report(result)).toBe(true);
  }
});

function checkAnswer(it: CorpusCase, { status, names, headers }: Answered): void {
  const answer = answerOf(it);
  expect(answer, answer.text).toMatchObject({ status, headers: headers ?? {} });
  const text = JSON.stringify(JSON.parse(answer.text));
  for (const name of names) expect(text).toContain(JSON.stringify(name).slice(1, -1));
}

/** What was archived of a case: its exact text. */
function archived(it: CorpusCase): ArchivedEvent & { eventId: string } {
  const eventId = eventIdOf(answerOf(it));
  const found = pipelineOf(it).stored.raw.get(eventId);
  if (found === undefined) throw new Error(`${eventId} is not in the raw archive`);
  expect(found.text === envelope(it, eventId), "the archive has the exact text").toBe(true);
  return { eventId, ...found };
}

const orderSets = ["orders", "product_details", "purchase_details", "shipping_addresses"] as const;
const datasetsOf = (kind: EventKind): readonly DatasetName[] =>
  kind === "order" ? orderSets : ["invoice_lines"];

function checkQuarantine(it: CorpusCase, { code, field }: Quarantined): void {
  const { eventId, text } = archived(it);
  const { stored } = pipelineOf(it);
  const entry = stored.quarantine.get(eventId);
  expect({ code: entry?.code, field: entry?.field }).toEqual({ code, field });
  expect(entry?.bytes.equals(Buffer.from(text)), "quarantine has the original bytes").toBe(true);
  const own = datasetsOf(kindOf(it));
  for (const name of Object.keys(datasets)) {
    const bytes = stored.errors[name]?.get(eventId);
    const isKept = own.some((dataset) => dataset === name)
      ? bytes?.equals(Buffer.from(text))
      : bytes === undefined;
    expect(isKept, `the error prefix of ${name}`).toBe(true);
    expect(stored.lake[name]?.get(eventId)).toBeUndefined();
  }
  const items = Object.values(stored.items).flat();
  expect(items.filter((item) => item.event_id === eventId)).toEqual([]);
}

async function checkStored(it: CorpusCase, expected: Accepted): Promise<void> {
  const { eventId, arrivedAt } = archived(it);
  const { stored } = pipelineOf(it);
  const kind = kindOf(it);
  const wanted = expectedOf(kind, parseLossless(bodyText(it)), { eventId, arrivedAt });
  if (wanted === undefined) throw new Error("by the contract's rules it must not be stored");
  expect(stored.quarantine.get(eventId)).toBeUndefined();
  for (const name of datasetsOf(kind)) {
    const rows = stored.lake[name]?.get(eventId) ?? [];
    const cells = rows.map(({ values }) => lakeCells(values));
    expect(cells).toEqual(wanted.rows[name]);
    for (const { key } of rows) expect(key).toContain(`lake/${name}/dt=${wanted.dt}/`);
    expect(cells[0]).toMatchObject({ ...expected.row?.[name] });
  }
  const table = kind === "order" ? "orders" : "invoices";
  const item = stored.items[table].find((candidate) => candidate.event_id === eventId);
  expect(item).toEqual(wanted.items[table]);
  if (wanted.items.customers) expect(stored.items.customers).toContainEqual(wanted.items.customers);
  for (const [path, value] of Object.entries(expected.item ?? {})) {
    expect(at(item, path), path).toEqual(value);
  }
  await checkGet(it, wanted, item ?? {});
}

/** The GET API answers with the item, exactly. */
async function checkGet(it: CorpusCase, wanted: Stored, item: Cells): Promise<void> {
  const { pipeline } = pipelineOf(it);
  const path = wanted.items.orders ? `/orders/${item.order_id}` : `/invoices/${item.invoice_no}`;
  const headers = { "x-api-key": it.request.headers?.["x-api-key"] ?? "" };
  const answer = await exchange(pipeline.apiUrl, { method: "GET", path, headers });
  expect(answer.status, answer.text).toBe(200);
  const body = jsonCell(parseLossless(answer.text));
  if (wanted.items.orders) expect(body).toEqual(item);
  else {
    const { invoice_no, invoice_date, customer_id, country, is_cancellation, ...line } = item;
    expect(body).toMatchObject({ invoice_no, invoice_date, customer_id, country, is_cancellation });
    expect(at(body, "lines")).toEqual([line]);
  }
}

const scales: Readonly<Record<string, number>> = { amount: 2, unit_price: 3 };

/** A Parquet row as cells; hyparquet gives a decimal as a double, whose digits are the column's. */
function lakeCells(values: Readonly<Record<string, unknown>>): Cells {
  const cell = (name: string, value: unknown): Cell => {
    if (value instanceof Date) return sqlTime(value.getTime());
    if (typeof value === "number") return number(value.toFixed(scales[name] ?? 0));
    return typeof value === "string" || typeof value === "boolean" ? value : null;
  };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, cell(name, value)]),
  );
}

/** A value by its dotted path. */
function at(cell: Cell | undefined, path: string): unknown {
  let found: unknown = cell;
  for (const name of path.split(".")) found = Reflect.get(Object(found), name);
  return found;
}
