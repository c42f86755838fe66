import { type LocalPipeline, startLocal } from "@tributary/local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isClean, report } from "../src/commands/reconcile.ts";
import { reconcile } from "../src/reconcile/reconcile.ts";
import { localDeployment } from "../src/target/deployment.ts";
import { line, order } from "./corpus/events.ts";
import { exchange, type RawAnswer } from "./support/http.ts";
import { readStored, type StoredEvents } from "./support/stored.ts";
import { temporaryDirectory } from "./support/temporary.ts";

let pipeline: LocalPipeline;
let stored: StoredEvents;

const post = (path: string, body: string, key: string): Promise<RawAnswer> =>
  exchange(pipeline.apiUrl, {
    ...{ method: "POST", path, body: Buffer.from(body) },
    headers: { "content-type": "application/json", "idempotency-key": key },
  });

const thirtyFebruary = { order_date: '"2026-02-30T00:00:00Z"' };
const at = (time: string) => ({ customer_id: '"c-v"', order_id: '"o-v"', updated_at: `"${time}"` });

beforeAll(async () => {
  pipeline = await startLocal({
    ...{ dataDir: await temporaryDirectory(), port: 0, awsPort: 0, bufferSeconds: 0.5 },
  });
  await post("/orders/batch", `[${order()},${order(thirtyFebruary)},${order()}]`, "poison");
  const days = ["2026-01-01", "2026-01-02", "2025-12-31"].map((day) =>
    order({ order_date: `"${day}T12:00:00Z"` }),
  );
  await post("/orders/batch", `[${days.join(",")}]`, "days");
  const lines = `[${line({ InvoiceNo: '"r"', LineNo: "1" })},${line({ InvoiceNo: '"r"', LineNo: "2" })}]`;
  for (const key of ["retry", "retry", "another"]) await post("/invoices/batch", lines, key);
  const bare = line({ InvoiceNo: '"bare"', LineNo: undefined });
  for (const key of ["bare", "bare"]) await post("/invoices", bare, key);
  const newest = order({ ...at("2026-03-03T00:00:00Z"), status: '"delivered"' });
  const older = order({ ...at("2026-03-02T00:00:00Z"), status: '"shipped"' });
  await post("/orders/batch", `[${newest},${older}]`, "versions");
  await post("/orders", older, "late");
  for (const customer of ["17850", "17850.0", '"17850"', '"other"']) {
    await post("/orders", order({ customer_id: customer, order_id: '"shared"' }), "shared");
  }
  await pipeline.drained();
  stored = await readStored(localDeployment(pipeline.awsUrl, pipeline.names));
});
afterAll(() => pipeline?.stop());

const lakeIds = (dataset: string, key: string): string[] =>
  [...(stored.lake[dataset]?.keys() ?? [])].filter((id) => id.startsWith(`${key}/`)).sort();

test("a poisonous event goes to quarantine alone: its neighbours in the batch land", () => {
  expect([...stored.quarantine.keys()]).toEqual(["poison/1"]);
  for (const name of ["orders", "product_details", "purchase_details", "shipping_addresses"]) {
    expect(lakeIds(name, "poison")).toEqual(["poison/0", "poison/2"]);
    expect([...(stored.errors[name]?.keys() ?? [])]).toEqual(["poison/1"]);
  }
  const ids = stored.items.orders.map((item) => item.event_id);
  expect(ids).toEqual(expect.arrayContaining(["poison/0", "poison/2"]));
  expect(ids).not.toContain("poison/1");
});

test("a batch of several days is split over its partitions", () => {
  const keys = lakeIds("orders", "days").map((id) => stored.lake.orders?.get(id)?.[0]?.key ?? "");
  expect(keys.map((key) => /dt=([^/]+)/.exec(key)?.[1])).toEqual([
    ...["2026-01-01", "2026-01-02", "2025-12-31"],
  ]);
});

test("a client's retry of lines with LineNo, or with one key without it, is one item a line", () => {
  const lines = stored.items.invoices.map(({ invoice_no, line_id }) => `${invoice_no} ${line_id}`);
  expect(lines.sort()).toEqual(["bare bare/0", "r 000001", "r 000002"]);
});

test("the newest version stands, in whatever order the versions come", async () => {
  const answer = await exchange(pipeline.apiUrl, { method: "GET", path: "/orders/o-v" });
  expect(JSON.parse(answer.text)).toMatchObject({ status: "delivered", event_id: "versions/0" });
});

test("two customers' orders of one id are both kept, and GET names them", async () => {
  const answer = await exchange(pipeline.apiUrl, { method: "GET", path: "/orders/shared" });
  expect(answer.status).toBe(409);
  expect(JSON.parse(answer.text).error).toMatchObject({ customers: ["17850", "other"] });
});

test("nothing is lost or doubled; the repeats in the lake are counted as redundant", async () => {
  const result = await reconcile(localDeployment(pipeline.awsUrl, pipeline.names));
  expect(isClean(result), report(result)).toBe(true);
  expect(result.redundant).toBeGreaterThan(0);
});
