import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addNumbers, compareNumbers, encodeNumber, normalizeNumber } from "./numbers.ts";

/** Decimals as a whole number of up to 38 digits and a power of ten, all within DynamoDB's range. */
const decimal = fc
  .tuple(fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n), fc.integer({ min: -90, max: 80 }))
  .map(([digits, exponent]) => ({ digits, exponent, text: `${digits}e${exponent}` }));

function exactly({ digits, exponent }: { digits: bigint; exponent: number }): bigint {
  return digits * 10n ** BigInt(exponent + 90);
}

function encoded(text: string): Buffer {
  const target = Buffer.alloc(64);
  return target.subarray(0, encodeNumber(text, target, 0));
}

describe("numbers", () => {
  it.each([
    ["1.0", "1"],
    ["0001.50", "1.5"],
    ["-0", "0"],
    ["1e3", "1000"],
    ["1E-5", "0.00001"],
    ["+7", "7"],
    [".5", "0.5"],
    ["5.", "5"],
    ["123456789012345678", "123456789012345678"],
    ["-12.340e1", "-123.4"],
    ["1e-130", `0.${"0".repeat(129)}1`],
    ["9.9e125", `99${"0".repeat(124)}`],
  ])("normalises %s", (text, expected) => {
    expect(normalizeNumber(text)).toBe(expected);
  });

  it.each([
    ["", "cannot be converted to a numeric value"],
    ["abc", "cannot be converted to a numeric value"],
    [" 1", "cannot be converted to a numeric value"],
    ["NaN", "cannot be converted to a numeric value"],
    [".", "cannot be converted to a numeric value"],
    ["1".repeat(39), "38 significant digits"],
    ["1e126", "Number overflow"],
    ["1e-131", "Number underflow"],
  ])("refuses %s", (text, message) => {
    expect(() => normalizeNumber(text)).toThrow(message);
  });

  it("orders numbers, and their keys, by value", () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const order = exactly(a) < exactly(b) ? -1 : exactly(a) > exactly(b) ? 1 : 0;
        const [left, right] = [normalizeNumber(a.text), normalizeNumber(b.text)];
        expect(Math.sign(compareNumbers(left, right))).toBe(order);
        expect(Buffer.compare(encoded(left), encoded(right))).toBe(order);
      }),
    );
  });

  it("adds and subtracts exactly, or says that the result does not fit", () => {
    fc.assert(
      fc.property(decimal, decimal, fc.constantFrom<1 | -1>(1, -1), (a, b, sign) => {
        const expected = exactly(a) + exactly(b) * BigInt(sign);
        const digits = expected.toString().replace(/^-|0+$/g, "").length;
        const add = () => addNumbers(normalizeNumber(a.text), normalizeNumber(b.text), sign);
        if (digits > 38) expect(add).toThrow("38 significant digits");
        else expect(add()).toBe(normalizeNumber(`${expected}e-90`));
      }),
    );
    expect(() => addNumbers(`9${"0".repeat(125)}`, `9${"0".repeat(125)}`)).toThrow("overflow");
  });
});
