import type { DatasetName, TableName } from "@tributary/contract";
import { type Cells, number } from "./cells.ts";
import { Fields } from "./fields.ts";
import { depthOf, type Json } from "./lossless-json.ts";
import { sqlTime } from "./moments.ts";

export type EventKind = "order" | "invoice_line";

/** What must be stored of one event, worked out from its text alone with none of the pipeline's code. */
export interface Stored {
  readonly rows: Readonly<Partial<Record<DatasetName, readonly Cells[]>>>;
  readonly items: Readonly<Partial<Record<TableName, Cells>>>;
  /** Partition of all its rows. */
  readonly dt: string;
  /** Quarantine is as right as storing it: digits that are a double's last bits. */
  readonly mayBeRefused: boolean;
}

export interface EventPlace {
  readonly eventId: string;
  /** When the stream took it, milliseconds since the epoch. */
  readonly arrivedAt: number;
}

const MOST_DEPTH = 100;
const INT32 = 2_147_483_647n;
const statuses = ["pending", "paid", "shipped", "delivered", "cancelled", "returned"];
const payments = ["debit_card", "credit_card", "cash", "coupon", "wallet"];

/** Undefined where the event must not be stored, but quarantined. */
export function expectedOf(kind: EventKind, data: Json, place: EventPlace): Stored | undefined {
  if (depthOf(data) > MOST_DEPTH) return undefined;
  return kind === "order" ? expectedOrder(data, place) : expectedLine(data, place);
}

function expectedOrder(data: Json, { eventId, arrivedAt }: EventPlace): Stored | undefined {
  const fields = new Fields(arrivedAt);
  const order = fields.members(data);
  const customer_id = fields.identifier(order.get("customer_id"), 64);
  const order_id = fields.identifier(order.get("order_id"), 64);
  const orderDate = fields.time(order.get("order_date"));
  const status = fields.oneOf(order.get("status"), statuses);
  const updatedAt = order.has("updated_at") ? fields.time(order.get("updated_at")) : orderDate;
  const addressOf = fields.members(order.get("shipping_address"));
  const address = {
    street: fields.text(addressOf.get("street"), 500),
    city: fields.text(addressOf.get("city"), 200),
    state: fields.text(addressOf.get("state"), 200),
    zip: fields.text(addressOf.get("zip"), 40),
    country: fields.text(addressOf.get("country"), 200),
  };
  const payment = paymentOf(order, fields);
  const products = fields
    .list(order.get("product_details"), 100)
    .map((product) => productOf(product, fields));
  if (fields.refused || payment === undefined) return undefined;

  const rank = String(statuses.indexOf(status)).padStart(2, "0");
  const version = `${String(updatedAt).padStart(15, "0")}-${rank}-${eventId}`;
  const trace = { version, event_id: eventId, ingested_at: sqlTime(arrivedAt) };
  const order_date = new Date(orderDate).toISOString();
  const updated_at = new Date(updatedAt).toISOString();
  return {
    dt: order_date.slice(0, 10),
    mayBeRefused: fields.forgiven,
    rows: {
      orders: [
        {
          ...{ order_id, customer_id, order_date: sqlTime(orderDate) },
          ...{ updated_at: sqlTime(updatedAt), status, ...trace },
        },
      ],
      product_details: products.map(({ item_details, ...product }, i) => ({
        ...{ order_id, line: number(i + 1), ...product, ...item_details, ...trace },
      })),
      purchase_details: [{ order_id, ...payment, ...trace }],
      shipping_addresses: [{ order_id, ...address, ...trace }],
    },
    items: {
      orders: {
        ...{ customer_id, order_id, version, status, order_date, updated_at, event_id: eventId },
        shipping_address: address,
        purchase_details: payment,
        product_details: products,
      },
    },
  };
}

function paymentOf(order: ReadonlyMap<string, Json>, fields: Fields): Cells | undefined {
  const read = (name: string): Cells | undefined => {
    if (!order.has(name)) return undefined;
    const payment = fields.members(order.get(name));
    return {
      payment_type: fields.oneOf(payment.get("payment_type"), payments),
      amount: fields.money(payment.get("amount"), "9999999999.99", 2),
      currency: fields.match(payment.get("currency"), /^[A-Z]{3}$/),
      instalments: number(fields.integer(payment.get("instalments"), 1n, INT32)),
    };
  };
  const misspelt = read("purchaise_details");
  return read("purchase_details") ?? misspelt;
}

function productOf(value: Json, fields: Fields) {
  const product = fields.members(value);
  const item = fields.members(product.get("item_details"));
  return {
    product_id: fields.code(product.get("product_id"), 200),
    name: fields.text(product.get("name"), 500),
    quantity: number(fields.integer(product.get("quantity"), 1n, INT32)),
    item_details: {
      color: fields.text(item.get("color"), 100),
      size: fields.text(item.get("size"), 100),
    },
  };
}

function expectedLine(data: Json, { eventId, arrivedAt }: EventPlace): Stored | undefined {
  const fields = new Fields(arrivedAt);
  const line = fields.members(data);
  const invoice_no = fields.identifier(line.get("InvoiceNo"), 32);
  const position = line.has("LineNo")
    ? fields.integer(line.get("LineNo"), 0n, 999_999n)
    : undefined;
  const line_id = position === undefined ? eventId : position.padStart(6, "0");
  const customer = line.get("CustomerID");
  const isGuest = customer === null || customer === "";
  const customer_id = isGuest ? null : fields.identifier(customer, 64);
  const description = line.get("Description");
  const time = fields.time(line.get("InvoiceDate"), true);
  const invoice_date = new Date(time).toISOString();
  const country = fields.text(line.get("Country"), 200);
  const values = {
    stock_code: fields.code(line.get("StockCode"), 64),
    description: description === null ? null : fields.text(description, 1_000),
    quantity: number(fields.integer(line.get("Quantity"), -INT32 - 1n, INT32)),
    unit_price: fields.money(line.get("UnitPrice"), "999999999.999", 3, true),
    is_cancellation: invoice_no.startsWith("C"),
    event_id: eventId,
  };
  if (fields.refused) return undefined;
  const item = { invoice_no, line_id, ...values, customer_id, country };
  const customers =
    customer_id === null ? {} : { customers: { customer_id, invoice_no, invoice_date, country } };
  return {
    dt: invoice_date.slice(0, 10),
    mayBeRefused: fields.forgiven,
    rows: {
      invoice_lines: [{ ...item, invoice_date: sqlTime(time), ingested_at: sqlTime(arrivedAt) }],
    },
    items: { invoices: { ...item, invoice_date }, ...customers },
  };
}
