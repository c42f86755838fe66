import { cloudEvent, exampleOrder, rowFaults, rowsOf } from "@tributary/lambda-kit/testing";
import { expect, test } from "vitest";
import { handler } from "./index.ts";

test("an order becomes one row with the contract's columns", async () => {
  const rows = await rowsOf(handler, cloudEvent("r/0", exampleOrder()));
  expect(rows).toMatchObject([{ ...exampleOrder().shipping_address, event_id: "r/0" }]);
  expect(rowFaults("shipping_addresses", rows[0])).toEqual([]);
});

test("free texts stay inside their strings", async () => {
  const city = '"}\n{"order_id":"o-2"\u2028\u0000\\';
  const order = exampleOrder({ shipping_address: { ...exampleOrder().shipping_address, city } });
  expect(await rowsOf(handler, cloudEvent("r/0", order))).toMatchObject([{ city }]);
});
