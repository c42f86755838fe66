import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalText, thousandths } from "./decimal.ts";

test("a decimal's text and its thousandths are one value", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (value) => {
      expect(thousandths(decimalText(value))).toBe(value);
    }),
  );
  expect(["17.85", "-0.001", "20", "0.1"].map((text) => decimalText(thousandths(text)))).toEqual([
    ...["17.85", "-0.001", "20.00", "0.10"],
  ]);
});

test.each(["", "1e3", "0.0001", "abc", ".5", "--1"])("%j is none", (text) => {
  expect(() => thousandths(text)).toThrow(RangeError);
});
