// The consumer against its floor (decode, parse, marshal, one body of all statements) and one PutItem per
// record through the SDK. A stub in another process answers and counts the calls.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { cloudEvent, cpuOf, interleaved, nodeServer, orders, root, scale } from "../lib.mjs";

const EVENTS = 3_000;
const PER_RECORD = 100;

export async function run() {
  const stub = await nodeServer("dynamodb-stub.mjs");
  const endpoint = `http://127.0.0.1:${stub.port}`;
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
  const bundle = join(root, "packages/lambdas/kinesis-consumer/dist/bundle/index.mjs");
  const { handler } = await import(pathToFileURL(bundle).href);
  const lines = orders(EVENTS);
  const payload = JSON.stringify({
    Records: Array.from({ length: EVENTS / PER_RECORD }, (_, n) => {
      const events = lines
        .slice(n * PER_RECORD, (n + 1) * PER_RECORD)
        .map((order, k) => cloudEvent(order, `req-${n}/${k}`));
      const sequenceNumber = `495${String(n).padStart(53, "0")}`;
      return {
        eventID: `shardId-000000000000:${sequenceNumber}`,
        kinesis: {
          sequenceNumber,
          partitionKey: `p${n}`,
          data: Buffer.from(events.join("")).toString("base64"),
          approximateArrivalTimestamp: Date.now() / 1000,
        },
      };
    }),
  });
  const single = lines
    .slice(0, scale(1_000, 400))
    .map((order, k) => Buffer.from(cloudEvent(order, `req/${k}`)).toString("base64"));
  const context = { getRemainingTimeInMillis: () => 60_000 };
  const client = new DynamoDBClient({ endpoint, region: "eu-central-1" });
  const documents = DynamoDBDocumentClient.from(client);
  const calls = async () => {
    stub.send("calls");
    return Number(await stub.line());
  };

  await handler(JSON.parse(payload), context);
  await calls();
  await handler(JSON.parse(payload), context);
  const perItem = (await calls()) / EVENTS;

  const putEach = async (put) => {
    const queue = single.values();
    const micros = await cpuOf(() =>
      Promise.all(
        Array.from({ length: 16 }, async () => {
          for (const data of queue)
            await put(JSON.parse(Buffer.from(data, "base64").toString()).data);
        }),
      ),
    );
    return micros / single.length;
  };
  let sink = 0;
  const { ours, ...others } = await interleaved(scale(9, 3), {
    ours: async () => (await cpuOf(() => handler(JSON.parse(payload), context))) / EVENTS,
    floor: async () => (await cpuOf(() => (sink += floor(payload).length))) / EVENTS,
    "PutItem each": () =>
      putEach((order) =>
        client.send(new PutItemCommand({ TableName: "orders", Item: marshal(order) })),
      ),
    "PutCommand each": () =>
      putEach((order) => documents.send(new PutCommand({ TableName: "orders", Item: order }))),
  });
  await stub.stop();
  if (sink === 0) throw new Error("nothing was done");
  return [
    {
      what: "consumer",
      unit: "µs CPU/event",
      ours,
      others,
      target: { against: "PutItem each", ratio: 10 },
    },
    {
      what: "consumer, calls",
      unit: "calls/new item",
      ours: perItem,
      others: { "PutItem each": 1 },
      target: { most: 0.05 },
    },
  ].map((row) => (row.unit === "calls/new item" ? { ...row, unit: "calls a new item" } : row));
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
