import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { HttpError } from "./http.ts";
import type { Item } from "./json.ts";

export interface TableNames {
  readonly orders: string;
  readonly invoices: string;
  readonly customers: string;
}

export interface QueryPage {
  readonly items: readonly Item[];
  readonly lastKey: Record<string, AttributeValue> | undefined;
}

export interface Tables {
  readonly names: TableNames;
  get(table: string, key: Record<string, string>): Promise<Item | undefined>;
  query(input: QueryCommandInput): Promise<QueryPage>;
}

/** Reads of DynamoDB. They throw HttpError 503 where it throttles or cannot be reached. */
export function tablesOf(client: DynamoDBClient, names: TableNames): Tables {
  return {
    names,
    async get(table, key) {
      const command = new GetItemCommand({ TableName: table, Key: stringKey(key) });
      const { Item } = await client.send(command).catch(unavailable);
      return Item;
    },
    async query(input) {
      const { Items, LastEvaluatedKey } = await client
        .send(new QueryCommand(input))
        .catch(unavailable);
      return { items: Items ?? [], lastKey: LastEvaluatedKey };
    },
  };
}

export function stringKey(key: Readonly<Record<string, string>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }]));
}

/** Names of errors that another attempt may mend. */
const passing = new Set([
  ...["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"],
  ...["InternalServerError", "ServiceUnavailable", "TimeoutError", "ECONNREFUSED", "ECONNRESET"],
]);

function unavailable(error: unknown): never {
  const names =
    error instanceof Error ? [error.name, "code" in error ? String(error.code) : ""] : [];
  if (names.some((name) => passing.has(name))) {
    throw Object.assign(
      new HttpError("unavailable", "The tables are busy: try again.", {}, { "Retry-After": "1" }),
      { cause: error },
    );
  }
  throw error;
}
