import { describe, expect, test } from "vitest";
import { readJsonBody } from "./body.ts";
import { compileModel, ModelError } from "./model.ts";
import { multipleOf } from "./multiple-of.ts";

describe("models", () => {
  test.each(["const", "if", "contains"])("%s is refused", (keyword) => {
    expect(() => compileModel("M", `{"properties":{"a":{"${keyword}":{}}}}`)).toThrow(ModelError);
  });

  test("a property may be called like a keyword", () => {
    const model = compileModel("M", '{"properties":{"const":{"type":"string"}}}');
    expect(model.validate({ const: 5 })).toHaveLength(1);
  });

  test("a number larger than any double is over the maximum", () => {
    const model = compileModel("M", '{"type":"number","maximum":10,"multipleOf":0.01}');
    expect(model.validate(JSON.parse("1e400"), "1e400")).toEqual([
      {
        pointer: "",
        message:
          "numeric instance is greater than the required maximum (maximum: 10, found: Infinity)",
      },
    ]);
  });

  test("what is no schema is refused", () => {
    for (const text of ["", "[]", '{"type":"sting"}', '{"typo":1}']) {
      expect(() => compileModel("M", text), text).toThrow(ModelError);
    }
  });

  test("multipleOf is exact in decimals", () => {
    const cents = multipleOf(0.01);
    for (const value of [19.99, 0.07, 1.1, 4.35, 9999999999.99, 0, -0.29, 1e15]) {
      expect(cents(value), String(value)).toBe(true);
    }
    for (const value of [1.234, 0.001, 9999999999.999, 1e-7, 1.230001]) {
      expect(cents(value), String(value)).toBe(false);
    }
    expect(multipleOf(1)(17850)).toBe(true);
    expect(multipleOf(1)(1e21)).toBe(true);
    expect(multipleOf(2.5)(7.5)).toBe(true);
    expect(multipleOf(2.5)(8)).toBe(false);
  });
});

describe("bodies that are not JSON", () => {
  test.each([
    ["", "empty"],
    ["{'a':1}", "JSON"],
    ['{"a":1', "JSON"],
    ['{"a":NaN}', "JSON"],
    ['{"a":1,}', "JSON"],
    ['{"a":1}{"b":2}', "JSON"],
    ['\ufeff{"a":1}', "byte order mark"],
  ])("%j", (text, reason) => {
    const body = readJsonBody(Buffer.from(text));
    expect(body).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  test("UTF-16, with and without a mark, and invalid UTF-8", () => {
    const utf16 = Buffer.from('{"a":1}', "utf16le");
    for (const bytes of [utf16, Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])]) {
      expect(readJsonBody(bytes)).toMatchObject({ reason: expect.stringContaining("UTF-16") });
    }
    expect(readJsonBody(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({
      reason: expect.stringContaining("UTF-8"),
    });
  });
});
