import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientSettings, readEnvironment, withoutLogger } from "@tributary/lambda-kit";
import type { ProxyAnswer, ProxyEvent } from "./http.ts";
import { answerRequest } from "./routes.ts";
import { tablesOf } from "./tables.ts";

const environment = readEnvironment(["ORDERS_TABLE", "INVOICES_TABLE", "CUSTOMERS_TABLE"]);
const tables = tablesOf(withoutLogger(new DynamoDBClient(clientSettings)), {
  orders: environment.ORDERS_TABLE,
  invoices: environment.INVOICES_TABLE,
  customers: environment.CUSTOMERS_TABLE,
});

/** GET API on the tables, behind API Gateway's Lambda proxy integration. */
export async function handler(event: ProxyEvent): Promise<ProxyAnswer> {
  return answerRequest(event, tables);
}
