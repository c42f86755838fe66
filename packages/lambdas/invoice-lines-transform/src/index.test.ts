import { cloudEvent, exampleLine, rowFaults, rowsOf } from "@tributary/lambda-kit/testing";
import { expect, test } from "vitest";
import { handler } from "./index.ts";

test("a line becomes one row with the contract's columns", async () => {
  const rows = await rowsOf(handler, cloudEvent("r/0", exampleLine({ LineNo: 3 })));
  expect(rows).toEqual([
    {
      invoice_no: "536365",
      line_id: "000003",
      stock_code: "85123A",
      description: "WHITE HANGING HEART T-LIGHT HOLDER",
      quantity: 6,
      invoice_date: "2010-12-01 08:26:00.000",
      unit_price: 2.55,
      customer_id: "17850",
      country: "United Kingdom",
      is_cancellation: false,
      event_id: "r/0",
      ingested_at: "2026-03-02 12:00:00.125",
    },
  ]);
  expect(rowFaults("invoice_lines", rows[0])).toEqual([]);
});

test("a guest's nameless cancellation keeps every column", async () => {
  const line = exampleLine({
    ...{ InvoiceNo: "C536379", CustomerID: null, Description: null, Quantity: -1 },
    UnitPrice: 0.001,
  });
  const rows = await rowsOf(handler, cloudEvent("r/0", line));
  expect(rows).toMatchObject([
    {
      customer_id: null,
      description: null,
      quantity: -1,
      unit_price: 0.001,
      is_cancellation: true,
    },
  ]);
  expect(rowFaults("invoice_lines", rows[0])).toEqual([]);
});
