import { type Static, Type } from "@sinclair/typebox";
import {
  code,
  identifier,
  int32,
  money,
  nullableIdentifier,
  nullableText,
  text,
  wallTimeOrTimestamp,
} from "./schema.ts";

/** `tributary.invoice_line.v1`: one line of an invoice, with the column names of the Online Retail data set. */
export const InvoiceLine = Type.Object(
  {
    InvoiceNo: identifier(32, { description: "Invoice number; `C…` is a cancellation" }),
    StockCode: code(64, { description: "Article, or a charge such as `POST`" }),
    Description: nullableText(1_000, { description: "Article name" }),
    Quantity: int32(-2_147_483_648, { description: "Pieces; negative in a cancellation" }),
    InvoiceDate: wallTimeOrTimestamp({
      description: "`M/D/YYYY H:mm`, wall time in Europe/London, or RFC 3339",
    }),
    UnitPrice: money(-999_999_999.999, 999_999_999.999, 3, {
      description: "Price of a piece in pounds sterling; may be zero or negative",
    }),
    CustomerID: nullableIdentifier(64, { description: "Customer; null for a guest" }),
    Country: text(200, { description: "The customer's country" }),
    LineNo: Type.Optional(
      Type.Integer({
        description: "Position in the invoice, from 1; makes a retry of the line safe",
        minimum: 0,
        maximum: 999_999,
      }),
    ),
  },
  { description: "One line of an invoice; lines never change" },
);
export type InvoiceLine = Static<typeof InvoiceLine>;
