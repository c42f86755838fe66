import { number } from "../../src/fuzz/cells.ts";
import { accepted, type CorpusCase, post } from "./case.ts";
import { type Changes, json, line, order } from "./events.ts";

const reserialised =
  "AWS parses and prints the body anew: is the raw archive's text still of the same value";

/** Texts that mean something to some program on the way, and nothing here. */
const texts: readonly (readonly [name: string, text: string])[] = [
  ["O'Brien", "O'Brien"],
  ["JSON of the PutRecord request", '"}, "PartitionKey":"x'],
  ["VTL that reads the body", "$input.path('$')"],
  ["VTL that sets a variable", "#set($x=1)$x #foreach($i in [1..9])$i#end ## */"],
  ["backslashes", "C:\\new\\table \\u0041 \\"],
  ["U+2028 and U+2029", "a\u2028b\u2029c"],
  ["U+0000", "a\u0000b"],
  [
    "every control character",
    Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)).join(""),
  ],
  ["U+FFFD, U+FEFF and a noncharacter", "\ufeffa\ufffdb\uffff"],
  ["an emoji of several code points", "👩‍👩‍👧‍👦 🏳️‍🌈"],
  ["right-to-left text and its marks", "שלום \u202eevil\u202c مرحبا"],
  ["SQL", "'; DROP TABLE orders; --"],
  ["a path", "../../etc/passwd"],
  ["AC/DC", "AC/DC"],
  ["Hive's default partition", "__HIVE_DEFAULT_PARTITION__"],
  ["= & and %2F", "a=b&c%2F"],
  ["a trailing dot", "con."],
  ["a trailing space", "nul "],
  ["a spreadsheet formula", "=cmd|' /C calc'!A0"],
  [
    "an event inside a text",
    '{"specversion":"1.0","id":"x","type":"tributary.order.v1","data":{}}',
  ],
];

const asText = texts.flatMap(([name, text]): CorpusCase[] => [
  {
    name: `${name} as a street and a product's name`,
    request: post(
      "/orders",
      order({ "shipping_address.street": json(text), "product_details.0.name": json(text) }),
    ),
    expected: accepted({
      item: { "shipping_address.street": text, "product_details.0.name": text },
      row: { shipping_addresses: { street: text }, product_details: { name: text } },
    }),
  },
  {
    name: `${name} as a StockCode and a Description`,
    request: post(
      "/invoices",
      line({ StockCode: json(text.slice(0, 64)), Description: json(text) }),
    ),
    expected: accepted({
      item: { stock_code: text.slice(0, 64), description: text },
      row: { invoice_lines: { stock_code: text.slice(0, 64), description: text } },
    }),
  },
]);

const composed = "Z\u00fcrich";
const decomposed = "Zu\u0308rich";

const orderCase = (
  name: string,
  changes: Changes,
  parts: Parameters<typeof accepted>[0] = {},
  verifyOnAws?: string,
): CorpusCase => ({
  name,
  request: post("/orders", order(changes)),
  expected: accepted(parts),
  ...(verifyOnAws === undefined ? {} : { verifyOnAws }),
});

const lineCase = (
  name: string,
  changes: Changes,
  parts: Parameters<typeof accepted>[0] = {},
  verifyOnAws?: string,
): CorpusCase => ({
  name,
  request: post("/invoices", line(changes)),
  expected: accepted(parts),
  ...(verifyOnAws === undefined ? {} : { verifyOnAws }),
});

const unicode: readonly CorpusCase[] = [
  orderCase(
    "NFC and NFD stay two names",
    {
      "shipping_address.city": json(composed),
      "shipping_address.state": json(decomposed),
    },
    { row: { shipping_addresses: { city: composed, state: decomposed } } },
  ),
  orderCase(
    "500 characters outside the basic plane",
    { "product_details.0.name": json("💡".repeat(500)) },
    { row: { product_details: { name: "💡".repeat(500) } } },
    "whether maxLength counts characters or UTF-16 units",
  ),
  orderCase(
    "escapes where none is needed",
    { "shipping_address.street": '"\\u0041\\/\\u00e9\\ud83d\\udca1"' },
    { item: { "shipping_address.street": "A/é💡" } },
    reserialised,
  ),
];

