import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InvoiceLine } from "@tributary/contract";
import { describe, expect, test } from "vitest";
import { ARRIVED_AT, cloudEvent, eventsOf, exampleLine } from "../testing/index.ts";
import { normaliseInvoiceLine } from "./invoice-line.ts";

function outcomeOf(text: string) {
  const [event] = eventsOf(text);
  if (!event?.ok) throw new Error(`no event: ${text}`);
  return normaliseInvoiceLine(event, ARRIVED_AT);
}

const normal = (members: Partial<InvoiceLine> = {}) =>
  outcomeOf(cloudEvent("r/0", exampleLine(members)));

/** The rejection of a line whose JSON has `find` replaced. */
const rejection = (find: string, replacement: string): string => {
  const text = cloudEvent("r/0", exampleLine());
  expect(text).toContain(find);
  const outcome = outcomeOf(text.replace(find, () => replacement));
  return outcome.ok ? "ok" : `${outcome.reason.code} ${outcome.reason.field}`.trim();
};

describe("an invoice line", () => {
  test("is brought into one form", () => {
    expect(normal()).toEqual({
      ok: true,
      line: {
        eventId: "r/0",
        invoiceNo: "536365",
        lineId: "r/0",
        stockCode: "85123A",
        description: "WHITE HANGING HEART T-LIGHT HOLDER",
        quantity: 6,
        invoiceDate: Date.UTC(2010, 11, 1, 8, 26),
        unitPrice: 2.55,
        customerId: "17850",
        country: "United Kingdom",
        isCancellation: false,
        dt: "2010-12-01",
      },
    });
  });

  test("has its position as id where that is known", () => {
    expect(normal({ LineNo: 7 })).toMatchObject({ line: { lineId: "000007" } });
    expect(normal({ LineNo: 0 })).toMatchObject({ line: { lineId: "000000" } });
  });

  test("may be a cancellation, a guest's, nameless, free, or numbered by numbers", () => {
    expect(normal({ InvoiceNo: "C536379", Quantity: -1 })).toMatchObject({
      line: { isCancellation: true, quantity: -1 },
    });
    expect(normal({ CustomerID: null, Description: null, UnitPrice: 0 })).toMatchObject({
      line: { customerId: null, description: null, unitPrice: 0 },
    });
    expect(normal({ CustomerID: "" })).toMatchObject({ line: { customerId: null } });
    expect(normal({ InvoiceNo: 536365, StockCode: 71053 })).toMatchObject({
      line: { invoiceNo: "536365", stockCode: "71053" },
    });
    expect(normal({ UnitPrice: -11_062.06 })).toMatchObject({ line: { unitPrice: -11_062.06 } });
  });

  test.each([
    ['"CustomerID":17850', '"CustomerID":17850.0', "ok"],
    ['"Quantity":6', '"Quantity":-0', "ok"],
    ['"Quantity":6', '"Quantity":6.5', "schema /Quantity"],
    ['"Quantity":6', '"Quantity":-2147483649', "schema /Quantity"],
    ['"UnitPrice":2.55', '"UnitPrice":2.5555', "schema /UnitPrice"],
    ['"UnitPrice":2.55', '"UnitPrice":2.5500000000000000000001', "inexact_number /UnitPrice"],
    ['"CustomerID":17850', '"CustomerID":17850.00000000000000001', "inexact_number /CustomerID"],
    ["12/1/2010 8:26", "2/30/2010 8:26", "no_such_time /InvoiceDate"],
    ["12/1/2010 8:26", "12/1/1999 8:26", "time_out_of_range /InvoiceDate"],
    ["12/1/2010 8:26", "2010-12-01T08:26:00+00:00", "ok"],
    ["12/1/2010 8:26", "13/1/2010 8:26", "schema /InvoiceDate"],
    ["United Kingdom", "\\udfff", "lone_surrogate /Country"],
  ])("%s → %s: %s", (find, replacement, expected) => {
    expect(rejection(find, replacement)).toBe(expected);
  });

  test("minus zero is zero", () => {
    const outcome = outcomeOf(
      cloudEvent("r/0", exampleLine()).replace('"Quantity":6', '"Quantity":-0'),
    );
    expect(outcome.ok && Object.is(outcome.line.quantity, 0)).toBe(true);
  });

  test("every line of the sample is stored", () => {
    const file = join(import.meta.dirname, "../../../../data/online-retail-sample.csv");
    const [, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(rows.length).toBe(999);
    for (const [i, row] of rows.entries()) {
      const fields = row.match(/("([^"]|"")*"|[^,]*)(,|$)/g)?.map((field) => {
        const text = field.replace(/,$/, "");
        return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
      });
      const [InvoiceNo, StockCode, Description, quantity, date, price, CustomerID, Country] =
        fields ?? [];
      const line = exampleLine({
        ...{ InvoiceNo, StockCode, Description, Quantity: Number(quantity), InvoiceDate: date },
        ...{ UnitPrice: Number(price), CustomerID, Country, LineNo: i },
      } as Partial<InvoiceLine>);
      expect(outcomeOf(cloudEvent(`r/${i}`, line)), row).toMatchObject({ ok: true });
    }
  });
});
