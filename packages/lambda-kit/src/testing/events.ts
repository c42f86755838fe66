import { INVOICE_LINE_TYPE, type InvoiceLine, ORDER_TYPE, type Order } from "@tributary/contract";
import { encodeText, RecordBytes } from "../base64.ts";
import { parseEvents } from "../events/parse.ts";

/** A valid order, with what is given in place of its own members. */
export function exampleOrder(members: Partial<Order> = {}): Order {
  return {
    customer_id: "c-17",
    order_id: "o-1001",
    order_date: "2026-03-01T10:00:00Z",
    status: "paid",
    updated_at: "2026-03-01T10:05:00.250Z",
    shipping_address: {
      street: "1 O'Brien Road",
      city: "Zürich",
      state: "ZH",
      zip: "8001",
      country: "Switzerland",
    },
    purchase_details: {
      payment_type: "credit_card",
      amount: 17.85,
      currency: "CHF",
      instalments: 1,
    },
    product_details: [
      {
        product_id: "p-1",
        name: "Mug",
        quantity: 2,
        item_details: { color: "white", size: "M" },
      },
      {
        product_id: 85123,
        name: 'Lamp "Nord" \u{1F4A1}',
        quantity: 1,
        item_details: { color: "black", size: "L" },
      },
    ],
    ...members,
  };
}

/** A line of data/online-retail-sample.csv, with what is given in place of its own members. */
export function exampleLine(members: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    InvoiceNo: "536365",
    StockCode: "85123A",
    Description: "WHITE HANGING HEART T-LIGHT HOLDER",
    Quantity: 6,
    InvoiceDate: "12/1/2010 8:26",
    UnitPrice: 2.55,
    CustomerID: 17850,
    Country: "United Kingdom",
    ...members,
  };
}

/** The text of an event as the request templates write it. */
export function cloudEvent(
  id: string,
  data: unknown,
  type: string = isLine(data) ? INVOICE_LINE_TYPE : ORDER_TYPE,
): string {
  const source = type === INVOICE_LINE_TYPE ? "/invoices" : "/orders";
  return `{"specversion":"1.0","id":${JSON.stringify(id)},"source":"${source}","type":${JSON.stringify(type)},"data":${JSON.stringify(data)}}`;
}

function isLine(data: unknown): boolean {
  return typeof data === "object" && data !== null && "InvoiceNo" in data;
}

/** The events of a record with that text. */
export function eventsOf(text: string) {
  return parseEvents(new RecordBytes(encodeText(text))) ?? [];
}
