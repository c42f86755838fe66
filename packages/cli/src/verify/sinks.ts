import type { AthenaClient } from "@aws-sdk/client-athena";
import {
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";
import { prefixes } from "@tributary/contract";
import { runQuery } from "../athena/query.ts";
import { archivedRecords } from "../stored/archive.ts";
import { readObjects } from "../stored/objects.ts";
import type { Deployment } from "../target/deployment.ts";
import type { Check } from "./check.ts";
import type { Sample } from "./sample.ts";

export interface SinkClients {
  readonly deployment: Deployment;
  readonly athena: AthenaClient;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
}

type Ask = (
  clients: SinkClients,
  sample: Sample,
  ids: ReadonlySet<string>,
) => Promise<Omit<Check, "name">>;

const QUERY_MS = 60_000;

/** The archive is partitioned by the day of arrival; midnight may have passed since the events were sent. */
const dayBefore = (): string =>
  `${prefixes.raw}dt=${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}`;

/** What every sink must hold in the end; each is asked again until it does or time is up. */
export const sinkQuestions: Readonly<Record<string, Ask>> = {
  "orders in DynamoDB": (clients, { customer, orders }) =>
    items(clients, "orders", "customer_id", customer, orders.length),
  "invoice lines in DynamoDB": (clients, { customer, lines }) =>
    items(clients, "invoices", "invoice_no", customer, lines.length),
  "every event in the raw archive": async ({ deployment, s3 }, _, ids) => {
    const missing = new Set(ids);
    const bucket = deployment.names.dataBucket;
    for await (const { body } of readObjects(s3, bucket, prefixes.raw, {
      startAfter: dayBefore(),
    })) {
      for (const { data } of archivedRecords(body)) {
        for (const [, id = ""] of data.toString("utf8").matchAll(/"id":"([^"]+)"/g))
          missing.delete(id);
      }
    }
    return { ok: missing.size === 0, detail: `${ids.size - missing.size} of ${ids.size}` };
  },
  "orders in the lake": (clients, { customer, orders }) =>
    count(
      clients,
      `select count(*) from current_orders where customer_id = '${customer}'`,
      orders.length,
    ),
  "products in the lake": (clients, { customer, orders }) =>
    count(
      clients,
      `select count(*) from current_order_products where order_id like '${customer}-%'`,
      orders.flatMap((order) => order.product_details).length,
    ),
  "payments in the lake": (clients, { customer, orders }) =>
    count(
      clients,
      `select count(*) from current_order_payments where order_id like '${customer}-%'`,
      orders.length,
    ),
  "addresses in the lake": (clients, { customer, orders }) =>
    count(
      clients,
      `select count(*) from current_order_addresses where order_id like '${customer}-%'`,
      orders.length,
    ),
  "invoice lines in the lake": (clients, { customer, lines }) =>
    count(
      clients,
      `select count(*) from unique_invoice_lines where invoice_no = '${customer}'`,
      lines.length,
    ),
};

async function items(
  { deployment, dynamodb }: SinkClients,
  table: "orders" | "invoices",
  key: string,
  value: string,
  expected: number,
): Promise<Omit<Check, "name">> {
  let found = 0;
  let next: QueryCommandOutput["LastEvaluatedKey"];
  do {
    const page: QueryCommandOutput = await dynamodb.send(
      new QueryCommand({
        TableName: deployment.names.tables[table],
        KeyConditionExpression: "#k = :v",
        ExpressionAttributeNames: { "#k": key },
        ExpressionAttributeValues: { ":v": { S: value } },
        Select: "COUNT",
        ...(next ? { ExclusiveStartKey: next } : {}),
      }),
    );
    found += page.Count ?? 0;
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  return { ok: found === expected, detail: `${found} of ${expected}` };
}

async function count(
  { deployment, athena }: SinkClients,
  sql: string,
  expected: number,
): Promise<Omit<Check, "name">> {
  const { database, workgroup } = deployment.names;
  const { rows } = await runQuery(athena, { sql, database, workgroup, deadline: QUERY_MS });
  const found = Number(rows[0]?.[0]);
  return { ok: found === expected, detail: `${found} of ${expected}` };
}
