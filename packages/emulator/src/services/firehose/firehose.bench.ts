import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, bench, describe } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import { Lambda } from "../lambda/lambda.ts";
import type { StreamRecord, Streams } from "../ports.ts";
import { S3 } from "../s3/s3.ts";
import { MemoryCatalog, memoryCheckpoints } from "../test-ports.ts";
import { Firehose } from "./firehose.ts";

// 50,000 orders, 100 a record, through five delivery streams with a minimal transform: what the
// service itself costs. Says how busy the main thread was (the transforms run in worker threads) and
// how much of the CPU the whole process took.
const ORDERS = 50_000;
const PER_RECORD = 100;
const STREAMS = 5;

const scratch = await mkdtemp(join(import.meta.dirname, "bench-"));
afterAll(() => rm(scratch, { recursive: true, force: true }));

const order = (n: number): string =>
  `{"specversion":"1.0","id":"request/${n}","source":"/orders","type":"tributary.order.v1","data":{"customer_id":"c${n % 997}","order_id":"o${n}","order_date":"2024-05-06T07:08:09Z","status":"paid","shipping_address":{"street":"1 High Street","city":"London","state":"","zip":"N1","country":"GB"},"purchase_details":{"payment_type":"credit_card","amount":${n % 1000}.25,"currency":"GBP","instalments":1},"product_details":[{"product_id":"p1","name":"Mug","quantity":2,"item_details":{"color":"red","size":"M"}}]}}`;

const records: StreamRecord[] = Array.from({ length: ORDERS / PER_RECORD }, (_, index) => {
  const first = index * PER_RECORD;
  const data = Buffer.from(Array.from({ length: PER_RECORD }, (_, n) => order(first + n)).join(""));
  return {
    sequenceNumber: `495${String(index).padStart(53, "0")}`,
    partitionKey: `request-${index}`,
    data,
    base64: data.toString("base64"),
    arrivedAt: 1_715_000_000_000 + index,
  };
});

const streams: Streams = {
  putRecord: () => Promise.reject(new Error("not of this bench")),
  shardIds: () => ["shardId-000000000000"],
  lastSequenceNumber: () => records.at(-1)?.sequenceNumber,
  async read({ after, bytes, waitMs }) {
    const from = after === undefined ? 0 : Number(after.slice(3)) + 1;
    const found: StreamRecord[] = [];
    for (let size = 0, at = from; at < records.length && size < bytes; at++) {
      const record = records[at];
      if (record === undefined) break;
      found.push(record);
      size += record.data.length;
    }
    if (found.length === 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    return found;
  },
};

const bundleDirectory = join(scratch, "transform");
mkdirSync(bundleDirectory);
writeFileSync(
  join(bundleDirectory, "index.mjs"),
  `export const handler = async ({ records }) => ({ records: records.map(({ recordId, data }) => {
     const { id, data: order } = JSON.parse(Buffer.from(data, "base64").toString());
     const row = { order_id: order.order_id, customer_id: order.customer_id, order_date: "2024-05-06 07:08:09", status: order.status, amount: order.purchase_details.amount, event_id: id };
     return { recordId, result: "Ok", data: Buffer.from(JSON.stringify(row)).toString("base64"), metadata: { partitionKeys: { dt: "2024-05-06" } } };
   }) });`,
);
const columns = ["order_id", "customer_id", "status", "event_id"].map((Name) => ({
  Name,
  Type: "string",
}));

let run = 0;
describe(`${ORDERS} orders through ${STREAMS} delivery streams`, () => {
  bench(
    "to Parquet",
    async () => {
      const directory = join(scratch, String(++run));
      const disk = new NodeDisk();
      const s3 = await S3.open({ disk, directory: join(directory, "s3") });
      await s3.ensureBucket("lake");
      const lambda = new Lambda({
        disk,
        logDirectory: directory,
        endpointUrl: "http://127.0.0.1:1",
      });
      const firehose = await Firehose.create({
        streams,
        functions: lambda,
        objects: s3,
        catalog: new MemoryCatalog([
          {
            Name: "orders",
            DatabaseName: "lake",
            TableType: "EXTERNAL_TABLE",
            PartitionKeys: [],
            StorageDescriptor: {
              Columns: [
                ...columns,
                { Name: "order_date", Type: "timestamp" },
                { Name: "amount", Type: "decimal(12,2)" },
              ],
            },
            Parameters: {},
          },
        ]),
        checkpoints: memoryCheckpoints(),
        temporaryDirectory: join(directory, "tmp"),
      });
      for (let n = 0; n < STREAMS; n++) {
        lambda.defineFunction({
          name: `f${n}`,
          bundleDirectory,
          memoryMb: 512,
          timeoutSeconds: 60,
          concurrency: 1,
        });
        firehose.defineDeliveryStream({
          name: `s${n}`,
          streamName: "events",
          startingPosition: "TRIM_HORIZON",
          deAggregation: "JSON",
          processor: { functionName: `f${n}`, bufferSizeMb: 0.5, bufferIntervalSeconds: 15 },
          dynamicPartitioning: true,
          bucket: "lake",
          prefix: `lake/s${n}/dt=!{partitionKeyFromLambda:dt}/`,
          errorPrefix: "errors/!{firehose:error-output-type}/",
          bufferMb: 64,
          bufferSeconds: 60,
          dataFormatConversion: { database: "lake", table: "orders" },
        });
      }
      const cpu = process.cpuUsage();
      const before = performance.eventLoopUtilization();
      const started = performance.now();
      firehose.start();
      while (firehose.lag().some(({ drained }) => !drained)) await firehose.flushNow();
      const seconds = (performance.now() - started) / 1000;
      const { active } = performance.eventLoopUtilization(before);
      const { user, system } = process.cpuUsage(cpu);
      const each = (microseconds: number) => (microseconds / ORDERS / STREAMS).toFixed(2);
      process.stdout.write(
        `${seconds.toFixed(2)} s, ${Math.round(ORDERS / seconds)} orders/s; µs an order and stream: main thread ${each(active * 1000)}, all threads ${each(user + system)}\n`,
      );
      await firehose.close();
      await lambda.close();
      await s3.close();
    },
    { iterations: 3, warmupIterations: 0, time: 0, warmupTime: 0 },
  );
});
