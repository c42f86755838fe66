import { setTimeout as sleep } from "node:timers/promises";
import { BatchExecuteStatementCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  clientSettings,
  type KinesisBatchResponse,
  type KinesisEvent,
  kinesisRecords,
  readEnvironment,
  withoutLogger,
} from "@tributary/lambda-kit";
import { consume } from "./consume.ts";
import { deadlineIn } from "./deadline.ts";

const environment = readEnvironment([
  "ORDERS_TABLE",
  "INVOICES_TABLE",
  "CUSTOMERS_TABLE",
  "QUARANTINE_BUCKET",
]);
const tables = {
  orders: environment.ORDERS_TABLE,
  invoices: environment.INVOICES_TABLE,
  customers: environment.CUSTOMERS_TABLE,
};
// The middleware is put together once rather than for every call, which holds for calls without options.
const dynamodb = withoutLogger(new DynamoDBClient({ ...clientSettings, cacheMiddleware: true }));

/** Kept for quarantine and the answer: what is not written by then is reported, not timed out. */
const RESERVE_MS = 10_000;
const RESERVE_SHARE = 0.2;

/** Kinesis → DynamoDB. */
export async function handler(
  event: KinesisEvent,
  context: { getRemainingTimeInMillis(): number },
): Promise<KinesisBatchResponse> {
  const reserve = Math.min(RESERVE_MS, context.getRemainingTimeInMillis() * RESERVE_SHARE);
  const remaining = (): number => context.getRemainingTimeInMillis() - reserve;
  const deadline = deadlineIn(remaining());
  try {
    return await consume(kinesisRecords(event), {
      tables,
      execute: async (statements) => {
        const command = new BatchExecuteStatementCommand({ Statements: [...statements] });
        const { Responses = [] } = await Promise.race([dynamodb.send(command), deadline.reached]);
        return Responses.map(({ Error: error }) => (error === undefined ? {} : { Error: error }));
      },
      quarantine: async (object) => {
        const { storeQuarantine } = await import("./quarantine-store.ts");
        await storeQuarantine(environment.QUARANTINE_BUCKET, object);
      },
      remaining,
      sleep: (milliseconds) => sleep(milliseconds),
      random: Math.random,
    });
  } finally {
    deadline.clear();
  }
}
