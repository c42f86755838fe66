import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import {
  KinesisClient,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { stream } from "@tributary/contract";
import { setFaults } from "@tributary/emulator/parts";
import { expect, onTestFinished, test } from "vitest";
import { isClean, report } from "../src/commands/reconcile.ts";
import { replay } from "../src/replay/replay.ts";
import { line, lines, order, orders, Shop, shiftClock, until } from "./support.ts";

const event = (id: string, data: unknown, type = "tributary.order.v1") =>
  JSON.stringify({ specversion: "1.0", id, source: "/orders", type, data });

/** Past the edge, where the model would refuse it. */
async function putRecord(shop: Shop, data: string | Buffer): Promise<void> {
  const kinesis = new KinesisClient(shop.deployment.client);
  await kinesis.send(
    new PutRecordCommand({
      ...{ StreamName: shop.deployment.names.stream, PartitionKey: "k" },
      Data: Buffer.from(data),
    }),
  );
  kinesis.destroy();
}

test("7 · poison between good records: only it is quarantined, its neighbours land, the shard moves on", async () => {
  const shop = await Shop.open();
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  const poison = event("deep/0", order(1)).replace('"status"', `"note":${deep(6_000)},"status"`);
  expect((await shop.post("/orders/batch", orders(0, 3))).status).toBe(202);
  await putRecord(shop, poison);
  await putRecord(
    shop,
    `${event("mixed/0", order(50))}${event("mixed/1", { ...order(51), status: 7 })}`,
  );
  await putRecord(shop, Buffer.from([0x22, 0xff, 0x22]));
  await putRecord(shop, "null");
  await putRecord(shop, event("strange/0", {}, "com.example.unknown"));
  expect((await shop.post("/orders/batch", orders(10, 3))).status).toBe(202);
  const result = await shop.expectClean();
  expect(result.tables.orders).toBe(7);
  expect(result.lake.orders).toBe(7);
  expect(Object.values(result.quarantined).reduce((a, b) => a + b, 0)).toBe(5);
});

test("8 · every record of a batch fails: reported, never an empty success", async () => {
  const shop = await Shop.open();
  setFaults("dynamodb.write:throw:1+");
  expect((await shop.post("/orders/batch", orders(0, 20))).status).toBe(202);
  const consumer = () => shop.pipeline.lag().find(({ name }) => name.endsWith("kinesis-consumer"));
  await until(() => (consumer()?.pending ?? 0) > 0);
  const s3 = new S3Client(shop.deployment.client);
  onTestFinished(() => s3.destroy());
  // While the tables fail the other sinks go on, and the consumer stays where it is.
  await until(async () => {
    const Bucket = shop.deployment.names.dataBucket;
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "lake/orders/" }));
    return (page.KeyCount ?? 0) > 0;
  });
  expect(consumer()?.drained).toBe(false);
  setFaults(undefined);
  const { tables } = await shop.expectClean();
  expect(tables.orders).toBe(20);
});

