import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactDecimal, idText, isOverlong, searched } from "./numbers.ts";

describe("decimals", () => {
  test("every amount of cents and thousandths has its exact text", () => {
    const units = fc.integer({ min: -999_999_999_999, max: 999_999_999_999 });
    fc.assert(
      fc.property(units, fc.constantFrom(2, 3), (count, decimals) => {
        const sign = count < 0 ? "-" : "";
        const digits = String(Math.abs(count)).padStart(decimals + 1, "0");
        const text = `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
        const value = exactDecimal(JSON.parse(text), 10 ** decimals);
        expect(String(value)).toBe(text.replace(/\.?0+$/, ""));
      }),
    );
  });

  test("what is no decimal of that many places is refused, the last bits forgiven", () => {
    expect(exactDecimal(17.855, 100)).toBeUndefined();
    expect(exactDecimal(17.850000001, 100)).toBeUndefined();
    expect(exactDecimal(1e-20, 100)).toBeUndefined();
    expect(exactDecimal(0.1 + 0.2, 100)).toBe(0.3);
    expect(exactDecimal(1.005, 1_000)).toBe(1.005);
    expect(Object.is(exactDecimal(-0, 100), 0)).toBe(true);
  });
});

describe("identifiers", () => {
  test("numbers become texts", () => {
    expect(idText(JSON.parse("17850.0"))).toBe("17850");
    expect(idText(JSON.parse("-0"))).toBe("0");
    expect(idText(9_007_199_254_740_991)).toBe("9007199254740991");
    expect(idText("C536379")).toBe("C536379");
  });

  test("numbers with more digits than a double keeps are found in the text", () => {
    const overlong = (json: string) => {
      const text = `{"a":1,"CustomerID":${json},"b":"2"}`;
      const [found, ...others] = [0, 4, 5, 10].map((tail) =>
        isOverlong(text, searched("CustomerID", tail || undefined)),
      );
      for (const other of others) expect(other).toBe(found);
      return found;
    };
    const customerId = searched("CustomerID");
    expect(overlong("17850")).toBe(false);
    expect(overlong("17850.0000000000000000000000")).toBe(false);
    expect(overlong("17850.00000000000000001")).toBe(true);
    expect(overlong("123456789012345678901234567890123456789")).toBe(true);
    expect(overlong(" \n 17850.00000000000000001")).toBe(true);
    expect(overlong("9007199254740990.5")).toBe(true);
    expect(overlong("1e-400")).toBe(true);
    expect(overlong("0e-400")).toBe(false);
    expect(overlong("1785E1")).toBe(false);
    expect(overlong("9007199254740991")).toBe(false);
    expect(overlong("9999999999.9900001")).toBe(true);
    expect(overlong("0.30000000000000004")).toBe(false);
    expect(isOverlong('{"Customer\\u0049D":17850.00000000000000001}', customerId)).toBe(true);
    expect(overlong('"123456789012345678901234567890123456789"')).toBe(false);
    expect(isOverlong('{"MyCustomerID":1.00000000000000000001}', customerId)).toBe(false);
    expect(
      isOverlong('{"x":{"CustomerID":1},"CustomerID":1.00000000000000000001}', customerId),
    ).toBe(true);
  });
});
