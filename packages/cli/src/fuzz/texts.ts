import fc from "fast-check";
import type { Mutation } from "./json-nodes.ts";

/** JSON texts that something on the way might take for something else. */
const nastyJson: readonly string[] = [
  ...[
    "null",
    "true",
    "[]",
    "{}",
    '""',
    '"x"',
    "0",
    "-0",
    "-0.0",
    "-1",
    "1.5",
    "6.0",
    "60e-1",
    "1e2",
  ],
  ...["1e400", "-1e400", "1e-400", "9007199254740991", "9007199254740993", "9007199254740990.5"],
  ...["2147483647", "2147483648", "-2147483648", "-2147483649", "17.855", "0.30000000000000004"],
  ...[
    "9999999999.99",
    "9999999999.9900001",
    "10000000000",
    "17.850000000000001",
    "1.0000000000000001",
  ],
  ...[`1${"0".repeat(38)}`, "123456789012345678901234567890123456789", `17.85${"0".repeat(40)}1`],
  ...[
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\ud83d\\udca1"',
    '"\\u0000"',
    '"\\u2028"',
    '"\ufeff"',
    '"💡"',
  ],
  ...[
    '"}, \\"PartitionKey\\":\\"x"',
    "\"$input.path('$')\"",
    '"#set($x=1)"',
    '"O\'Brien"',
    '"\\\\"',
  ],
  ...['"../../etc"', '"AC/DC"', '"__HIVE_DEFAULT_PARTITION__"', '"con."', '"a "', '"a\\n"', '"ÖL"'],
  ...[
    '"2026-02-30T00:00:00Z"',
    '"2026-02-28T23:59:60Z"',
    '"9999-12-31T23:59:59Z"',
    '"2024-02-29T00:00:00z"',
  ],
  ...[
    '"1999-12-31T23:59:59.999Z"',
    '"2000-01-01T00:00:00.000000001Z"',
    '"2000-01-01 00:00:00+00:01"',
  ],
  ...[
    '"2/30/2011 1:00"',
    '"3/27/2011 1:30"',
    '"10/30/2011 1:30"',
    '"12/1/2010 8:26:07"',
    '"2/29/2000 23:59"',
  ],
  ...['"shipped"', '"wallet"', '"GBP"', '"gbp"', '"17850"', "17850.0", "17850.00000000000000001"],
  ...[96, 98, 99, 100, 101, 150].map((levels) => "[".repeat(levels) + "]".repeat(levels)),
  ...[98, 150].map((levels) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`),
  ...[
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"amount":1e-30}',
  ],
  ...[
    '{"specversion":"1.0","id":"x","type":"tributary.order.v1","data":{}}',
    '"tributary.order.v1"',
  ],
];

/** Names of members: those of the events, in other spellings too, and those of every object. */
const nastyNames: readonly string[] = [
  ...[
    "note",
    "extra",
    "deep",
    "__proto__",
    "constructor",
    "toString",
    "valueOf",
    "",
    "data",
    "id",
    "specversion",
    "type",
  ],
  ...["customer_id", "order_id", "status", "amount", "quantity", "updated_at", "purchaise_details"],
  ...[
    "purchase_details",
    "InvoiceNo",
    "LineNo",
    "CustomerID",
    "UnitPrice",
    "Status",
    "event_id",
    "dt",
  ],
].map((name) => JSON.stringify(name));

/** A name with its first letter escaped is the same name. */
const escapedNames = ["\\u0061mount", "\\u0073tatus", "Line\\u004eo", "order_\\u0069d"].map(
  (name) => `"${name}"`,
);

const nameJson = fc.constantFrom(...nastyNames, ...escapedNames);
const anyJson = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...nastyJson) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

/** A way to spoil an event. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(70),
  how: fc.constantFrom("replace", "replace", "remove", "repeat", "rename", "add", "add"),
  value: anyJson,
  name: nameJson,
});

/** Any text that UTF-8 can say. */
const plainText = (maxLength: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ maxLength }) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength }) },
  );

/** JSON of any text of at most so many characters, sometimes with every character escaped. */
export const textJson = (maxLength: number, minLength = 0) =>
  fc.tuple(plainText(Math.min(maxLength, 24)), fc.nat(9)).map(([text, roll]) => {
    const value = text.length < minLength ? text.padEnd(minLength, "x") : text;
    const json = JSON.stringify(value);
    return roll > 0 ? json : `"${escaped(value)}"`;
  });

function escaped(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i += 1) {
    out += `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }
  return out;
}
