import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { systemClock } from "../../clock.ts";
import { startAwsListener } from "../../wire/listener.ts";
import type { Throttle } from "./context.ts";
import { DynamoDb } from "./dynamodb.ts";

/** For tests: a database in a directory of its own, and the AWS SDK connected to it over HTTP. */
export interface Fixture {
  readonly db: DynamoDb;
  readonly client: DynamoDBClient;
  readonly directory: string;
  close(): Promise<void>;
}

export async function openFixture(options: { throttle?: Throttle } = {}): Promise<Fixture> {
  const directory = await mkdtemp(join(tmpdir(), "tributary-dynamodb-"));
  const db = await DynamoDb.open({ directory, clock: systemClock, ...options });
  const listener = await startAwsListener({ services: [db.wireService()], port: 0 });
  const client = new DynamoDBClient({
    endpoint: listener.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
  return {
    db,
    client,
    directory,
    async close() {
      client.destroy();
      await listener.close();
      await db.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** `{a: "S", b: "N"}` → AttributeDefinitions. */
export function attributes(types: Readonly<Record<string, "S" | "N" | "B">>) {
  return Object.entries(types).map(([AttributeName, AttributeType]) => ({
    AttributeName,
    AttributeType,
  }));
}

/** Names of the partition key and the sort key → KeySchema. */
export function keys(hash: string, range?: string) {
  return [
    { AttributeName: hash, KeyType: "HASH" as const },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
  ];
}
