import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine, parseCsv } from "./csv.ts";

test("a null has no quotes, an empty text has", () => {
  expect(csvLine(["a", null, "", 'say "hi"', null])).toBe('"a",,"","say ""hi""",\n');
});

test("rows come back as they were written: nulls, quotes, commas, line breaks", () => {
  const cell = fc.option(
    fc.oneof(fc.string(), fc.constantFrom("", '"', '""', ",", "\n", '",\n"', "\r\n")),
    { nil: null },
  );
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width })));
  fc.assert(
    fc.property(table, (rows) => {
      expect(parseCsv(rows.map(csvLine).join(""))).toEqual(rows);
    }),
    { numRuns: 500 },
  );
});
