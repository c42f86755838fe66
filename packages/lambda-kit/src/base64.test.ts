import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, encodeText } from "./base64.ts";

test("any text survives, short after long, and U+FFFD that was sent", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ maxLength: 200_000 }));
  fc.assert(
    fc.property(text, (value) => {
      expect(decodeText(encodeText(`${value}\ufffd`))).toBe(`${value}\ufffd`);
    }),
    { numRuns: 50 },
  );
});

test("bytes that are not UTF-8 are no text", () => {
  for (const bytes of [[0x22, 0xff, 0x22], [0xc3], [0xed, 0xa0, 0x80], [0xfe, 0xff, 0, 0x41]]) {
    expect(decodeText(Buffer.from(bytes).toString("base64"))).toBeUndefined();
  }
});

test("a byte order mark stays", () => {
  expect(decodeText(Buffer.from([0xef, 0xbb, 0xbf, 0x7b]).toString("base64"))).toBe("\ufeff{");
});
