import {
  ARRIVED_AT,
  cloudEvent,
  exampleOrder,
  rowFaults,
  rowsOf,
} from "@tributary/lambda-kit/testing";
import { expect, test } from "vitest";
import { handler } from "./index.ts";

test("an order becomes one row with the contract's columns", async () => {
  const rows = await rowsOf(handler, cloudEvent("r/0", exampleOrder()));
  expect(rows).toEqual([
    {
      order_id: "o-1001",
      customer_id: "c-17",
      order_date: "2026-03-01 10:00:00.000",
      updated_at: "2026-03-01 10:05:00.250",
      status: "paid",
      version: "001772359500250-01-r/0",
      event_id: "r/0",
      ingested_at: "2026-03-02 12:00:00.125",
    },
  ]);
  expect(rowFaults("orders", rows[0])).toEqual([]);
  expect(ARRIVED_AT).toBe(Date.parse("2026-03-02T12:00:00.125Z"));
});
