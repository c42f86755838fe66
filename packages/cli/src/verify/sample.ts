import type { InvoiceLine, Order } from "@tributary/contract";
import { fakeOrders } from "../producer/fake-orders.ts";

/** Events of one verification, told from a shop's own by a customer that no shop has. */
export interface Sample {
  /** `verify-<run>`: the customer of every event, and the beginning of every order's and invoice's number. */
  readonly customer: string;
  readonly orders: readonly Order[];
  readonly lines: readonly InvoiceLine[];
}

/** @param now milliseconds since the epoch */
export function sample(orderCount: number, now: number): Sample {
  const customer = `verify-${now.toString(36)}`;
  const source = fakeOrders(now, now);
  const orders = Array.from({ length: orderCount }, (_, i) => ({
    ...source.next().value,
    customer_id: customer,
    order_id: `${customer}-${i}`,
  }));
  const lines = Array.from({ length: Math.max(1, Math.floor(orderCount / 2)) }, (_, i) => ({
    InvoiceNo: customer,
    StockCode: "POST",
    Description: "verification",
    Quantity: i + 1,
    InvoiceDate: new Date(now).toISOString(),
    UnitPrice: 0.25,
    CustomerID: customer,
    Country: "Nowhere",
    LineNo: i + 1,
  }));
  return { customer, orders, lines };
}
