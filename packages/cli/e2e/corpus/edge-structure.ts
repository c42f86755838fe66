import { answered, type CorpusCase, post } from "./case.ts";
import { type Changes, json, line, order } from "./events.ts";

type Row = readonly [
  name: string,
  changes: Changes,
  names: readonly string[],
  verifyOnAws?: string,
];

const wholeByText =
  "draft-04 calls 6.0 no integer; whether API Gateway's validator goes by the text";

const orderRows: readonly Row[] = [
  ...["customer_id", "order_id", "order_date", "status", "shipping_address", "product_details"].map(
    (name): Row => [`without ${name}`, { [name]: undefined }, ["missing required", name]],
  ),
  [
    "without any purchase details",
    { purchase_details: undefined },
    ["at least one required schema"],
  ],
  [
    "without a street",
    { "shipping_address.street": undefined },
    ["missing required", "street", "/shipping_address"],
  ],
  [
    "without an amount",
    { "purchase_details.amount": undefined },
    ["missing required", "amount", "/purchase_details"],
  ],
  [
    "without a colour",
    { "product_details.0.item_details.color": undefined },
    ["missing required", "color", "/product_details/0/item_details"],
  ],
  [
    '"6" for a quantity',
    { "product_details.0.quantity": '"6"' },
    ["/product_details/0/quantity", "integer"],
  ],
  [
    "6.5 for a quantity",
    { "product_details.0.quantity": "6.5" },
    ["/product_details/0/quantity", "integer"],
  ],
  [
    "6.0 for a quantity",
    { "product_details.0.quantity": "6.0" },
    ["/product_details/0/quantity", "integer"],
    wholeByText,
  ],
  [
    "a quantity of 0",
    { "product_details.0.quantity": "0" },
    ["/product_details/0/quantity", "minimum: 1"],
  ],
  [
    "2147483648 for an int",
    { "product_details.0.quantity": "2147483648" },
    ["/product_details/0/quantity", "maximum: 2147483647"],
  ],
  [
    "instalments of 2147483648",
    { "purchase_details.instalments": "2147483648" },
    ["/purchase_details/instalments", "maximum"],
  ],
  [
    '"17.85" for an amount',
    { "purchase_details.amount": '"17.85"' },
    ["/purchase_details/amount", "number"],
  ],
  [
    "an amount below 0",
    { "purchase_details.amount": "-0.01" },
    ["/purchase_details/amount", "minimum: 0"],
  ],
  [
    "an amount with three decimals",
    { "purchase_details.amount": "17.855" },
    ["/purchase_details/amount", "17.855 / 0.01"],
  ],
  [
    "an amount over its maximum",
    { "purchase_details.amount": "10000000000" },
    ["/purchase_details/amount", "maximum"],
  ],
  [
    "an amount of 1e400",
    { "purchase_details.amount": "1e400" },
    ["/purchase_details/amount", "maximum"],
  ],
  [
    "an amount of 0.1 + 0.2 as a double",
    { "purchase_details.amount": "0.30000000000000004" },
    ["/purchase_details/amount", "0.01"],
    "multipleOf 0.01 of 0.30000000000000004: refused where the validator counts in decimals",
  ],
  ["an unknown status", { status: '"lost"' }, ["/status", "pending", "lost"]],
  [
    "an unknown payment type",
    { "purchase_details.payment_type": '"bitcoin"' },
    ["/purchase_details/payment_type", "wallet"],
  ],
  [
    "a currency in lower case",
    { "purchase_details.currency": '"gbp"' },
    ["/purchase_details/currency", "[A-Z]{3}"],
  ],
  ["an empty order_id", { order_id: '""' }, ["/order_id", "regex"]],
  ["an order_id of 65 characters", { order_id: json("x".repeat(65)) }, ["/order_id", "{1,64}"]],
  ["an order_id that is a path", { order_id: '"../../etc"' }, ["/order_id", "../../etc"]],
  ["an order_id with a slash", { order_id: '"AC/DC"' }, ["/order_id", "AC/DC"]],
  ["an order_id with = & %", { order_id: '"a=b&c%2F"' }, ["/order_id", "a=b&c%2F"]],
  ["an order_id with a trailing dot", { order_id: '"con."' }, ["/order_id", "con."]],
  ["an order_id with a trailing space", { order_id: '"o-1 "' }, ["/order_id", "o-1 "]],
  ["an order_id with a line feed behind it", { order_id: '"o-1\\n"' }, ["/order_id"]],
  ["an order_id outside ASCII", { order_id: '"ÖRDER"' }, ["/order_id"]],
  ["an empty customer_id", { customer_id: '""' }, ["/customer_id", "regex"]],
  ["a customer_id below 0", { customer_id: "-1" }, ["/customer_id", "minimum"]],
  ["a customer_id of 1.5", { customer_id: "1.5" }, ["/customer_id", "1.5 / 1"]],
  ["9007199254740993 for an id", { customer_id: "9007199254740993" }, ["/customer_id", "maximum"]],
  ["39 digits for an id", { customer_id: "1".repeat(39) }, ["/customer_id", "maximum"]],
  ["a boolean id", { customer_id: "true" }, ["/customer_id", "boolean"]],
  ["null for an object", { shipping_address: "null" }, ["/shipping_address", "null"]],
  ["an array for an object", { shipping_address: "[]" }, ["/shipping_address", "array"]],
  [
    "no products",
    { product_details: "[]" },
    ["/product_details", "at least 1"],
    "minItems of a model may not be enforced; then the event is quarantined",
  ],
  [
    "101 products",
    {
      product_details: `[${Array.from({ length: 101 }, () => '{"product_id":"p","name":"n","quantity":1,"item_details":{"color":"c","size":"s"}}').join(",")}]`,
    },
    ["/product_details", "at most 100"],
    "maxItems of a model may not be enforced; then the event is quarantined",
  ],
  [
    "a text over its length",
    { "shipping_address.zip": json("9".repeat(41)) },
    ["/shipping_address/zip", "maximum allowed: 40"],
  ],
  [
    "an empty product_id",
    { "product_details.0.product_id": '""' },
    ["/product_details/0/product_id", "minimum: 1"],
  ],
  ["a date in words", { order_date: '"yesterday"' }, ["/order_date", "regex"]],
  ["a date without an offset", { order_date: '"2026-03-01T10:00:00"' }, ["/order_date", "regex"]],
  ["month 13", { order_date: '"2026-13-01T10:00:00Z"' }, ["/order_date", "regex"]],
  ["hour 24", { order_date: '"2026-03-01T24:00:00Z"' }, ["/order_date", "regex"]],
  ["the year +275760", { order_date: '"+275760-01-01T10:00:00Z"' }, ["/order_date", "regex"]],
  ["an empty updated_at", { updated_at: '""' }, ["/updated_at", "regex"]],
  ["null for updated_at", { updated_at: "null" }, ["/updated_at", "null"]],
];

