// Apart from the schemas, so that a function's bundle has these without the schema library.

export const ORDER_TYPE = "tributary.order.v1";
export const INVOICE_LINE_TYPE = "tributary.invoice_line.v1";

/** CloudEvents `id`: what the API makes, `<request id>/<index>`. Safe in JSON, in keys and in logs. */
export const EVENT_ID_PATTERN = "^[A-Za-z0-9._:+/=-]{1,160}$";

/** A batch holds at most as many events as Firehose de-aggregates from one record. */
export const MAX_BATCH_EVENTS = 500;

/** Events older than this, or dated later than a day after their arrival, are quarantined. Milliseconds since the epoch. */
export const EARLIEST_EVENT_TIME = Date.UTC(2000, 0, 1);
export const LATEST_EVENT_AFTER_ARRIVAL_MS = 86_400_000;

/** Objects and arrays inside one another, the event's own braces included; deeper events are quarantined. */
export const MAX_EVENT_DEPTH = 100;

/** An order's states, in the order of their rank: of two changes at the same instant the higher rank is the newer. */
export const orderStatuses = [
  "pending",
  "paid",
  "shipped",
  "delivered",
  "cancelled",
  "returned",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export const paymentTypes = ["debit_card", "credit_card", "cash", "coupon", "wallet"] as const;
export type PaymentType = (typeof paymentTypes)[number];
