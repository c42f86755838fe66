import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeText, RecordBytes } from "./base64.ts";

const textOf = (base64: string) => new RecordBytes(base64).textsFrom([0])?.[0];

test("any text survives, short after long, and U+FFFD that was sent", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ maxLength: 200_000 }));
  fc.assert(
    fc.property(text, (value) => {
      expect(textOf(encodeText(`${value}\ufffd`))).toBe(`${value}\ufffd`);
    }),
    { numRuns: 50 },
  );
});

test("texts are cut where they are said to start, whatever letters stand before", () => {
  const texts = ["{Zürich}", "{\u{1F4A1}}", "", "{a}"];
  const starts = texts.map((_, i) => Buffer.byteLength(texts.slice(0, i).join("")));
  const bytes = new RecordBytes(encodeText(texts.join("")));
  expect(bytes.latin1.indexOf("{a}")).toBe(starts[3]);
  expect(bytes.textsFrom(starts)).toEqual(texts);
});

test("bytes that are not UTF-8 are no text, in whichever piece they are", () => {
  for (const bad of [[0x22, 0xff, 0x22], [0xc3], [0xed, 0xa0, 0x80], [0xfe, 0xff, 0, 0x41]]) {
    const bytes = new RecordBytes(Buffer.from([0x41, ...bad, 0x41]).toString("base64"));
    expect(bytes.isUtf8()).toBe(false);
    expect(bytes.textsFrom([0, 1])).toBeUndefined();
    expect(bytes.textsFrom([0, bad.length + 1])).toBeUndefined();
  }
});

test("a byte order mark stays", () => {
  expect(textOf(Buffer.from([0xef, 0xbb, 0xbf, 0x7b]).toString("base64"))).toBe("\ufeff{");
});
