import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileErrors, fileOnFailure, fileQuarantine } from "./excluded.ts";
import { KEY_SEPARATOR } from "./expected.ts";
import { type AcceptedBy, findings, keptEvents, type SinkFinding } from "./findings.ts";
import { Ledger } from "./ledger.ts";
import { fileArchive, fileRecord } from "./records.ts";

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
    ledger.add("rows", dataset, orderId, version, null, id);
  }
  ledger.add("rows", "product_details", orderId, version, 1, id);
  ledger.add("rows", "product_details", orderId, version, 2, id);
}

async function find(acceptedBy: AcceptedBy = "archive"): Promise<Map<string, SinkFinding>> {
  ledger.seal();
  return new Map((await findings(ledger, acceptedBy)).map((found) => [found.sink, found]));
}

const dirty = (found: Map<string, SinkFinding>): string[] =>
  [...found.values()].filter((f) => f.lost + f.duplicated + f.unaccepted > 0).map((f) => f.sink);

/** Every accepted event is accounted for, once. */
function expectBalanced(found: Map<string, SinkFinding>): void {
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((a, b) => a + b, 0);
  for (const { sink, accepted, stored, excluded, quarantined, lost } of found.values()) {
    expect({ sink, sum: stored + sum(excluded) + sum(quarantined) + lost }).toEqual({
      sink,
      sum: accepted,
    });
  }
}

const line = (id: string, lineNo?: number, customerId: string | null = "17850") =>
  JSON.stringify({
    specversion: "1.0",
    id,
    source: "/invoices",
    type: "tributary.invoice_line.v1",
    data: { InvoiceNo: "536365", CustomerID: customerId, LineNo: lineNo },
  });

function storeLine(id: string, lineId: string): void {
  const key = `536365${KEY_SEPARATOR}${lineId}`;
  ledger.add("items", "invoices", key, null, id);
  ledger.add("rows", "invoice_lines", key, "", null, id);
}

test("events that every sink holds once are clean", async () => {
  archive(order("a/0", "o-1"), `${order("b/0", "o-2")}\n${order("b/1", "o-3")}\n`);
  store("a/0", "o-1");
  store("b/0", "o-2");
  store("b/1", "o-3");
  const found = await find();
  expect(dirty(found)).toEqual([]);
  expectBalanced(found);
  expect(found.get("lake product_details")).toMatchObject({ accepted: 3, stored: 3 });
  expect(found.get("lake invoice_lines")?.excluded).toEqual({ "another kind of event": 3 });
});

test("an event that the table does not hold is named", async () => {
  archive(order("a/0", "o-1"), order("b/0", "o-2"));
  store("a/0", "o-1");
  const found = await find();
  expect(found.get("table orders")).toMatchObject({ lost: 1, lostIds: ["b/0"] });
  expectBalanced(found);
});

test("a table that holds the older of two versions has lost the newer", async () => {
  archive(order("a/0", "o-1"), order("b/0", "o-1", "2026-01-03T00:00:00Z"));
  store("a/0", "o-1");
  expect((await find()).get("table orders")).toMatchObject({ stored: 1, lost: 1 });
});

test("a table that holds the newer of two versions rightly lacks the older", async () => {
  archive(order("b/0", "o-1"), order("a/0", "o-1", "2025-12-31T00:00:00Z"));
  store("b/0", "o-1");
  for (const dataset of ["orders", "purchase_details", "shipping_addresses", "product_details"]) {
    ledger.add("rows", dataset, "o-1", versionOf("a/0", "2025-12-31T00:00:00Z"), 1, "a/0");
  }
  const older = versionOf("a/0", "2025-12-31T00:00:00Z");
  ledger.add("rows", "product_details", "o-1", older, 2, "a/0");
  const found = await find();
  expect(dirty(found)).toEqual([]);
  expectBalanced(found);
  expect(found.get("table orders")?.excluded).toEqual({ "superseded by a newer version": 1 });
});

test("one missing product row of an event is a loss", async () => {
  archive(order("a/0", "o-1"));
  ledger.add("rows", "product_details", "o-1", versionOf("a/0"), 1, "a/0");
  const found = await find();
  expect(found.get("lake product_details")).toMatchObject({ lost: 1, lostIds: ["a/0"] });
});

test("a repeated row is redundant; a second version of one event is doubled", async () => {
  archive(order("a/0", "o-1"));
  store("a/0", "o-1");
  ledger.add("rows", "orders", "o-1", versionOf("a/0"), null, "a/0");
  ledger.add("rows", "purchase_details", "o-1", "another version", null, "a/0");
  ledger.add("rows", "product_details", "o-1", versionOf("a/0"), 3, "a/0");
  const found = await find();
  expect(found.get("lake orders")).toMatchObject({ redundant: 1, duplicated: 0, lost: 0 });
  for (const sink of ["lake purchase_details", "lake product_details"]) {
    expect(found.get(sink)).toMatchObject({ duplicated: 1, duplicatedIds: ["a/0"] });
  }
  expectBalanced(found);
});

test("a row or an item of an event that was never accepted is named", async () => {
  archive(order("a/0", "o-1"));
  store("a/0", "o-1");
  store("ghost/0", "o-9");
  const found = await find();
  expect(found.get("table orders")).toMatchObject({ unaccepted: 1, unacceptedIds: ["ghost/0"] });
  expect(found.get("lake orders")).toMatchObject({ unaccepted: 1, unacceptedIds: ["ghost/0"] });
  expect(dirty(found)).toHaveLength(5);
});

