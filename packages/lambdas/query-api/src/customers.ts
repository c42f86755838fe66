import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { HttpError } from "./http.ts";
import { type Item, itemJson, objectJson } from "./json.ts";
import { identifier, type Parameters } from "./parameters.ts";
import type { Tables } from "./tables.ts";

const invoiceNames = ["invoice_no", "invoice_date", "country"];
/** Invoices that one answer lists. */
const MAX_INVOICES = 1_000;

/** GET /customers/{customer_id} */
export function getCustomer(parameters: Parameters, tables: Tables): Promise<string> {
  return customer(identifier(parameters, "customer_id"), tables);
}

/** GET /customers?CustomerID= */
export function findCustomer(parameters: Parameters, tables: Tables): Promise<string> {
  return customer(identifier(parameters, "customer_id", "CustomerID"), tables);
}

async function customer(customerId: string, tables: Tables): Promise<string> {
  const ofCustomer: Omit<QueryCommandInput, "TableName"> = {
    KeyConditionExpression: "customer_id = :customer",
    ExpressionAttributeValues: { ":customer": { S: customerId } },
  };
  const [invoices, orders] = await Promise.all([
    invoicesOf(ofCustomer, tables),
    tables.query({
      ...ofCustomer,
      TableName: tables.names.orders,
      ProjectionExpression: "order_id",
      Limit: 1,
    }),
  ]);
  const hasOrders = orders.items.length > 0;
  if (invoices.length === 0 && !hasOrders) {
    throw new HttpError("not_found", "There is no such customer.");
  }
  const listed = invoices.slice(0, MAX_INVOICES);
  return objectJson({
    customer_id: JSON.stringify(customerId),
    has_orders: String(hasOrders),
    invoices: `[${listed.map((invoice) => itemJson(invoice, invoiceNames)).join(",")}]`,
    more_invoices: String(invoices.length > MAX_INVOICES),
  });
}

async function invoicesOf(
  ofCustomer: Omit<QueryCommandInput, "TableName">,
  tables: Tables,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let start: QueryCommandInput["ExclusiveStartKey"];
  do {
    const { items, lastKey } = await tables.query({
      ...ofCustomer,
      TableName: tables.names.customers,
      Limit: MAX_INVOICES + 1 - found.length,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    found.push(...items);
    start = lastKey;
  } while (start !== undefined && found.length <= MAX_INVOICES);
  return found;
}
