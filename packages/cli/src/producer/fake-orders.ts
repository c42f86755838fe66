import { type Order, orderStatuses, type PaymentType, paymentTypes } from "@tributary/contract";
import { colors, places, products, sizes } from "./catalogue.ts";
import { Random } from "./random.ts";

const DAY_MS = 86_400_000;
const CUSTOMERS = 2_000;

/**
 * Fake orders without end: the same `seed` and `until` give the same orders. Two orders together
 * have four products, so that N orders (N even) have 2 N. Order ids are unique within a seed.
 *
 * @param until Orders are placed in the week before it; milliseconds since the epoch.
 */
export function* fakeOrders(seed: number, until: number): Generator<Order, never, undefined> {
  const random = new Random(seed);
  const series = (seed >>> 0).toString(36);
  for (let number = 1; ; number += 2) {
    const count = random.integer(1, 3);
    yield fakeOrder(random, `o-${series}-${number}`, count, until);
    yield fakeOrder(random, `o-${series}-${number + 1}`, 4 - count, until);
  }
}

function fakeOrder(random: Random, orderId: string, productCount: number, until: number): Order {
  const place = random.pick(places, 1.6);
  const placedAt = until - 1 - Math.floor(random.next() * 7 * DAY_MS);
  const status = random.pick(orderStatuses, 1.3);
  const changedAt = Math.min(until - 1, placedAt + random.integer(0, 2 * DAY_MS));
  let cents = 0;
  const lines = Array.from({ length: productCount }, () => {
    const { id, name, cents: price } = random.pick(products, 1.5);
    const quantity = random.pick([1, 1, 1, 2, 3, 5]);
    cents += price * quantity;
    return {
      product_id: id,
      name,
      quantity,
      item_details: { color: random.pick(colors), size: random.pick(sizes) },
    };
  });
  const paymentType: PaymentType = random.pick(paymentTypes);
  return {
    customer_id: `c-${Math.floor(random.next() ** 2 * CUSTOMERS)}`,
    order_id: orderId,
    order_date: new Date(placedAt).toISOString(),
    updated_at: new Date(changedAt).toISOString(),
    status,
    shipping_address: {
      street: `${random.pick(place.streets)} ${random.integer(1, 120)}`,
      city: place.city,
      state: place.state,
      zip: place.zip,
      country: place.country,
    },
    purchase_details: {
      payment_type: paymentType,
      amount: cents / 100,
      currency: place.currency,
      instalments: paymentType === "credit_card" ? random.pick([1, 1, 1, 3, 6, 12]) : 1,
    },
    product_details: lines,
  };
}
