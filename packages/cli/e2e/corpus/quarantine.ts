import { type CorpusCase, post, quarantined } from "./case.ts";
import { type Changes, line, order } from "./events.ts";

type Row = readonly [
  name: string,
  changes: Changes,
  code: string,
  field: string,
  verifyOnAws?: string,
];

const DAY = 86_400_000;
const later = (days: number): string =>
  JSON.stringify(new Date(Date.now() + days * DAY).toISOString());
const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const halves = "whether API Gateway refuses half a surrogate pair, replaces it, or passes it on";
const depth = "whether API Gateway takes this nesting (its parser's limits are not documented)";
const digits =
  "here the model sees a double; a validator that counts in decimals answers 400 instead of 202";

const orders: readonly Row[] = [
  [
    "\\ud800 in a street",
    { "shipping_address.street": '"a\\ud800b"' },
    "lone_surrogate",
    "/shipping_address/street",
    halves,
  ],
  [
    "\\udc00\\ud800 in a name",
    { "product_details.0.name": '"\\udc00\\ud800"' },
    "lone_surrogate",
    "/product_details/0/name",
    halves,
  ],
  [
    "\\udfff in a size",
    { "product_details.0.item_details.size": '"\\udfff"' },
    "lone_surrogate",
    "/product_details/0/item_details/size",
    halves,
  ],
  ["5,000 levels of nesting", { deep: nested(5_000) }, "too_deep", "", depth],
  ["200,000 levels of nesting", { deep: nested(200_000) }, "too_deep", "", depth],
  ["101 levels of nesting", { deep: nested(100) }, "too_deep", ""],
  [
    "nesting inside a known object",
    { "shipping_address.deep": nested(5_000) },
    "too_deep",
    "",
    depth,
  ],
  [
    "an amount of 39 digits",
    { "purchase_details.amount": `17.85${"0".repeat(34)}1` },
    "inexact_number",
    "/purchase_details/amount",
    digits,
  ],
  [
    "an id of 22 digits",
    { customer_id: "17850.00000000000000001" },
    "inexact_number",
    "/customer_id",
    digits,
  ],
  [
    "a numeric id between two doubles",
    { order_id: "9007199254740990.5" },
    "inexact_number",
    "/order_id",
    digits,
  ],
  ["30 February", { order_date: '"2026-02-30T10:00:00Z"' }, "no_such_time", "/order_date"],
  [
    "29 February of no leap year",
    { order_date: '"2023-02-29T10:00:00Z"' },
    "no_such_time",
    "/order_date",
  ],
  [
    "31 June in updated_at",
    { updated_at: '"2026-06-31T10:00:00Z"' },
    "no_such_time",
    "/updated_at",
  ],
  ["second 60", { order_date: '"2016-12-31T23:59:60Z"' }, "no_such_time", "/order_date"],
  ["year 9999", { order_date: '"9999-12-31T23:59:59Z"' }, "time_out_of_range", "/order_date"],
  ["year 0", { order_date: '"0000-01-01T00:00:00Z"' }, "time_out_of_range", "/order_date"],
  [
    "a moment before 2000",
    { order_date: '"1999-12-31T23:59:59.999Z"' },
    "time_out_of_range",
    "/order_date",
  ],
  [
    "2000 in one zone, 1999 in UTC",
    { order_date: '"2000-01-01T00:00:00+00:01"' },
    "time_out_of_range",
    "/order_date",
  ],
  ["the day after tomorrow", { order_date: later(2) }, "time_out_of_range", "/order_date"],
  [
    "updated_at the day after tomorrow",
    { updated_at: later(2) },
    "time_out_of_range",
    "/updated_at",
  ],
];

const lines: readonly Row[] = [
  [
    "\\ud800 in a Description",
    { Description: '"\\ud800"' },
    "lone_surrogate",
    "/Description",
    halves,
  ],
  ["5,000 levels of nesting", { deep: nested(5_000) }, "too_deep", "", depth],
  [
    "a UnitPrice of 39 digits",
    { UnitPrice: `2.55${"0".repeat(35)}1` },
    "inexact_number",
    "/UnitPrice",
    digits,
  ],
  [
    "a CustomerID of 22 digits",
    { CustomerID: "17850.00000000000000001" },
    "inexact_number",
    "/CustomerID",
    digits,
  ],
  ["30 February", { InvoiceDate: '"2/30/2011 8:26"' }, "no_such_time", "/InvoiceDate"],
  ["year 9999", { InvoiceDate: '"12/1/9999 8:26"' }, "time_out_of_range", "/InvoiceDate"],
  ["a year before 2000", { InvoiceDate: '"12/1/1999 8:26"' }, "time_out_of_range", "/InvoiceDate"],
];

const cases = (path: string, make: (changes: Changes) => string, rows: readonly Row[]) =>
  rows.map(
    ([name, changes, code, field, verifyOnAws]): CorpusCase => ({
      name: `POST ${path}: ${name}`,
      request: post(path, make(changes)),
      expected: quarantined(code, field),
      ...(verifyOnAws === undefined ? {} : { verifyOnAws }),
    }),
  );

export const quarantine: readonly CorpusCase[] = [
  ...cases("/orders", order, orders),
  ...cases("/invoices", line, lines),
];
