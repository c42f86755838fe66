// One contestant of the consumer suite in a process of its own, so that none pays for another's garbage. It warms
// up; then each line on stdin runs a round of three seconds, so that idle time between rounds, in which V8 gives
// memory back, weighs little. A round prints its CPU time in µs and how many events it handled.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { cloudEvent, cpuOf, orders, root, scale } from "../lib.mjs";

const WARM_UP_MS = scale(4_000, 500);
const ROUND_MS = scale(3_000, 200);
const PER_RECORD = 100;
const [name, port] = process.argv.slice(2);
const endpoint = `http://127.0.0.1:${port}`;
Object.assign(process.env, {
  ORDERS_TABLE: "orders",
  INVOICES_TABLE: "invoices",
  CUSTOMERS_TABLE: "customers",
  QUARANTINE_BUCKET: "data",
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
});

/** Each gives what handles all events once. */
const contestants = {
  async ours(events) {
    const bundle = join(root, "packages/lambdas/kinesis-consumer/dist/bundle/index.mjs");
    const { handler } = await import(pathToFileURL(bundle).href);
    const payload = kinesisEvent(events);
    return () => handler(JSON.parse(payload), { getRemainingTimeInMillis: () => 60_000 });
  },
  floor(events) {
    const payload = kinesisEvent(events);
    let length = 0;
    return () => {
      length += floor(payload).length;
      if (length === 0) throw new Error("nothing was done");
    };
  },
  "PutItem each"(events) {
    const client = new DynamoDBClient({});
    return putEach(events, (order) =>
      client.send(new PutItemCommand({ TableName: "orders", Item: marshal(order) })),
    );
  },
  "PutCommand each"(events) {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    return putEach(events, (order) =>
      documents.send(new PutCommand({ TableName: "orders", Item: order })),
    );
  },
};

const events = orders(scale(3_000, 1_000)).map((order, n) => cloudEvent(order, `req/${n}`));
const run = await contestants[name](events);
await round(WARM_UP_MS);
console.log(JSON.stringify({ port: 0 }));
process.stdin.on("data", async () => console.log(JSON.stringify(await round(ROUND_MS))));

async function round(milliseconds) {
  const start = performance.now();
  let handled = 0;
  const micros = await cpuOf(async () => {
    do {
      await run();
      handled += events.length;
    } while (performance.now() - start < milliseconds);
  });
  return { micros, handled };
}

function kinesisEvent(events) {
  return JSON.stringify({
    Records: Array.from({ length: events.length / PER_RECORD }, (_, n) => {
      const sequenceNumber = `495${String(n).padStart(53, "0")}`;
      const text = events.slice(n * PER_RECORD, (n + 1) * PER_RECORD).join("");
      return {
        eventID: `shardId-000000000000:${sequenceNumber}`,
        kinesis: {
          sequenceNumber,
          partitionKey: `p${n}`,
          data: Buffer.from(text).toString("base64"),
          approximateArrivalTimestamp: Date.now() / 1000,
        },
      };
    }),
  });
}

/** Sixteen at a time, as ours. */
function putEach(events, put) {
  const records = events.map((event) => Buffer.from(event).toString("base64"));
  return () => {
    const queue = records.values();
    return Promise.all(
      Array.from({ length: 16 }, async () => {
        for (const data of queue)
          await put(JSON.parse(Buffer.from(data, "base64").toString()).data);
      }),
    );
  };
}

/** Decode, parse, marshal by hand, one body. */
function floor(payload) {
  const statements = [];
  for (const { kinesis } of JSON.parse(payload).Records) {
    const text = Buffer.from(kinesis.data, "base64").toString();
    for (const piece of text.split(/(?<=\})(?=\{"specversion")/)) {
      statements.push({
        Statement: "INSERT",
        Parameters: Object.values(marshal(JSON.parse(piece).data)),
      });
    }
  }
  return JSON.stringify({ Statements: statements });
}

function marshal(value) {
  const item = {};
  for (const name in value) item[name] = attribute(value[name]);
  return item;
}

function attribute(value) {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (value === null) return { NULL: true };
  return Array.isArray(value) ? { L: value.map(attribute) } : { M: marshal(value) };
}
