import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileErrors, fileQuarantine } from "./excluded.ts";
import { KEY_SEPARATOR } from "./expected.ts";
import { findings, type SinkFinding } from "./findings.ts";
import { Ledger } from "./ledger.ts";
import { fileArchive } from "./raw-archive.ts";

let ledger: Ledger;
beforeEach(async () => {
  ledger = await Ledger.open();
  await ledger.begin();
});
afterEach(() => ledger.close());

const order = (id: string, orderId: string, updatedAt = "2026-01-02T03:04:05Z") =>
  JSON.stringify({
    specversion: "1.0",
    id,
    source: "/orders",
    type: "tributary.order.v1",
    data: {
      customer_id: 7,
      order_id: orderId,
      order_date: updatedAt,
      status: "paid",
      product_details: [{}, {}],
    },
  });

let sequence = 0;
function archive(...texts: string[]): string[] {
  const records = texts.map((data) => {
    sequence += 1;
    return { shardId: "shardId-0", sequenceNumber: String(sequence), data };
  });
  fileArchive(gzipSync(records.map((r) => `${JSON.stringify(r)}\n`).join("")), ledger);
  return records.map((r) => r.sequenceNumber);
}

const versionOf = (id: string, time = "2026-01-02T03:04:05Z"): string =>
  `${String(Date.parse(time)).padStart(15, "0")}-01-${id}`;

/** Stores an order in its table and in all its datasets. */
function store(id: string, orderId: string): void {
  const version = versionOf(id);
  ledger.add("items", "orders", `7${KEY_SEPARATOR}${orderId}`, version, id);
  for (const dataset of ["orders", "purchase_details", "shipping_addresses"]) {
    ledger.add("rows", dataset, id, version, null);
  }
  ledger.add("rows", "product_details", id, version, 1);
  ledger.add("rows", "product_details", id, version, 2);
}

async function find(acknowledged = false): Promise<Map<string, SinkFinding>> {
  ledger.seal();
  return new Map((await findings(ledger, acknowledged)).map((found) => [found.sink, found]));
}

const dirty = (found: Map<string, SinkFinding>): string[] =>
  [...found.values()].filter((f) => f.lost + f.duplicated > 0).map((f) => f.sink);

test("events that every sink holds once are clean", async () => {
  archive(order("a/0", "o-1"), `${order("b/0", "o-2")}\n${order("b/1", "o-3")}\n`);
  store("a/0", "o-1");
  store("b/0", "o-2");
  store("b/1", "o-3");
  const found = await find();
  expect(dirty(found)).toEqual([]);
  expect(found.get("lake product_details")).toMatchObject({ expected: 3, stored: 3 });
});

test("an event that the table does not hold is named", async () => {
  archive(order("a/0", "o-1"), order("b/0", "o-2"));
  store("a/0", "o-1");
  const found = await find();
  expect(found.get("table orders")).toMatchObject({ lost: 1, lostIds: ["b/0"] });
});

test("a table that holds the older of two versions has lost the newer", async () => {
  archive(order("a/0", "o-1"), order("b/0", "o-1", "2026-01-03T00:00:00Z"));
  store("a/0", "o-1");
  const found = await find();
  expect(found.get("table orders")).toMatchObject({ expected: 1, lost: 1 });
});

test("one missing product row of an event is a loss", async () => {
  archive(order("a/0", "o-1"));
  ledger.add("rows", "product_details", "a/0", versionOf("a/0"), 1);
  const found = await find();
  expect(found.get("lake product_details")).toMatchObject({ lost: 1, lostIds: ["a/0"] });
});

test("a repeated row is redundant; a second version of one event is doubled", async () => {
  archive(order("a/0", "o-1"));
  store("a/0", "o-1");
  ledger.add("rows", "orders", "a/0", versionOf("a/0"), null);
  ledger.add("rows", "purchase_details", "a/0", "another version", null);
  const found = await find();
  expect(found.get("lake orders")).toMatchObject({ redundant: 1, duplicated: 0, lost: 0 });
  expect(found.get("lake purchase_details")).toMatchObject({
    duplicated: 1,
    duplicatedIds: ["a/0"],
  });
});

test("a row or an item of an event that was never accepted is doubled, not overlooked", async () => {
  archive(order("a/0", "o-1"));
  store("a/0", "o-1");
  store("ghost/0", "o-9");
  expect(dirty(await find())).toContain("table orders");
});

test("an acknowledged event that the archive lacks is lost", async () => {
  archive(order("a/0", "o-1"));
  ledger.add("acknowledged", "a/0");
  ledger.add("acknowledged", "b/0");
  const found = await find(true);
  expect(found.get("raw")).toMatchObject({ expected: 2, lost: 1, lostIds: ["b/0"] });
});

test("quarantine and error prefixes account for what is not stored", async () => {
  const [, sequenceNumber = ""] = archive(order("a/0", "o-1"), "no JSON at all");
  const reason = { code: "no_such_time" };
  const entries = [
    { reason, sink: "tables", eventId: "a/0", shardId: "shardId-0", sequenceNumber: "1" },
    { reason, sink: "tables", eventId: null, shardId: "shardId-0", sequenceNumber },
  ];
  fileQuarantine(Buffer.from(entries.map((e) => `${JSON.stringify(e)}\n`).join("")), ledger);
  const rawData = Buffer.from(order("a/0", "o-1")).toString("base64");
  for (const dataset of ["orders", "product_details", "purchase_details", "shipping_addresses"]) {
    const line = JSON.stringify({ rawData, errorCode: "Lambda.FunctionError" });
    fileErrors(Buffer.from(`${line}\n`), dataset, ledger);
  }
  const found = await find();
  expect(dirty(found)).toEqual([]);
  expect(found.get("table orders")).toMatchObject({ expected: 1, excluded: 1, stored: 0 });
  expect(found.get("quarantine")).toMatchObject({ expected: 1, excluded: 1 });
});

test("an unreadable record that is nowhere in quarantine is lost", async () => {
  archive("no JSON at all");
  expect(dirty(await find())).toEqual(["quarantine"]);
});
