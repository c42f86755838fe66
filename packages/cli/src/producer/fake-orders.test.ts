import type { Order } from "@tributary/contract";
import { validate } from "@tributary/contract/validate-order";
import { expect, test } from "vitest";
import { spoiled } from "./bad-orders.ts";
import { fakeOrders } from "./fake-orders.ts";
import { Random } from "./random.ts";
import { orderSource } from "./source.ts";

const UNTIL = Date.UTC(2026, 0, 1);

function take(seed: number, count: number): Order[] {
  const orders = fakeOrders(seed, UNTIL);
  return Array.from({ length: count }, () => orders.next().value);
}

test("the same seed gives the same orders, another seed others", () => {
  expect(take(7, 100)).toEqual(take(7, 100));
  expect(take(7, 1)).not.toEqual(take(8, 1));
});

test("every order is valid, unique, and has two products on average", () => {
  const orders = take(1, 2_000);
  expect(orders.filter((order) => !validate(order))).toEqual([]);
  expect(new Set(orders.map(({ order_id }) => order_id)).size).toBe(2_000);
  expect(orders.flatMap((order) => order.product_details)).toHaveLength(4_000);
});

test("every spoiled order is one that the contract refuses", () => {
  const random = new Random(3);
  for (const order of take(2, 300)) expect(validate(spoiled(order, random))).toBe(false);
});

test("the ratios of bad and repeated events are about what was asked for", () => {
  const options = { seed: 1, until: UNTIL, count: 5_000, badRatio: 0.1, duplicateRatio: 0.2 };
  const events = [...orderSource(options)].map(({ event }) => event);
  const repeated = events.length - new Set(events).size;
  const bad = new Set(events.filter((event) => !validate(event)));
  expect(repeated / events.length).toBeCloseTo(0.2, 1);
  expect(bad.size / (events.length - repeated)).toBeCloseTo(0.1, 1);
});
