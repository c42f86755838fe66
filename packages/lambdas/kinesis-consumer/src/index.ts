import { setMaxListeners } from "node:events";
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
import { BATCHES_IN_FLIGHT } from "./table-writer.ts";

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
const dynamodb = withoutLogger(new DynamoDBClient(clientSettings));

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
  const abortSignal = AbortSignal.timeout(Math.max(remaining(), 1));
  // Every call in flight listens to it; Node warns of more than ten.
  setMaxListeners(2 * BATCHES_IN_FLIGHT, abortSignal);
  return consume(kinesisRecords(event), {
    tables,
    execute: async (statements) => {
      const command = new BatchExecuteStatementCommand({ Statements: [...statements] });
      const { Responses = [] } = await dynamodb.send(command, { abortSignal });
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
}