test("18 · 501 partitions at once: the overflow goes to the error prefix, replayable", async () => {
  const shop = await Shop.open({ bufferSeconds: 2 });
  const days = Array.from({ length: 700 }, (_, index) => {
    const date = new Date(Date.UTC(2024, 0, 1) + index * 86_400_000);
    return line("536365", index + 1, { InvoiceDate: date.toISOString() });
  });
  const answers = await Promise.all([
    shop.post("/invoices/batch", days.slice(0, 350)),
    shop.post("/invoices/batch", days.slice(350)),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const before = await shop.expectClean();
  const overflow = before.quarantined["DynamicPartitioning.ActivePartitionsLimitExceeded"] ?? 0;
  expect(overflow).toBe(200);
  const summary = await replay(shop.deployment, { from: "errors", dataset: "invoice_lines" });
  expect(summary).toMatchObject({ events: 200, missing: [] });
  const after = await shop.expectClean();
  expect(after.quarantined).toEqual({});
  expect(after.tables).toEqual(before.tables);
  expect(after.lake.invoice_lines).toBe(700);
});

/** How long S3 is away under load; the 30 s are run by hand: `S3_AWAY_SECONDS=30`. */
const AWAY_MS = Number(process.env.S3_AWAY_SECONDS ?? 2) * 1_000;

test("19 · S3 away under load, then back: back-pressure, and it catches up by itself", async () => {
  const shop = await Shop.open();
  const back = Date.now() + AWAY_MS;
  let number = 0;
  const send = async () => {
    number += 10;
    const { status } = await shop.post("/orders/batch", orders(number, 10));
    expect(status).toBe(202);
  };
  await send();
  setFaults("s3.journal:throw:1+,s3.write:enospc:1+");
  while (Date.now() < back) {
    await send();
    await new Promise((done) => setTimeout(done, 50));
  }
  expect(shop.pipeline.lag().filter(({ drained }) => !drained).length).toBeGreaterThan(1);
  setFaults(undefined);
  await send();
  const result = await shop.expectClean();
  expect(result.lake.orders).toBe(number);
});

test("22 · shards split and merged under load: nothing lost, the newest version of each order stays", async () => {
  const shop = await Shop.open({ shards: 1 });
  const kinesis = new KinesisClient(shop.deployment.client);
  onTestFinished(() => kinesis.destroy());
  const StreamName = shop.deployment.names.stream;
  const states = ["pending", "paid", "shipped", "delivered"];
  const sendAll = async (hour: number, status: string) => {
    for (let n = 0; n < 20; n += 1) {
      const changed = order(n, { status, updated_at: `2026-01-02T0${hour}:00:00Z` });
      expect((await shop.post("/orders", changed)).status).toBe(202);
    }
  };
  const [first = "", second = "", third = "", last = ""] = states;
  await sendAll(1, first);
  const split = kinesis.send(
    new SplitShardCommand({
      ...{ StreamName, ShardToSplit: "shardId-000000000000" },
      NewStartingHashKey: (2n ** 127n).toString(),
    }),
  );
  await Promise.all([split, sendAll(2, second)]);
  const merge = kinesis.send(
    new MergeShardsCommand({
      ...{ StreamName, ShardToMerge: "shardId-000000000001" },
      AdjacentShardToMerge: "shardId-000000000002",
    }),
  );
  await Promise.all([merge, sendAll(3, third)]);
  await sendAll(4, last);
  await shop.expectClean();
  for (const n of [0, 7, 19]) {
    expect((await shop.get(`/orders/o-${n}`)).body).toMatchObject({ status: "delivered" });
  }
});

async function tableContents(shop: Shop): Promise<string[]> {
  const client = new DynamoDBClient(shop.deployment.client);
  const items: string[] = [];
  for (const TableName of Object.values(shop.deployment.names.tables)) {
    for await (const { Items } of paginateScan({ client }, { TableName })) {
      for (const item of Items ?? []) items.push(`${TableName} ${JSON.stringify(item)}`);
    }
  }
  client.destroy();
  return items.sort();
}

test("24 · replay run twice: tables stay identical, rows in the lake are redundant only", async () => {
  const shop = await Shop.open();
  await shop.post("/orders/batch", [...orders(0, 10), order(3, { status: "shipped" })]);
  await shop.post("/orders", order(20));
  await shop.post("/invoices/batch", lines("536365", 5));
  await shop.post("/invoices", line("536366", 1, { LineNo: undefined }));
  const before = await shop.expectClean();
  const contents = await tableContents(shop);
  for (let round = 1; round <= 2; round += 1) {
    const summary = await replay(shop.deployment, { from: "raw" });
    // What the first replay put into the archive is not replayed again by the second.
    expect(summary).toMatchObject({ events: before.raw, missing: [] });
    const after = await shop.expectClean();
    expect(await tableContents(shop)).toEqual(contents);
    expect(after.raw).toBe(before.raw);
    expect(after.lake.orders).toBe((before.lake.orders ?? 0) * (round + 1));
    expect(after.redundant).toBeGreaterThan(before.redundant);
    for (const [index, sink] of after.sinks.entries()) {
      expect(sink.stored).toBe(before.sinks[index]?.stored);
    }
  }
});

test("24 · replay filters by type, id, time and limit, and a dry run puts nothing", async () => {
  const shop = await Shop.open();
  await shop.post("/orders/batch", orders(0, 4), { key: "first" });
  await shop.post("/invoices/batch", lines("536365", 3), { key: "second" });
  await shop.pipeline.drained();
  const from = "raw";
  const dry = (filters: object) => replay(shop.deployment, { from, dryRun: true, ...filters });
  expect(await dry({})).toMatchObject({ events: 7, records: 2, repeated: 0 });
  expect(await dry({ type: "tributary.invoice_line.v1" })).toMatchObject({ events: 3 });
  expect(await dry({ ids: new Set(["first/2", "no/0"]) })).toMatchObject({ events: 1, records: 1 });
  expect(await dry({ limit: 5 })).toMatchObject({ events: 5 });
  expect(await dry({ since: Date.now() + 60_000 })).toMatchObject({ events: 0 });
  expect(await dry({ until: Date.now() + 60_000 })).toMatchObject({ events: 7 });
  const { redundant } = await shop.expectClean();
  expect(redundant).toBe(0);
});

test("24 · an event that was dated too far ahead is in quarantine; replayed when its day has come, every sink has it", async () => {
  const shop = await Shop.open();
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString();
  const early = order(1, { order_date: day(2.5) });
  expect((await shop.post("/orders/batch", [order(0), early])).status).toBe(202);
  const before = await shop.expectClean();
  expect(before.tables.orders).toBe(1);
  expect(before.quarantined).toEqual({ time_out_of_range: 1 });
  const again = { from: "quarantine", reason: "time_out_of_range" } as const;
  // Too soon: it ends in quarantine once more, and is still one event.
  expect(await replay(shop.deployment, again)).toMatchObject({ events: 1 });
  expect((await shop.expectClean()).quarantined).toEqual({ time_out_of_range: 1 });
  shiftClock(2 * 86_400_000);
  expect(await replay(shop.deployment, again)).toMatchObject({ events: 1, repeated: 1 });
  const after = await shop.expectClean();
  expect(after.tables.orders).toBe(2);
  expect(after.lake.orders).toBe(2);
  expect(after.quarantined).toEqual({});
});

test("17 · a value of the wrong type for its column: kept under the error prefix; once the schema is mended, replay stores it", async () => {
  const shop = await Shop.open();
  await shop.mistypeColumn("orders", "status", "int");
  expect((await shop.post("/orders/batch", orders(0, 5))).status).toBe(202);
  expect((await shop.post("/invoices/batch", lines("536365", 2))).status).toBe(202);
  // Athena refuses the views as long as a column has another type than they were made for.
  const before = await shop.expectClean(false);
  const wrong = before.sinks.find(({ sink }) => sink === "lake orders");
  expect(wrong?.stored).toBe(0);
  expect(Object.values(wrong?.quarantined ?? {})).toEqual([5]);
  await shop.restart();
  const summary = await replay(shop.deployment, { from: "errors" });
  expect(summary).toMatchObject({ events: 5, missing: [] });
  const after = await shop.expectClean();
  expect(after.quarantined).toEqual({});
  expect(after.sinks.find(({ sink }) => sink === "lake orders")?.stored).toBe(5);
  expect(after.tables).toEqual(before.tables);
});

test("10 · a batch given up after its retries is at the failure destination, and replay stores it", async () => {
  const shop = await Shop.open();
  expect((await shop.post("/orders/batch", orders(0, 5))).status).toBe(202);
  await shop.pipeline.drained();
  setFaults("dynamodb.write:throw:1+");
  expect((await shop.post("/orders/batch", orders(10, 5))).status).toBe(202);
  await until(() => shop.pipeline.lag().some(({ pending }) => pending > 0));
  // An hour before the stream forgets them.
  shiftClock(stream.retentionHours * 3_600_000 - 3_000_000);
  await until(() => shop.pipeline.lag().every(({ drained }) => drained));
  setFaults(undefined);
  const before = await shop.reconciled();
  expect(isClean(before), report(before)).toBe(true);
  expect(before.tables.orders).toBe(5);
  expect(before.quarantined).toEqual({ RecordAgeExceeded: 5 });
  const summary = await replay(shop.deployment, { from: "on-failure" });
  expect(summary).toMatchObject({ events: 5, reasons: { RecordAgeExceeded: 5 } });
  const after = await shop.expectClean();
  expect(after.tables.orders).toBe(10);
  expect(after.quarantined).toEqual({});
});