test("a line sent twice with its LineNo is one line; the second is excluded, its row redundant", async () => {
  archive(line("a/0", 1), line("b/0", 1), line("c/0"), line("g/0", 3, null));
  storeLine("a/0", "000001");
  storeLine("c/0", "c/0");
  storeLine("g/0", "000003");
  ledger.add("rows", "invoice_lines", `536365${KEY_SEPARATOR}000001`, "", null, "b/0");
  ledger.add("items", "customers", `17850${KEY_SEPARATOR}536365`, null, null);
  const found = await find();
  expect(dirty(found)).toEqual([]);
  expectBalanced(found);
  const repeat = "the same business key again";
  expect(found.get("table invoices")).toMatchObject({ stored: 3, excluded: { [repeat]: 1 } });
  expect(found.get("table customers")).toMatchObject({
    stored: 1,
    excluded: { [repeat]: 2, "a guest has no customer": 1 },
  });
  expect(found.get("lake invoice_lines")).toMatchObject({
    ...{ stored: 3, redundant: 1 },
    excluded: { [repeat]: 1 },
  });
});

test("an acknowledged event that the archive lacks is lost", async () => {
  archive(order("a/0", "o-1"));
  for (const id of ["a/0", "b/0", "a/0"]) ledger.add("acknowledged", id);
  const found = await find("acknowledgements");
  expect(found.get("raw")).toMatchObject({ accepted: 2, lost: 1, lostIds: ["b/0"] });
});

test("a record of the stream that the archive lacks, or has with other bytes, is named", async () => {
  const [first = "", second = ""] = archive(order("a/0", "o-1"), order("b/0", "o-2"));
  fileRecord(ledger, "stream", `shardId-0:${first}`, Buffer.from(order("a/0", "o-1")));
  fileRecord(ledger, "stream", `shardId-0:${second}`, Buffer.from(order("b/0", "o-changed")));
  fileRecord(ledger, "stream", "shardId-0:99", Buffer.from(order("c/0", "o-3")));
  const raw = (await find("stream")).get("raw");
  expect(raw).toMatchObject({ accepted: 3, lost: 1, lostIds: ["c/0"] });
  expect(raw).toMatchObject({ unaccepted: 1, unacceptedIds: [`shardId-0:${second}`] });
});

test("quarantine and error prefixes account for what is not stored", async () => {
  const [own = "", sequenceNumber = ""] = archive(order("a/0", "o-1"), "no JSON at all");
  quarantine("a/0", own);
  quarantine(null, sequenceNumber);
  failDelivery(order("a/0", "o-1"));
  const found = await find();
  expect(dirty(found)).toEqual([]);
  expectBalanced(found);
  expect(found.get("table orders")).toMatchObject({
    ...{ accepted: 2, stored: 0 },
    quarantined: { no_such_time: 1 },
  });
  expect(found.get("quarantine")).toMatchObject({
    accepted: 1,
    quarantined: { no_such_time: 1 },
  });
  expect(await keptEvents(ledger)).toEqual({ no_such_time: 2 });
});

test("what was in quarantine and is stored after a replay counts as stored", async () => {
  const [own = ""] = archive(order("a/0", "o-1"));
  archive(order("a/0", "o-1"));
  quarantine("a/0", own);
  failDelivery(order("a/0", "o-1"));
  store("a/0", "o-1");
  const found = await find();
  expect(dirty(found)).toEqual([]);
  expectBalanced(found);
  for (const { sink, stored } of found.values()) {
    const none = ["table invoices", "table customers", "lake invoice_lines", "quarantine"];
    expect({ sink, stored }).toEqual({ sink, stored: none.includes(sink) ? 0 : 1 });
  }
  expect(await keptEvents(ledger)).toEqual({});
});

test("what the archiver gave up is kept, and expected of the other sinks", async () => {
  const records = [
    {
      eventID: "shardId-0:7",
      kinesis: {
        data: Buffer.from(order("a/0", "o-1")).toString("base64"),
        partitionKey: "7",
        approximateArrivalTimestamp: 1_767_323_045.5,
      },
    },
  ];
  const requestContext = {
    functionArn: "arn:aws:lambda:eu-central-1:1:function:tributary-raw-archiver",
    condition: "RecordAgeExceeded",
  };
  const body = { requestContext, payload: JSON.stringify({ Records: records }) };
  fileOnFailure(Buffer.from(JSON.stringify(body)), ledger);
  ledger.add("acknowledged", "a/0");
  const found = await find("acknowledgements");
  expect(found.get("raw")).toMatchObject({ lost: 0, quarantined: { RecordAgeExceeded: 1 } });
  expect(found.get("table orders")).toMatchObject({ lost: 1, lostIds: ["a/0"] });
});

test("an unreadable record that is nowhere in quarantine is lost", async () => {
  archive("no JSON at all");
  expect(dirty(await find())).toEqual(["quarantine"]);
});

test("what is in quarantine but was never accepted is named", async () => {
  archive(order("a/0", "o-1"));
  store("a/0", "o-1");
  quarantine("ghost/0", "77");
  const found = await find();
  expect(found.get("quarantine")).toMatchObject({ unaccepted: 1, unacceptedIds: ["ghost/0"] });
});

function quarantine(eventId: string | null, sequenceNumber: string): void {
  const reason = { code: "no_such_time" };
  const entry = { reason, sink: "tables", eventId, shardId: "shardId-0", sequenceNumber };
  fileQuarantine(Buffer.from(`${JSON.stringify(entry)}\n`), ledger);
}

function failDelivery(text: string): void {
  const rawData = Buffer.from(text).toString("base64");
  const error = `${JSON.stringify({ rawData, errorCode: "Lambda.FunctionError" })}\n`;
  for (const dataset of ["orders", "product_details", "purchase_details", "shipping_addresses"]) {
    fileErrors(Buffer.from(error), dataset, ledger);
  }
}
