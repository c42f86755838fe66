import fc from "fast-check";
import { expect, test } from "vitest";
import { depthOf, type Json, JsonNumber, parseLossless, withoutSpace } from "./lossless-json.ts";

function plain(value: Json): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [k, plain(v)]));
  return value;
}

test("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(3), (text, spaces) => {
      const spaced = JSON.stringify(JSON.parse(text), null, spaces);
      expect(plain(parseLossless(spaced))).toEqual(JSON.parse(text));
      expect(withoutSpace(spaced)).toBe(JSON.stringify(JSON.parse(text)));
    }),
    { numRuns: 200 },
  );
});

test("keeps the text of numbers and the last of repeated members", () => {
  const value = parseLossless('{"a":1,"a":17850.0,"b":[1e400,-0]}');
  expect(value).toEqual(
    new Map<string, Json>([
      ["a", new JsonNumber("17850.0")],
      ["b", [new JsonNumber("1e400"), new JsonNumber("-0")]],
    ]),
  );
});

test("any depth", () => {
  const text = "[".repeat(100_000) + "]".repeat(100_000);
  expect(depthOf(parseLossless(text))).toBe(100_000);
  expect(depthOf(parseLossless('{"a":{"b":[1]}}'))).toBe(3);
  expect(depthOf("text")).toBe(0);
});
