import { createHash } from "node:crypto";
import { tables } from "@tributary/contract";
import { type Engine, isAbsent, isJsonObject, type Json, type Suite, sorted } from "../../suite.ts";
import {
  call,
  type DynamoDbServer,
  dropAllTables,
  dynamoDbLocal,
  ourDynamoDb,
} from "../dynamodb/engines.ts";
import { Consumer } from "./consumer.ts";
import { type Story, stories } from "./events.ts";
import { startThrottle } from "./throttle.ts";

async function createTables(url: string): Promise<void> {
  await dropAllTables(url);
  for (const [TableName, { hashKey, rangeKey, indexes }] of Object.entries(tables)) {
    const { status, body } = await call(url, "CreateTable", {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [hashKey, rangeKey].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      KeySchema: [
        { AttributeName: hashKey, KeyType: "HASH" },
        { AttributeName: rangeKey, KeyType: "RANGE" },
      ],
      ...(indexes.length > 0 && {
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: [{ AttributeName: index.hashKey, KeyType: "HASH" }],
          Projection: { ProjectionType: index.projection },
        })),
      }),
    });
    if (status !== 200) throw new Error(`CreateTable ${TableName}: ${JSON.stringify(body)}`);
  }
}

/** Every item as `keys version digest`, sorted: what a table holds, in few bytes. */
async function contents(url: string, TableName: keyof typeof tables): Promise<Json> {
  const { hashKey, rangeKey } = tables[TableName];
  const lines: string[] = [];
  let ExclusiveStartKey: Json | undefined;
  do {
    const { body } = await call(url, "Scan", {
      TableName,
      ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
    });
    const items = Array.isArray(body.Items) ? body.Items : [];
    for (const item of items) {
      const digest = createHash("sha256")
        .update(JSON.stringify(sorted(item)))
        .digest("hex");
      const version = text(item, "version");
      lines.push(
        [text(item, hashKey), text(item, rangeKey), version, digest.slice(0, 12)].join(" "),
      );
    }
    ExclusiveStartKey = body.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return lines.sort();
}

function text(item: Json, name: string): string {
  const value = isJsonObject(item) ? item[name] : undefined;
  return isJsonObject(value) ? String(value.S ?? "-") : "-";
}

async function engine(server: DynamoDbServer): Promise<Engine> {
  const throttle = await startThrottle(server.url);
  const consumer = new Consumer(throttle.url);
  const tell = async ({ batches, throttled }: Story): Promise<Json> => {
    await createTables(server.url);
    throttle.most = throttled ?? 0;
    const answers: Json[] = [];
    for (const batch of batches) answers.push(await consumer.invoke(batch));
    return {
      answers: [...new Set(answers.map((answer) => JSON.stringify(answer)))],
      orders: await contents(server.url, "orders"),
      invoices: await contents(server.url, "invoices"),
      customers: await contents(server.url, "customers"),
    };
  };
  return {
    name: server.name,
    version: server.version,
    async answers(group) {
      const all: Json[] = [];
      for (const { name } of group.cases) {
        const story = stories.find((told) => told.name === name);
        if (story === undefined) throw new Error(`no story ${name}`);
        all.push(await tell(story));
      }
      return all;
    },
    async close() {
      await consumer.close();
      await throttle.close();
      await server.close();
    },
  };
}

/** The consumer's built bundle, unchanged, against both: what its tables hold in the end. */
export const upsert: Suite = {
  name: "dynamodb-upsert",
  service: "dynamodb",
  what: "the consumer's built bundle: bulk upserts, replayed, shuffled and throttled; the tables in the end",
  groups: async () => [
    {
      name: "stories",
      cases: stories.map(({ name, batches, throttled }) => ({
        name,
        input: { batches, ...(throttled === undefined ? {} : { throttled }) },
      })),
    },
  ],
  ours: async () => engine(await ourDynamoDb()),
  async reference() {
    const server = await dynamoDbLocal();
    return isAbsent(server) ? server : engine(server);
  },
};
