import type { Order, OrderStatus, PaymentType } from "@tributary/contract";
import { orderStatuses } from "@tributary/contract";
import { validate } from "@tributary/contract/validate-order";
import { exactDecimal, idText, isOverlong, searched } from "./numbers.ts";
import type { ParsedEvent } from "./parse.ts";
import { type Rejected, reject } from "./rejection.ts";
import { schemaRejection } from "./schema-rejection.ts";
import { hasDeepUnknown, loneSurrogateIn, mayHaveLoneSurrogates } from "./texts.ts";
import { isInRange, parseTimestamp, utcDay } from "./timestamps.ts";

export type ShippingAddress = Order["shipping_address"];
export type Product = Order["product_details"][number];

export interface Payment {
  readonly payment_type: PaymentType;
  /** The double next to the exact amount: `String(amount)` is exact. */
  readonly amount: number;
  readonly currency: string;
  readonly instalments: number;
}

/** An order event as every reader of the stream sees it. */
export interface NormalOrder {
  readonly eventId: string;
  /** Fixed width and totally ordered: of two versions of an order the greater text is the newer. */
  readonly version: string;
  readonly orderId: string;
  readonly customerId: string;
  /** Milliseconds since the epoch. */
  readonly orderDate: number;
  readonly updatedAt: number;
  readonly status: OrderStatus;
  /** UTC day of the order's date. */
  readonly dt: string;
  /** May hold unknown members beside the contract's. */
  readonly address: ShippingAddress;
  readonly payment: Payment;
  /** May hold unknown members beside the contract's; ids may be numbers, see {@link idText}. */
  readonly products: readonly Product[];
}

export type OrderOutcome = { readonly ok: true; readonly order: NormalOrder } | Rejected;

const statusRanks = Object.fromEntries(
  orderStatuses.map((status, rank) => [status, String(rank).padStart(2, "0")]),
) as Readonly<Record<OrderStatus, string>>;

const numbers = {
  amount: searched("amount"),
  quantity: searched("quantity", 8),
  instalments: searched("instalments"),
  orderId: searched("order_id"),
  customerId: searched("customer_id"),
  productId: searched("product_id"),
};

/**
 * Checks an order event by its schema and by what a schema cannot say, and brings it into one form.
 * The same event gives the same answer whenever it is read: time is measured from its arrival.
 *
 * @param arrivedAt when the stream took the record, milliseconds since the epoch
 */
export function normaliseOrder(event: ParsedEvent, arrivedAt: number): OrderOutcome {
  const { data, text } = event;
  if (!validate(data)) return schemaRejection(validate.errors);
  const payment = data.purchase_details ?? data.purchaise_details;
  if (payment === undefined) return reject("schema", "/purchase_details");

  const orderDate = parseTimestamp(data.order_date);
  if (orderDate === undefined) return reject("no_such_time", "/order_date");
  if (!isInRange(orderDate, arrivedAt)) return reject("time_out_of_range", "/order_date");
  const updatedAt = data.updated_at === undefined ? orderDate : parseTimestamp(data.updated_at);
  if (updatedAt === undefined) return reject("no_such_time", "/updated_at");
  if (!isInRange(updatedAt, arrivedAt)) return reject("time_out_of_range", "/updated_at");

  const amount = exactDecimal(payment.amount, 100);
  if (amount === undefined || isOverlong(text, numbers.amount)) {
    return reject("inexact_number", "/purchase_details/amount");
  }
  const inexact = inexactInteger(data, text);
  if (inexact !== undefined) return reject("inexact_number", inexact);
  if (isTooDeep(data)) return reject("too_deep");
  if (mayHaveLoneSurrogates(text)) {
    const field = loneSurrogate(data);
    if (field !== undefined) return reject("lone_surrogate", field);
  }
  return {
    ok: true,
    order: {
      eventId: event.id,
      version: `${fixedWidth(updatedAt)}-${statusRanks[data.status]}-${event.id}`,
      orderId: idText(data.order_id),
      customerId: idText(data.customer_id),
      orderDate,
      updatedAt,
      status: data.status,
      dt: utcDay(orderDate),
      address: data.shipping_address,
      payment:
        amount === payment.amount
          ? payment
          : {
              payment_type: payment.payment_type,
              amount,
              currency: payment.currency,
              instalments: payment.instalments,
            },
      products: data.product_details,
    },
  };
}

/** Milliseconds as 15 digits. In two halves: numbers over 2³¹ take three times as long to print. */
function fixedWidth(time: number): string {
  const high = Math.floor(time / 1_000_000);
  return `${String(high).padStart(9, "0")}${String(time - high * 1_000_000).padStart(6, "0")}`;
}

function inexactInteger(data: Order, text: string): string | undefined {
  if (isOverlong(text, numbers.quantity)) return "/product_details";
  if (isOverlong(text, numbers.instalments)) return "/purchase_details/instalments";
  if (typeof data.order_id === "number" && isOverlong(text, numbers.orderId)) return "/order_id";
  if (typeof data.customer_id === "number" && isOverlong(text, numbers.customerId)) {
    return "/customer_id";
  }
  for (const { product_id } of data.product_details) {
    if (typeof product_id === "number") {
      return isOverlong(text, numbers.productId) ? "/product_details" : undefined;
    }
  }
  return undefined;
}

const orderMembers = [
  ...["customer_id", "order_id", "order_date", "status", "updated_at", "shipping_address"],
  ...["purchase_details", "purchaise_details", "product_details"],
];
const addressMembers = ["street", "city", "state", "zip", "country"] as const;
const paymentMembers = ["payment_type", "amount", "currency", "instalments"];
const productMembers = ["product_id", "name", "quantity", "item_details"];
const itemMembers = ["color", "size"] as const;

function isTooDeep(data: Order): boolean {
  const { updated_at, purchase_details, purchaise_details, product_details } = data;
  const present =
    6 +
    (updated_at === undefined ? 0 : 1) +
    (purchase_details === undefined ? 0 : 1) +
    (purchaise_details === undefined ? 0 : 1);
  if (hasDeepUnknown(data, orderMembers, present, 1)) return true;
  if (hasDeepUnknown(data.shipping_address, addressMembers, 5, 2)) return true;
  if (purchase_details && hasDeepUnknown(purchase_details, paymentMembers, 4, 2)) return true;
  if (purchaise_details && hasDeepUnknown(purchaise_details, paymentMembers, 4, 2)) return true;
  for (const product of product_details) {
    if (hasDeepUnknown(product, productMembers, 4, 3)) return true;
    if (hasDeepUnknown(product.item_details, itemMembers, 2, 4)) return true;
  }
  return false;
}

function loneSurrogate(data: Order): string | undefined {
  const inAddress = loneSurrogateIn(data.shipping_address, addressMembers);
  if (inAddress !== undefined) return `/shipping_address/${inAddress}`;
  for (const [i, product] of data.product_details.entries()) {
    const own = loneSurrogateIn(product, ["product_id", "name"]);
    if (own !== undefined) return `/product_details/${i}/${own}`;
    const inItem = loneSurrogateIn(product.item_details, itemMembers);
    if (inItem !== undefined) return `/product_details/${i}/item_details/${inItem}`;
  }
  return undefined;
}
