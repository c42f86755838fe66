import type { InvoiceLine } from "@tributary/contract";
import { validate } from "@tributary/contract/validate-invoice-line";
import { isWallTime, parseLondonTime } from "./london-time.ts";
import { exactDecimal, idText, isOverlong, searched } from "./numbers.ts";
import type { ParsedEvent } from "./parse.ts";
import { type Rejected, reject } from "./rejection.ts";
import { schemaRejection } from "./schema-rejection.ts";
import { hasDeepUnknown, loneSurrogateIn, mayHaveLoneSurrogates } from "./texts.ts";
import { isInRange, parseTimestamp, utcDay } from "./timestamps.ts";

/** An invoice line event as every reader of the stream sees it. */
export interface NormalLine {
  readonly eventId: string;
  readonly invoiceNo: string;
  /** The position in the invoice, six digits, where it was sent; else the event id. */
  readonly lineId: string;
  readonly stockCode: string;
  readonly description: string | null;
  readonly quantity: number;
  /** Milliseconds since the epoch. */
  readonly invoiceDate: number;
  /** The double next to the exact price: `String(unitPrice)` is exact. */
  readonly unitPrice: number;
  /** Null for a guest. */
  readonly customerId: string | null;
  readonly country: string;
  readonly isCancellation: boolean;
  /** UTC day of the invoice's date. */
  readonly dt: string;
}

export type LineOutcome = { readonly ok: true; readonly line: NormalLine } | Rejected;

const unitPriceMember = searched("UnitPrice", 9);
const wholeNumbers = (["Quantity", "LineNo", "InvoiceNo", "StockCode", "CustomerID"] as const).map(
  (name) => ({ name, member: searched(name, name.length) }),
);

/**
 * Checks an invoice line event by its schema and by what a schema cannot say, and brings it into one
 * form. The same event gives the same answer whenever it is read.
 *
 * @param arrivedAt when the stream took the record, milliseconds since the epoch
 */
export function normaliseInvoiceLine(event: ParsedEvent, arrivedAt: number): LineOutcome {
  const { data, text } = event;
  if (!validate(data)) return schemaRejection(validate.errors);

  const date = data.InvoiceDate;
  const invoiceDate = isWallTime(date) ? parseLondonTime(date) : parseTimestamp(date);
  if (invoiceDate === undefined) return reject("no_such_time", "/InvoiceDate");
  if (!isInRange(invoiceDate, arrivedAt)) return reject("time_out_of_range", "/InvoiceDate");

  const unitPrice = exactDecimal(data.UnitPrice, 1_000);
  if (unitPrice === undefined || isOverlong(text, unitPriceMember)) {
    return reject("inexact_number", "/UnitPrice");
  }
  for (const { name, member } of wholeNumbers) {
    if (typeof data[name] === "number" && isOverlong(text, member)) {
      return reject("inexact_number", `/${name}`);
    }
  }
  const present = data.LineNo === undefined ? 8 : 9;
  if (hasDeepUnknown(data, lineMembers, present, 1)) return reject("too_deep");
  if (mayHaveLoneSurrogates(text)) {
    const name = loneSurrogateIn(data, ["StockCode", "Description", "Country"]);
    if (name !== undefined) return reject("lone_surrogate", `/${name}`);
  }
  const invoiceNo = idText(data.InvoiceNo);
  return {
    ok: true,
    line: {
      eventId: event.id,
      invoiceNo,
      lineId: data.LineNo === undefined ? event.id : String(data.LineNo).padStart(6, "0"),
      stockCode: idText(data.StockCode),
      description: data.Description,
      quantity: data.Quantity + 0,
      invoiceDate,
      unitPrice,
      customerId: guestOrId(data.CustomerID),
      country: data.Country,
      isCancellation: invoiceNo.startsWith("C"),
      dt: utcDay(invoiceDate),
    },
  };
}

const lineMembers: readonly (keyof InvoiceLine)[] = [
  ...(["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice"] as const),
  ...(["CustomerID", "Country", "LineNo"] as const),
];

/** A CSV export writes a guest as an empty text. */
function guestOrId(value: InvoiceLine["CustomerID"]): string | null {
  return value === null || value === "" ? null : idText(value);
}
