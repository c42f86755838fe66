import type { TSchema } from "@sinclair/typebox";
import { InvoiceLine } from "./invoice-line.ts";
import { Order } from "./order.ts";

export const ORDER_TYPE = "tributary.order.v1";
export const INVOICE_LINE_TYPE = "tributary.invoice_line.v1";

export interface EventType {
  /** CloudEvents `type`, with the contract's version of the event. */
  readonly type: string;
  /** CloudEvents `source`: the route that takes one such event. */
  readonly source: string;
  /** Name of the API Gateway model of one event; a batch's is `<model>Batch`. */
  readonly model: string;
  readonly schema: TSchema;
  /** JSONPath of the Kinesis partition key in one event. */
  readonly partitionKeyPath: string;
}

export const events = {
  order: {
    type: ORDER_TYPE,
    source: "/orders",
    model: "Order",
    schema: Order,
    partitionKeyPath: "$.customer_id",
  },
  invoice_line: {
    type: INVOICE_LINE_TYPE,
    source: "/invoices",
    model: "InvoiceLine",
    schema: InvoiceLine,
    partitionKeyPath: "$.InvoiceNo",
  },
} as const satisfies Record<string, EventType>;
export type EventName = keyof typeof events;

/** A batch holds at most as many events as Firehose de-aggregates from one record. */
export const MAX_BATCH_EVENTS = 500;

/** One event on the stream: CloudEvents 1.0, structured mode. */
export interface CloudEvent<T = unknown> {
  readonly specversion: "1.0";
  /** `<request id>/<index>` */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly data: T;
}

/** Events older than this, or dated later than a day after their arrival, are quarantined. Milliseconds since the epoch. */
export const EARLIEST_EVENT_TIME = Date.UTC(2000, 0, 1);
export const LATEST_EVENT_AFTER_ARRIVAL_MS = 86_400_000;

/** Objects and arrays inside one another, the event's own braces included; deeper events are quarantined. */
export const MAX_EVENT_DEPTH = 100;
