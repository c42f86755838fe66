import { cloudEvent, exampleOrder, rowFaults, rowsOf } from "@tributary/lambda-kit/testing";
import { expect, test } from "vitest";
import { handler } from "./index.ts";

test("an order becomes one row with the contract's columns", async () => {
  const rows = await rowsOf(handler, cloudEvent("r/0", exampleOrder()));
  expect(rows).toMatchObject([
    { payment_type: "credit_card", amount: 17.85, currency: "CHF", instalments: 1 },
  ]);
  expect(rowFaults("purchase_details", rows[0])).toEqual([]);
});

test("amounts are written exactly, without an exponent", async () => {
  const { purchase_details } = exampleOrder();
  if (purchase_details === undefined) throw new Error("the example has no payment");
  for (const [amount, text] of [
    [0.1 + 0.2, '"amount":0.3,'],
    [9_999_999_999.99, '"amount":9999999999.99,'],
    [0.01, '"amount":0.01,'],
    [1e9, '"amount":1000000000,'],
  ] as const) {
    const order = exampleOrder({ purchase_details: { ...purchase_details, amount } });
    const rows = await rowsOf(handler, cloudEvent("r/0", order));
    expect(JSON.stringify(rows[0])).toContain(text);
  }
});
