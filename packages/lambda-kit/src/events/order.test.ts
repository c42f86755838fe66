import type { Order } from "@tributary/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ARRIVED_AT, cloudEvent, eventsOf, exampleOrder } from "../testing/index.ts";
import { normaliseOrder } from "./order.ts";

function outcomeOf(text: string, arrivedAt = ARRIVED_AT) {
  const [event] = eventsOf(text);
  if (!event?.ok) throw new Error(`no event: ${text}`);
  return normaliseOrder(event, arrivedAt);
}

const normal = (members: Partial<Order> = {}) => {
  const outcome = outcomeOf(cloudEvent("r/0", exampleOrder(members)));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.reason));
  return outcome.order;
};

/** The rejection of an order whose JSON has `find` replaced. */
const rejection = (find: string, replacement: string): string => {
  const text = cloudEvent("r/0", exampleOrder());
  expect(text).toContain(find);
  const outcome = outcomeOf(text.replace(find, () => replacement));
  return outcome.ok ? "ok" : `${outcome.reason.code} ${outcome.reason.field}`.trim();
};

describe("an order", () => {
  test("is brought into one form", () => {
    expect(normal()).toMatchObject({
      eventId: "r/0",
      version: "001772359500250-01-r/0",
      orderId: "o-1001",
      customerId: "c-17",
      orderDate: Date.UTC(2026, 2, 1, 10),
      updatedAt: Date.UTC(2026, 2, 1, 10, 5, 0, 250),
      status: "paid",
      dt: "2026-03-01",
      payment: { amount: 17.85 },
    });
  });

  test("without updated_at has its order date as version", () => {
    const { updated_at: _, ...order } = exampleOrder();
    const outcome = outcomeOf(cloudEvent("r/0", order));
    expect(outcome).toMatchObject({ ok: true, order: { version: "001772359200000-01-r/0" } });
  });

  test("has a version of which the text's order is the time's, then the status's", () => {
    const versions = [
      ...[normal({ updated_at: "2001-09-09T01:46:39.999Z" }).version],
      ...[normal({ updated_at: "2001-09-09T01:46:40Z" }).version],
      ...[normal({ status: "pending" }).version, normal({ status: "shipped" }).version],
      normal({ status: "returned" }).version,
    ];
    expect(versions.toSorted()).toEqual(versions);
  });

  test("may have its payment under the misspelt name, and numbers as ids", () => {
    const { purchase_details, ...order } = exampleOrder({ customer_id: 17850, order_id: 7 });
    const text = cloudEvent("r/0", { ...order, purchaise_details: purchase_details });
    expect(outcomeOf(text.replace("17850", "17850.0"))).toMatchObject({
      ok: true,
      order: { customerId: "17850", orderId: "7", payment: { amount: 17.85 } },
    });
  });

  test("keeps awkward texts as they are", () => {
    const awkward = '"}, "PartitionKey":"x\u2028\u0000\u{1F600}\u200d$input.path(\'$\')#set($x=1)';
    const address = { ...exampleOrder().shipping_address, street: awkward };
    expect(normal({ shipping_address: address }).address.street).toBe(awkward);
  });

  test("may have unknown members, __proto__ among them, and pollutes nothing", () => {
    const text = cloudEvent("r/0", exampleOrder()).replace(
      '"data":{',
      '"data":{"__proto__":{"status":"x","polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    expect(outcomeOf(text)).toMatchObject({ ok: true, order: { status: "paid" } });
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("is the last of duplicate members", () => {
    expect(rejection('"status":"paid"', '"status":"lost","status":"paid"')).toBe("ok");
    expect(rejection('"status":"paid"', '"status":"paid","status":"lost"')).toBe("schema /status");
  });

  test.each([
    ['"status":"paid"', '"status":"lost"', "schema /status"],
    ['"quantity":2', '"quantity":"6"', "schema /product_details/0/quantity"],
    ['"quantity":2', '"quantity":2147483648', "schema /product_details/0/quantity"],
    ['"quantity":2', '"quantity":1e400', "schema /product_details/0/quantity"],
    ['"amount":17.85', '"amount":-0.01', "schema /purchase_details/amount"],
    ['"amount":17.85', '"amount":17.855', "schema /purchase_details/amount"],
    [
      '"amount":17.85',
      '"amount":17.85000000000000000001',
      "inexact_number /purchase_details/amount",
    ],
    ['"order_id":"o-1001"', '"order_id":""', "schema /order_id"],
    ['"order_id":"o-1001"', '"order_id":"../../etc"', "schema /order_id"],
    ['"order_id":"o-1001"', '"order_id":"o-1001\\n"', "schema /order_id"],
    ['"order_id":"o-1001"', '"order_id":9007199254740993', "schema /order_id"],
    ['"order_id":"o-1001"', '"order_id":12.00000000000000000001', "inexact_number /order_id"],
    ["2026-03-01T10:00:00Z", "2026-02-30T10:00:00Z", "no_such_time /order_date"],
    ["2026-03-01T10:00:00Z", "2026-02-28T10:00:60Z", "no_such_time /order_date"],
    ["2026-03-01T10:00:00Z", "1999-12-31T23:59:59Z", "time_out_of_range /order_date"],
    ["2026-03-01T10:00:00Z", "9999-03-01T10:00:00Z", "time_out_of_range /order_date"],
    ["2026-03-01T10:00:00Z", "+275760-09-13T00:00:00Z", "schema /order_date"],
    ["10:05:00.250Z", "10:05:60.250Z", "no_such_time /updated_at"],
    ["2026-03-01T10:05", "2026-03-04T10:05", "time_out_of_range /updated_at"],
    ["Zürich", "\\ud800", "lone_surrogate /shipping_address/city"],
    ["Mug", "\\uDC00x", "lone_surrogate /product_details/0/name"],
    ["Mug", "\\ud83d\\ude00", "ok"],
    ['"zip"', '"unknown":"\\ud800","zip"', "ok"],
  ])("%s → %s: %s", (find, replacement, expected) => {
    expect(rejection(find, replacement)).toBe(expected);
  });

  test("may be nested a hundred levels deep, and no deeper, in any place", () => {
    const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
    const places = [
      { before: '"status"', depth: 1 },
      { before: '"zip"', depth: 2 },
      { before: '"currency"', depth: 2 },
      { before: '"quantity":2', depth: 3 },
      { before: '"size":"M"', depth: 4 },
    ];
    for (const { before, depth } of places) {
      const levels = 100 - depth;
      expect(rejection(before, `"unknown":${nested(levels)},${before}`)).toBe("ok");
      expect(rejection(before, `"unknown":${nested(levels + 1)},${before}`)).toBe("too_deep");
      expect(rejection(before, `"unknown":${nested(200_000)},${before}`)).toBe("too_deep");
    }
  });

  test("is judged by its arrival, not by the clock", () => {
    const text = cloudEvent("r/0", exampleOrder());
    expect(outcomeOf(text, Date.UTC(2026, 1, 28, 10, 5, 0, 250)).ok).toBe(true);
    expect(outcomeOf(text, Date.UTC(2026, 1, 28, 10, 5, 0, 249)).ok).toBe(false);
  });
});

test("no JSON makes it throw", () => {
  fc.assert(
    fc.property(fc.json(), fc.boolean(), (json, inOrder) => {
      const data = inOrder
        ? { ...exampleOrder(), product_details: JSON.parse(json) }
        : JSON.parse(json);
      expect(outcomeOf(cloudEvent("r/0", data, "tributary.order.v1"))).toHaveProperty("ok");
    }),
    { numRuns: 500 },
  );
});
