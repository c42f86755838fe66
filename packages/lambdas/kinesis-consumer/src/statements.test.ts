import { tables } from "@tributary/contract";
import type { NormalOrder } from "@tributary/lambda-kit";
import { normaliseOrder } from "@tributary/lambda-kit";
import { ARRIVED_AT, cloudEvent, eventsOf, exampleOrder } from "@tributary/lambda-kit/testing";
import { describe, expect, test } from "vitest";
import { type Attribute, customerShape, lineShape, orderShape } from "./attributes.ts";
import { tableStatements } from "./statements.ts";

function normal(text: string): NormalOrder {
  const [event] = eventsOf(text);
  const outcome = event?.ok ? normaliseOrder(event, ARRIVED_AT) : undefined;
  if (!outcome?.ok) throw new Error("the example is no order");
  return outcome.order;
}

describe("statements", () => {
  test("name everything in quotes, and hold no value", () => {
    const { insert, update } = tableStatements("tributary-orders", orderShape);
    const order = normal(cloudEvent("r/0", exampleOrder()));
    expect(insert(order).Statement).toBe(
      `INSERT INTO "tributary-orders" VALUE {'customer_id': ?, 'order_id': ?, 'version': ?, 'status': ?, 'order_date': ?, 'updated_at': ?, 'event_id': ?, 'shipping_address': ?, 'purchase_details': ?, 'product_details': ?}`,
    );
    expect(update(order).Statement).toBe(
      `UPDATE "tributary-orders" SET "version" = ? SET "status" = ? SET "order_date" = ? SET "updated_at" = ? SET "event_id" = ? SET "shipping_address" = ? SET "purchase_details" = ? SET "product_details" = ? WHERE "customer_id" = ? AND "order_id" = ? AND "version" < ?`,
    );
    expect(update(order).ReturnValuesOnConditionCheckFailure).toBe("ALL_OLD");
    expect(update(order).Parameters.slice(-3)).toEqual([
      { S: "c-17" },
      { S: "o-1001" },
      { S: "001772359500250-01-r/0" },
    ]);
  });

  test("have a value for every attribute, keys as the contract's tables", () => {
    const order = normal(cloudEvent("r/0", exampleOrder()));
    expect(orderShape.values(order)).toHaveLength(orderShape.names.length);
    for (const [shape, { hashKey, rangeKey }] of [
      [orderShape, tables.orders],
      [lineShape, tables.invoices],
      [customerShape, tables.customers],
    ] as const) {
      expect(shape.keys).toEqual([hashKey, rangeKey]);
      expect(shape.names.slice(0, 2)).toEqual([hashKey, rangeKey]);
    }
  });

  test("too long for DynamoDB are refused before they are sent", () => {
    expect(() => tableStatements("x".repeat(8_192), orderShape)).toThrow(RangeError);
  });
});

test("the largest order of the schema fits an item", () => {
  const wide = "\u{1F4A1}";
  const text = (length: number): string => wide.repeat(length);
  const order = exampleOrder({
    ...{ customer_id: "c".repeat(64), order_id: "o".repeat(64) },
    shipping_address: {
      ...{ street: text(500), city: text(200), state: text(200), zip: text(40) },
      country: text(200),
    },
    product_details: Array.from({ length: 100 }, () => ({
      ...{ product_id: text(200), name: text(500), quantity: 2_147_483_647 },
      item_details: { color: text(100), size: text(100) },
    })),
  });
  const item = orderShape.values(normal(cloudEvent("e".repeat(160), order)));
  const size = orderShape.names.reduce((sum, name) => sum + name.length, 0) + sizeOf(item);
  expect(size).toBeGreaterThan(360_000);
  expect(size).toBeLessThan(400 * 1_024);
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(attributes: readonly Attribute[]): number {
  return attributes.reduce((sum, attribute) => {
    if ("S" in attribute) return sum + Buffer.byteLength(attribute.S);
    if ("N" in attribute) return sum + 21;
    if ("L" in attribute) return sum + 3 + attribute.L.length + sizeOf(attribute.L);
    if ("M" in attribute) {
      const names = Object.keys(attribute.M).join("").length;
      const values = Object.values(attribute.M);
      return sum + 3 + names + values.length + sizeOf(values);
    }
    return sum + 1;
  }, 0);
}
