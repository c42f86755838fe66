import type { EventName } from "./events.ts";

export interface Column {
  readonly name: string;
  /** Glue (Hive) type. */
  readonly type: string;
  readonly comment: string;
}

export interface Dataset {
  readonly event: EventName;
  /** The function that makes its rows. */
  readonly transform: string;
  readonly description: string;
  /** One row per … */
  readonly grain: string;
  readonly columns: readonly Column[];
}

const column = (name: string, type: string, comment: string): Column => ({ name, type, comment });

const trace = [
  column("event_id", "string", "Event the row comes from: <request id>/<index>"),
  column("ingested_at", "timestamp", "Arrival in the stream, UTC"),
];
const version = column(
  "version",
  "string",
  "Orders versions of one order: updated_at, rank of the status, event id; the greatest is the newest",
);
const orderId = column("order_id", "string", "The shop's order id");

export const datasets = {
  orders: {
    event: "order",
    transform: "orders-transform",
    description: "Orders, one row for every state received",
    grain: "order event",
    columns: [
      orderId,
      column("customer_id", "string", "The shop's customer id"),
      column("order_date", "timestamp", "When the order was placed, UTC"),
      column("updated_at", "timestamp", "When this state began, UTC"),
      column("status", "string", "pending, paid, shipped, delivered, cancelled or returned"),
      version,
      ...trace,
    ],
  },
  product_details: {
    event: "order",
    transform: "product-details-transform",
    description: "Products of orders",
    grain: "product of an order event",
    columns: [
      orderId,
      column("line", "int", "Position in the order, from 1"),
      column("product_id", "string", "The shop's product id"),
      column("name", "string", "Product name"),
      column("quantity", "int", "Pieces ordered"),
      column("color", "string", "Colour"),
      column("size", "string", "Size"),
      version,
      ...trace,
    ],
  },
  purchase_details: {
    event: "order",
    transform: "purchase-details-transform",
    description: "Payments of orders",
    grain: "order event",
    columns: [
      orderId,
      column("payment_type", "string", "debit_card, credit_card, cash, coupon or wallet"),
      column("amount", "decimal(12,2)", "Total of the order, in currency"),
      column("currency", "string", "ISO 4217 code"),
      column("instalments", "int", "Number of instalments"),
      version,
      ...trace,
    ],
  },
  shipping_addresses: {
    event: "order",
    transform: "shipping-addresses-transform",
    description: "Where orders are sent",
    grain: "order event",
    columns: [
      orderId,
      column("street", "string", "Street and number"),
      column("city", "string", "City"),
      column("state", "string", "State, province or region"),
      column("zip", "string", "Postal code"),
      column("country", "string", "Country"),
      version,
      ...trace,
    ],
  },
  invoice_lines: {
    event: "invoice_line",
    transform: "invoice-lines-transform",
    description: "Lines of invoices",
    grain: "invoice line",
    columns: [
      column("invoice_no", "string", "Invoice number"),
      column("line_id", "string", "Position in the invoice, 6 digits, or the event id"),
      column("stock_code", "string", "Article, or a charge such as POST"),
      column("description", "string", "Article name"),
      column("quantity", "int", "Pieces; negative in a cancellation"),
      column("invoice_date", "timestamp", "Time of the invoice, UTC"),
      column("unit_price", "decimal(12,3)", "Price of a piece in pounds sterling"),
      column("customer_id", "string", "Customer; null for a guest"),
      column("country", "string", "The customer's country"),
      column("is_cancellation", "boolean", "Whether the invoice number begins with C"),
      ...trace,
    ],
  },
} as const satisfies Record<string, Dataset>;
export type DatasetName = keyof typeof datasets;

/** Every dataset is partitioned by the UTC day of `order_date` or `invoice_date`. */
export const partitionKey: Column = column("dt", "string", "UTC day of the event, yyyy-MM-dd");

/** First day that partition projection offers, unless Terraform's variable says otherwise. */
export const PROJECTION_START = "2009-01-01";
