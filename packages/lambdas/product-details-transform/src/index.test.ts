import { cloudEvent, exampleOrder, rowFaults, rowsOf } from "@tributary/lambda-kit/testing";
import { expect, test } from "vitest";
import { handler } from "./index.ts";

test("an order becomes a row for each of its products, with the contract's columns", async () => {
  const rows = await rowsOf(handler, cloudEvent("r/0", exampleOrder()));
  expect(rows).toMatchObject([
    { order_id: "o-1001", line: 1, product_id: "p-1", name: "Mug", quantity: 2, color: "white" },
    { line: 2, product_id: "85123", name: 'Lamp "Nord" \u{1F4A1}', quantity: 1, size: "L" },
  ]);
  expect(rows.flatMap((row) => rowFaults("product_details", row))).toEqual([]);
});