const shapes: readonly CorpusCase[] = [
  orderCase(
    "unknown fields",
    { coupon: '{"code":"X","n":[1,2.50,1e400,9007199254740993]}' },
    {},
    reserialised,
  ),
  orderCase("__proto__ and constructor.prototype", {
    ["__proto__"]: '{"polluted":true}',
    constructor: '{"prototype":{"polluted":true}}',
    "shipping_address.__proto__": '{"polluted":true}',
    "product_details.0.toString": '"x"',
    hasOwnProperty: "1",
  }),
  lineCase("__proto__ in an invoice line", { ["__proto__"]: '{"polluted":true}', valueOf: "null" }),
  {
    name: "duplicate keys: the last wins",
    request: post(
      "/orders",
      order({
        status: '"pending","status":"shipped"',
        "purchase_details.amount": '"x","amount":3',
      }),
    ),
    expected: accepted({ item: { status: "shipped", "purchase_details.amount": number(3) } }),
    verifyOnAws:
      "which of two members of one name API Gateway keeps, for the model and for the record",
  },
  {
    name: "a duplicate partition key: the last wins",
    request: post("/orders", order({ customer_id: '"first","customer_id":"last-of-two"' })),
    expected: accepted({ item: { customer_id: "last-of-two" } }),
    verifyOnAws: "which of two members of one name $input.path reads",
  },
  orderCase("100,000 keys", {
    many: `{${Array.from({ length: 100_000 }, (_, i) => `"${i.toString(36)}":0`).join(",")}}`,
  }),
  orderCase("100 products", {
    product_details: `[${Array.from({ length: 100 }, (_, i) => `{"product_id":${i},"name":"n","quantity":1,"item_details":{"color":"c","size":"s"}}`).join(",")}]`,
  }),
  {
    name: "white space between tokens",
    request: post(
      "/orders",
      JSON.stringify(JSON.parse(order()), null, "\t").replaceAll("\n", "\r\n "),
    ),
    expected: accepted(),
  },
  orderCase("100 levels of nesting", { deep: `${"[".repeat(99)}${"]".repeat(99)}` }, {}),
  orderCase(
    "half a surrogate pair in an unknown field",
    { note: '"\\ud800"' },
    {},
    "whether API Gateway's re-serialisation replaces half a surrogate pair",
  ),
];

const numbers: readonly CorpusCase[] = [
  lineCase(
    "-0 is 0",
    { Quantity: "-0", UnitPrice: "-0.0" },
    {
      item: { quantity: number(0), unit_price: number(0) },
      row: { invoice_lines: { quantity: number(0), unit_price: number(0) } },
    },
    reserialised,
  ),
  orderCase(
    "0.3 exactly",
    { "purchase_details.amount": "0.3" },
    {
      item: { "purchase_details.amount": number("0.3") },
      row: { purchase_details: { amount: number("0.3") } },
    },
  ),
  orderCase(
    "the largest amount",
    { "purchase_details.amount": "9999999999.99" },
    {
      item: { "purchase_details.amount": number("9999999999.99") },
      row: { purchase_details: { amount: number("9999999999.99") } },
    },
  ),
  orderCase(
    "an amount with an exponent",
    { "purchase_details.amount": "1.785e1" },
    { item: { "purchase_details.amount": number("17.85") } },
    reserialised,
  ),
  orderCase(
    "an amount with trailing zeros",
    { "purchase_details.amount": `17.85${"0".repeat(60)}` },
    { item: { "purchase_details.amount": number("17.85") } },
    reserialised,
  ),
  lineCase(
    "the smallest price",
    { UnitPrice: "-999999999.999" },
    {
      item: { unit_price: number("-999999999.999") },
      row: { invoice_lines: { unit_price: number("-999999999.999") } },
    },
  ),
  lineCase(
    "the ends of an int",
    { Quantity: "-2147483648" },
    { row: { invoice_lines: { quantity: number("-2147483648") } } },
  ),
  orderCase("the largest int", { "product_details.0.quantity": "2147483647" }),
  lineCase("a negative quantity", { Quantity: "-80995" }, { item: { quantity: number(-80995) } }),
  lineCase(
    "a numeric CustomerID 17850.0",
    { CustomerID: "17850.0" },
    { item: { customer_id: "17850" }, row: { invoice_lines: { customer_id: "17850" } } },
    reserialised,
  ),
  lineCase(
    "a numeric InvoiceNo and StockCode",
    { InvoiceNo: "4900001", StockCode: "22752" },
    {
      item: { invoice_no: "4900001", stock_code: "22752" },
    },
  ),
  orderCase(
    "the largest numeric id",
    { customer_id: "9007199254740991" },
    {
      item: { customer_id: "9007199254740991" },
    },
  ),
  lineCase("a guest, as null", { CustomerID: "null" }, { item: { customer_id: null } }),
  lineCase("a guest, as an empty text", { CustomerID: '""' }, { item: { customer_id: null } }),
  lineCase("no Description", { Description: "null" }, { item: { description: null } }),
  lineCase(
    "a cancellation",
    { InvoiceNo: '"C4900002"', Quantity: "-1" },
    { item: { is_cancellation: true } },
  ),
  {
    name: "the misspelt purchaise_details",
    request: post("/orders", order().replace("purchase_details", "purchaise_details")),
    expected: accepted({ item: { "purchase_details.amount": number("17.85") } }),
  },
];

