import type { NormalLine, NormalOrder, Product } from "@tributary/lambda-kit";
import { idText } from "@tributary/lambda-kit";

/** DynamoDB's attribute values, as far as they are written here. */
export type Attribute =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { M: Record<string, Attribute> }
  | { L: Attribute[] };

// Marshalled by hand: @aws-sdk/util-dynamodb takes ten times as long.
const text = (value: string): Attribute => ({ S: value });
const number = (value: number): Attribute => ({ N: String(value) });
const nullable = (value: string | null): Attribute =>
  value === null ? { NULL: true } : { S: value };
const time = (value: number): Attribute => ({ S: new Date(value).toISOString() });

/**
 * A table's attributes and how each is made. Their order is the order of the statement's parameters,
 * keys first. Every attribute is always written, so that there is one statement text a table and an
 * update leaves nothing of an older version behind.
 */
export interface Shape<T> {
  readonly keys: readonly [string, string];
  readonly names: readonly string[];
  values(item: T): Attribute[];
}

/** The whole order. With the schema's longest texts it stays under DynamoDB's 400 KB an item. */
export const orderShape: Shape<NormalOrder> = {
  keys: ["customer_id", "order_id"],
  names: [
    ...["customer_id", "order_id", "version", "status", "order_date", "updated_at", "event_id"],
    ...["shipping_address", "purchase_details", "product_details"],
  ],
  values: ({ address, payment, ...order }) => [
    text(order.customerId),
    text(order.orderId),
    text(order.version),
    text(order.status),
    time(order.orderDate),
    time(order.updatedAt),
    text(order.eventId),
    {
      M: {
        street: text(address.street),
        city: text(address.city),
        state: text(address.state),
        zip: text(address.zip),
        country: text(address.country),
      },
    },
    {
      M: {
        payment_type: text(payment.payment_type),
        amount: number(payment.amount),
        currency: text(payment.currency),
        instalments: number(payment.instalments),
      },
    },
    { L: order.products.map(productAttribute) },
  ],
};

function productAttribute({ product_id, name, quantity, item_details }: Product): Attribute {
  const { color, size } = item_details;
  return {
    M: {
      product_id: text(idText(product_id)),
      name: text(name),
      quantity: number(quantity),
      item_details: { M: { color: text(color), size: text(size) } },
    },
  };
}

export const lineShape: Shape<NormalLine> = {
  keys: ["invoice_no", "line_id"],
  names: [
    ...["invoice_no", "line_id", "stock_code", "description", "quantity", "invoice_date"],
    ...["unit_price", "customer_id", "country", "is_cancellation", "event_id"],
  ],
  values: (line) => [
    text(line.invoiceNo),
    text(line.lineId),
    text(line.stockCode),
    nullable(line.description),
    number(line.quantity),
    time(line.invoiceDate),
    number(line.unitPrice),
    nullable(line.customerId),
    text(line.country),
    { BOOL: line.isCancellation },
    text(line.eventId),
  ],
};

/** Static facts of an invoice of a customer: no totals, which a retry would count twice. */
export interface CustomerInvoice {
  readonly customerId: string;
  readonly invoiceNo: string;
  readonly invoiceDate: number;
  readonly country: string;
}

export const customerShape: Shape<CustomerInvoice> = {
  keys: ["customer_id", "invoice_no"],
  names: ["customer_id", "invoice_no", "invoice_date", "country"],
  values: ({ customerId, invoiceNo, invoiceDate, country }) => [
    text(customerId),
    text(invoiceNo),
    time(invoiceDate),
    text(country),
  ],
};
