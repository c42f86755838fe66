import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { validate as validateLine } from "../../generated/validate-invoice-line.js";
import { validate as validateOrder } from "../../generated/validate-order.js";
import { events } from "../events.ts";
import { toDraft04 } from "./request-models.ts";

// ajv is the oracle: it reads the same draft-04 schema that API Gateway gets.
const ajv = new Ajv({ allowUnionTypes: true, multipleOfPrecision: 6, strictRequired: false });
const oracles = {
  order: ajv.compile(JSON.parse(JSON.stringify(toDraft04(events.order.schema)))),
  invoice_line: ajv.compile(JSON.parse(JSON.stringify(toDraft04(events.invoice_line.schema)))),
};

const order = {
  customer_id: "c-1",
  order_id: "o-1",
  order_date: "2026-03-01T10:00:00Z",
  status: "paid",
  updated_at: "2026-03-01T10:05:00.250+01:00",
  shipping_address: { street: "1 Rd", city: "Ulm", state: "BW", zip: "89073", country: "DE" },
  purchase_details: { payment_type: "cash", amount: 17.85, currency: "EUR", instalments: 1 },
  product_details: [
    { product_id: "p", name: "n", quantity: 2, item_details: { color: "red", size: "L" } },
  ],
};
const line = {
  InvoiceNo: 536365,
  StockCode: "85123A",
  Description: null,
  Quantity: -6,
  InvoiceDate: "12/1/2010 8:26",
  UnitPrice: 2.55,
  CustomerID: 17850,
  Country: "United Kingdom",
  LineNo: 1,
};

const awkward = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, [], {}, "", "x", "\u{1F600}".repeat(40), "x".repeat(501), -0, 0, 1, 1.5, 6e9],
    ...[2_147_483_648, 2 ** 53, Number.POSITIVE_INFINITY, 0.001, -0.005, 17.855],
    ...["2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "12/1/2010 8:26", "EUR", "pending", 17850],
  ),
  fc.string({ unit: "grapheme", maxLength: 70 }),
  fc.integer(),
  fc.dictionary(fc.string(), fc.integer()),
  // ajv's tolerance for multipleOf takes 1e-300 for a cent; ours does not, so no arbitrary fractions here.
  fc.array(fc.string()),
);

/** A valid event with some of its values, at any depth, replaced or removed. */
function mutated(event: object): fc.Arbitrary<unknown> {
  const paths: (readonly (string | number)[])[] = [[]];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      paths.push([...path, key]);
      walk(child, [...path, key]);
    }
  };
  walk(event, []);
  const change = fc.record({
    path: fc.constantFrom(...paths),
    value: fc.option(awkward, { nil: undefined }),
  });
  return fc
    .array(change, { maxLength: 2 })
    .map((changes) =>
      changes.reduce<unknown>((value, { path, value: put }) => replace(value, path, put), event),
    );
}

function replace(value: unknown, path: readonly (string | number)[], put: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return put === undefined ? null : put;
  if (typeof value !== "object" || value === null) return value;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  const child = replace(copy[key], rest, put);
  if (rest.length === 0 && put === undefined) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete copy[key];
  } else copy[key] = child;
  return copy;
}

describe("the generated validators", () => {
  test("take the events of the examples", () => {
    expect(validateOrder(order)).toBe(true);
    expect(validateLine(line)).toBe(true);
  });

  test("agree with ajv on events with anything in any place", () => {
    fc.assert(
      fc.property(mutated(order), (event) => {
        expect(validateOrder(event)).toBe(oracles.order(event));
      }),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(mutated(line), (event) => {
        expect(validateLine(event)).toBe(oracles.invoice_line(event));
      }),
      { numRuns: 3_000 },
    );
  });

  test("agree with ajv on every multiple of a cent, and on thousandths between", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (cents) => {
        const amount = (value: number) => ({
          ...order,
          purchase_details: { ...order.purchase_details, amount: value },
        });
        expect(validateOrder(amount(cents / 100))).toBe(true);
        expect(validateOrder(amount(cents / 100 + 0.005))).toBe(false);
      }),
    );
    expect(
      validateOrder({
        ...order,
        purchase_details: { ...order.purchase_details, amount: 0.1 + 0.2 },
      }),
    ).toBe(true);
  });

  test("name the first offence", () => {
    const product = { ...order.product_details[0], quantity: "6" };
    validateOrder({ ...order, product_details: [order.product_details[0], product] });
    expect(validateOrder.errors).toEqual([
      { instancePath: "/product_details/1/quantity", keyword: "type" },
    ]);
    validateOrder({ ...order, purchase_details: undefined });
    expect(validateOrder.errors).toEqual([{ instancePath: "", keyword: "anyOf" }]);
  });
});
