import { orderStatuses, tables as tableContract } from "@tributary/contract";
import { HttpError, invalid } from "./http.ts";
import { type Item, itemJson, objectJson } from "./json.ts";
import { pageStart, pageToken } from "./page-token.ts";
import { choice, identifier, limit, moment, type Parameters } from "./parameters.ts";
import { stringKey, type Tables } from "./tables.ts";

const orderNames = [
  ...["order_id", "customer_id", "version", "status", "order_date", "updated_at", "event_id"],
  ...["shipping_address", "purchase_details", "product_details"],
];
const [byOrderId] = tableContract.orders.indexes;
/** Customers that a 409 names at the most. */
const MAX_CUSTOMERS = 100;

/** GET /orders/{order_id} */
export async function getOrder(parameters: Parameters, tables: Tables): Promise<string> {
  const orderId = identifier(parameters, "order_id");
  const { items } = await tables.query({
    TableName: tables.names.orders,
    IndexName: byOrderId.name,
    KeyConditionExpression: "order_id = :id",
    ExpressionAttributeValues: { ":id": { S: orderId } },
    Limit: MAX_CUSTOMERS,
  });
  const customers = items.map(({ customer_id }) => customer_id?.S ?? "").sort();
  const [customer, ...others] = customers;
  if (customer === undefined) throw new HttpError("not_found", "There is no such order.");
  if (others.length > 0) {
    throw new HttpError(
      "ambiguous_order",
      "Several customers have an order of this id: ask for /customers/{customer_id}/orders.",
      { customers },
    );
  }
  const item = await tables.get(tables.names.orders, { customer_id: customer, order_id: orderId });
  if (item === undefined) throw new HttpError("not_found", "There is no such order.");
  return itemJson(item, orderNames);
}

const DEFAULT_ORDERS = 20;
const MAX_ORDERS = 100;
/** A filter that matches little must not read a customer's whole history in one request. */
const MAX_QUERIES = 10;
const ORDER_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** GET /customers/{customer_id}/orders */
export async function listOrders(parameters: Parameters, tables: Tables): Promise<string> {
  const customerId = identifier(parameters, "customer_id");
  const size = limit(parameters, DEFAULT_ORDERS, MAX_ORDERS);
  const status = choice(parameters, "status", orderStatuses);
  const from = moment(parameters, "from");
  const to = moment(parameters, "to");
  if (from !== undefined && to !== undefined && from >= to) {
    throw invalid("to", "to must be later than from.");
  }
  const question = ["orders", customerId, status, from, to];
  let last = pageStart(parameters.page_token, question, ORDER_ID);
  const filter = filterOf(status, from, to);
  const found: Item[] = [];
  let more = true;
  for (let queries = 0; more && found.length <= size && queries < MAX_QUERIES; queries++) {
    const { items, lastKey } = await tables.query({
      TableName: tables.names.orders,
      KeyConditionExpression: "customer_id = :customer",
      ...filter.expressions,
      ExpressionAttributeValues: { ":customer": { S: customerId }, ...filter.values },
      // One more than asked for says whether there is another page.
      Limit: filter.expressions === undefined ? size + 1 - found.length : MAX_ORDERS,
      ...(last === undefined
        ? {}
        : { ExclusiveStartKey: stringKey({ customer_id: customerId, order_id: last }) }),
    });
    found.push(...items);
    last = lastKey?.order_id?.S;
    more = last !== undefined;
  }
  const orders = found.slice(0, size);
  // Where items were found beyond the page, the next one begins behind the page's last.
  const end = found.length > size ? orders.at(-1)?.order_id?.S : last;
  return objectJson({
    customer_id: JSON.stringify(customerId),
    orders: `[${orders.map((order) => itemJson(order, orderNames)).join(",")}]`,
    next_page_token: end === undefined ? "null" : JSON.stringify(pageToken(question, end)),
  });
}

function filterOf(status: string | undefined, from: string | undefined, to: string | undefined) {
  const conditions: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, { S: string }> = {};
  const add = (attribute: string, operator: string, name: string, value?: string): void => {
    if (value === undefined) return;
    names[`#${attribute}`] = attribute;
    values[`:${name}`] = { S: value };
    conditions.push(`#${attribute} ${operator} :${name}`);
  };
  add("status", "=", "status", status);
  // The tables write times with a fixed width: the order of the texts is that of the times.
  add("order_date", ">=", "from", from);
  add("order_date", "<", "to", to);
  const expressions =
    conditions.length === 0
      ? undefined
      : { FilterExpression: conditions.join(" AND "), ExpressionAttributeNames: names };
  return { expressions, values };
}
