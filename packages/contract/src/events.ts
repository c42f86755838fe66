import type { TSchema } from "@sinclair/typebox";
import { INVOICE_LINE_TYPE, ORDER_TYPE } from "./constants.ts";
import { InvoiceLine } from "./invoice-line.ts";
import { Order } from "./order.ts";

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

/** One event on the stream: CloudEvents 1.0, structured mode. */
export interface CloudEvent<T = unknown> {
  readonly specversion: "1.0";
  /** `<request id>/<index>` */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly data: T;
}