const lineRows: readonly Row[] = [
  ...[
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
  ].map((name): Row => [`without ${name}`, { [name]: undefined }, ["missing required", name]]),
  ['"6" for a Quantity', { Quantity: '"6"' }, ["/Quantity", "integer"]],
  ["a Quantity of 2147483648", { Quantity: "2147483648" }, ["/Quantity", "maximum"]],
  ["a Quantity of -2147483649", { Quantity: "-2147483649" }, ["/Quantity", "minimum"]],
  ['"2.55" for a UnitPrice', { UnitPrice: '"2.55"' }, ["/UnitPrice", "number"]],
  ["a UnitPrice with four decimals", { UnitPrice: "2.5555" }, ["/UnitPrice", "2.5555 / 0.001"]],
  ["a UnitPrice over its maximum", { UnitPrice: "1000000000" }, ["/UnitPrice", "maximum"]],
  ["an empty InvoiceNo", { InvoiceNo: '""' }, ["/InvoiceNo", "regex"]],
  ["an InvoiceNo of 33 characters", { InvoiceNo: json("9".repeat(33)) }, ["/InvoiceNo", "{1,32}"]],
  ["an InvoiceNo that is a path", { InvoiceNo: '"../../etc"' }, ["/InvoiceNo"]],
  ["a CustomerID with a space", { CustomerID: '"17850 "' }, ["/CustomerID"]],
  ["a Description that is a number", { Description: "5" }, ["/Description", "null"]],
  ["an InvoiceDate day first", { InvoiceDate: '"13/1/2010 8:26"' }, ["/InvoiceDate"]],
  ["an InvoiceDate without a time", { InvoiceDate: '"12/1/2010"' }, ["/InvoiceDate"]],
  ["a LineNo below 0", { LineNo: "-1" }, ["/LineNo", "minimum"]],
  ["a LineNo of a million", { LineNo: "1000000" }, ["/LineNo", "maximum"]],
];

const cases = (path: string, make: (changes: Changes) => string, rows: readonly Row[]) =>
  rows.map(
    ([name, changes, names, verifyOnAws]): CorpusCase => ({
      name: `POST ${path}: ${name}`,
      request: post(path, make(changes)),
      expected: answered(400, ...names),
      ...(verifyOnAws === undefined ? {} : { verifyOnAws }),
    }),
  );

export const edgeStructure: readonly CorpusCase[] = [
  ...cases("/orders", order, orderRows),
  ...cases("/invoices", line, lineRows),
];