const times: readonly CorpusCase[] = [
  lineCase(
    "12/1/2010 8:26 is 1 December in London",
    { InvoiceDate: '"12/1/2010 8:26"' },
    {
      item: { invoice_date: "2010-12-01T08:26:00.000Z" },
      row: { invoice_lines: { invoice_date: "2010-12-01 08:26:00.000" } },
    },
  ),
  lineCase(
    "London in summer",
    { InvoiceDate: '"6/1/2011 0:26"' },
    {
      item: { invoice_date: "2011-05-31T23:26:00.000Z" },
    },
  ),
  lineCase(
    "an hour that London has twice",
    { InvoiceDate: '"10/30/2011 1:30"' },
    {
      item: { invoice_date: "2011-10-30T00:30:00.000Z" },
    },
  ),
  lineCase(
    "an hour that London does not have",
    { InvoiceDate: '"3/27/2011 1:30"' },
    {
      item: { invoice_date: "2011-03-27T01:30:00.000Z" },
    },
  ),
  lineCase(
    "RFC 3339 for an invoice",
    { InvoiceDate: '"2010-12-01T08:26:00+05:30"' },
    {
      item: { invoice_date: "2010-12-01T02:56:00.000Z" },
    },
  ),
  orderCase(
    "29 February of a leap year",
    { order_date: '"2024-02-29T23:59:59.999Z"' },
    {
      item: { order_date: "2024-02-29T23:59:59.999Z" },
      row: { orders: { order_date: "2024-02-29 23:59:59.999" } },
    },
  ),
  orderCase(
    "an offset that changes the day",
    { order_date: '"2026-03-01T00:30:00+14:00"' },
    {
      item: { order_date: "2026-02-28T10:30:00.000Z" },
    },
  ),
  orderCase(
    "small letters, a space and nanoseconds",
    { order_date: '"2026-03-01 10:00:00.123456789z"' },
    {
      item: { order_date: "2026-03-01T10:00:00.123Z" },
    },
  ),
  orderCase("the first moment that is allowed", { order_date: '"2000-01-01T00:00:00Z"' }),
];

/** An event id may hold what a path must not: it is data, and encoded wherever it reaches one. */
const ids: readonly CorpusCase[] = ["../../etc/passwd", "a/../b", "+=:.", "NUL"].map((key) => ({
  name: `the Idempotency-Key ${key}`,
  request: post("/invoices", line({ LineNo: undefined }), {
    "content-type": "application/json",
    "idempotency-key": key,
  }),
  expected: accepted({ item: { line_id: `${key}/0` } }),
}));

const names: readonly CorpusCase[] = ["__HIVE_DEFAULT_PARTITION__", "CON", "con", "-", "_"].map(
  (id) => ({
    name: `the order_id ${id}`,
    request: post("/orders", order({ order_id: json(id) })),
    expected: accepted({ item: { order_id: id } }),
  }),
);

export const asData: readonly CorpusCase[] = [
  ...asText,
  ...unicode,
  ...shapes,
  ...numbers,
  ...times,
  ...ids,
  ...names,
];
