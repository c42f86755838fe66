import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RowReader } from "./row-reader.ts";

const reader = new RowReader([
  { Name: "id", Type: "string" },
  { Name: "quantity", Type: "int" },
  { Name: "amount", Type: "decimal(12,2)" },
  { Name: "at", Type: "timestamp" },
  { Name: "flag", Type: "boolean" },
]);
const read = (text: string) => reader.read(text);

describe("a record's rows", () => {
  test.each([
    ['{"id":"a"}', '{"id":"a"}', 1],
    ['{"id":"a"}\n', '{"id":"a"}', 1],
    ['{"id":"a"}{"id":"b"}', '{"id":"a"}\n{"id":"b"}', 2],
    ['{"id":"a"}\n{"id":"b"}\n', '{"id":"a"}\n{"id":"b"}', 2],
    ['{"id":"}{"}', '{"id":"}{"}', 1],
    ['{"id":"\\"}{\\\\"}{"id":"b"}', '{"id":"\\"}{\\\\"}\n{"id":"b"}', 2],
    ['{\n"id":"a"\n}', '{"id":"a"}', 1],
    ['{"ID":"a","Quantity":1}', '{"ID":"a","Quantity":1,"id":"a","quantity":1}', 1],
  ])("%s", (record, ndjson, rows) => {
    expect(read(record)).toEqual({ ndjson, rows });
  });
});

// https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
describe("a value that does not fit its column fails the record", () => {
  test.each([
    ['{"quantity":"6"}', "VALUE_STRING"],
    ['{"quantity":2147483648}', "out of range"],
    ['{"quantity":1.5}', "no whole number"],
    ['{"quantity":true}', "VALUE_TRUE"],
    ['{"amount":"1.50"}', "VALUE_STRING"],
    ['{"amount":99999999999}', "does not fit decimal(12,2)"],
    ['{"at":"2024-01-01T00:00:00Z"}', "Timestamp format"],
    ['{"at":1700000000}', "Timestamp format"],
    ['{"flag":"true"}', "boolean"],
    ['{"id":{"a":1}}', "incorrect format"],
    ['{"id":"a"}{"quantity":"6"}', "VALUE_STRING"],
    ["[]", "Start of Object expected"],
    ["7", "primitive"],
    ["  ", "empty"],
  ])("%s", (record, message) => {
    expect(read(record)).toMatchObject({
      errorCode: "DataFormatConversion.MalformedData",
      errorMessage: expect.stringContaining(message),
    });
  });

  test.each(['{"id":', '{"id":"a"} trailing', "{'id':1}", '{"id":NaN}'])(
    "%s is no JSON",
    (record) => {
      expect(read(record)).toMatchObject({ errorCode: "DataFormatConversion.ParseError" });
    },
  );
});

describe("what fits", () => {
  test.each([
    '{"id":17850}',
    '{"id":true}',
    '{"id":null,"quantity":null,"amount":null,"at":null,"flag":null}',
    '{"quantity":-2147483648}',
    '{"amount":-0.01}',
    '{"at":"2024-01-01 00:00:00.123"}',
    '{"__proto__":{"polluted":true},"constructor":1,"id":"a"}',
  ])("%s", (record) => {
    expect(read(record)).toEqual({ ndjson: record, rows: 1 });
  });
});

test("a nested type is not implemented", () => {
  expect(() => new RowReader([{ Name: "list", Type: "array<string>" }])).toThrow(
    "conversion to array<string> is not implemented",
  );
});

test("a row that looks like the one before is judged as if it were the first", () => {
  const columns = [
    { Name: "a", Type: "string" },
    { Name: "n", Type: "int" },
    { Name: "t", Type: "tinyint" },
    { Name: "d", Type: "decimal(12,2)" },
    { Name: "f", Type: "double" },
    { Name: "b", Type: "boolean" },
    { Name: "at", Type: "timestamp" },
  ];
  const good = '{"a":"x","n":1,"t":1,"d":1.5,"f":0.1,"b":true,"at":"2024-05-06 07:08:09"}';
  const json = fc.oneof(
    fc.constantFrom(
      ...["null", "true", "0", "-0", "01", "1.", "1e3", "127", "128", "-128", "-129", "99999"],
      ...[
        "2147483647",
        "2147483648",
        "-2147483649",
        "9999999999.99",
        "9999999999.999",
        "10000000000",
      ],
      ...[
        "999999999999999999999",
        '"6"',
        '"2024-05-06 07:08:09.123"',
        '"2024-05-06T07:08:09"',
        '""',
      ],
      ...['"\\u0041"', '"a\\nb"', '"\u0001"', '"ä🙂"', "{}", "[1]", "NaN", ""],
    ),
    fc.json(),
  );
  const names = fc.constantFrom("a", "n", "t", "d", "f", "b", "at", "A", "x");
  const change = fc.tuple(names, json).map(([name, value]) => {
    const member = new RegExp(`"${name}":(?:"[^"]*"|[^,}]*)`);
    return good.replace(member, () => `"${name}":${value}`);
  });
  const rows = fc
    .array(fc.oneof(change, fc.constant(good), fc.string()), { minLength: 1, maxLength: 3 })
    .chain((lines) => fc.constantFrom("", "\n", " ", "\n\n").map((between) => lines.join(between)));
  fc.assert(
    fc.property(rows, fc.boolean(), (text, ended) => {
      const record = ended ? `${text}\n` : text;
      const primed = new RowReader(columns);
      primed.read(good);
      expect(primed.read(record)).toEqual(new RowReader(columns).read(record));
    }),
    { numRuns: 2_000 },
  );
});
