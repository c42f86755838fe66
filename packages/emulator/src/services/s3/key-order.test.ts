import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareKeys, SortedKeys } from "./key-order.ts";

describe("compareKeys", () => {
  it("orders as the UTF-8 bytes do", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
        const expected = Buffer.compare(Buffer.from(one), Buffer.from(other));
        expect(Math.sign(compareKeys(one, other))).toBe(expected);
      }),
    );
    expect(compareKeys("\u{1f600}", "\uffee")).toBeGreaterThan(0);
  });
});

describe("SortedKeys", () => {
  it("finds by prefix, and what follows one", () => {
    const keys = new SortedKeys(["b/2", "a", "b/1", "b/\u{10ffff}\u{10ffff}", "c", "a"]);
    keys.add("b");
    keys.add("b");
    expect([...keys.withPrefix("b")]).toEqual(["b", "b/1", "b/2", "b/\u{10ffff}\u{10ffff}"]);
    expect(keys.afterPrefix("b/")).toBe("c");
    expect(keys.after("b")).toBe("b/1");
    expect(keys.atOrAfter("b0")).toBe("c");
    keys.delete("c");
    keys.delete("absent");
    expect(keys.afterPrefix("b/")).toBeUndefined();
    expect(keys.size).toBe(5);
  });
});
