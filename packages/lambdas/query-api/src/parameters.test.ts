import { events } from "@tributary/contract";
import { expect, test } from "vitest";
import { identifierLengths } from "./parameters.ts";

test("identifiers are as long as the events' schema lets them be", () => {
  const pattern = (length: number): string => `^[A-Za-z0-9_-]{1,${length}}$`;
  const { order_id, customer_id } = events.order.schema.properties;
  const { InvoiceNo } = events.invoice_line.schema.properties;
  expect(order_id.pattern).toBe(pattern(identifierLengths.order_id));
  expect(customer_id.pattern).toBe(pattern(identifierLengths.customer_id));
  expect(InvoiceNo.pattern).toBe(pattern(identifierLengths.invoice_no));
});
