import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeKey, encodeBucket, encodeKey } from "./key-path.ts";

const path = (key: string) => encodeKey(key).join("/");

describe("encodeKey", () => {
  it.each([
    "lake/orders/dt=2026-01-02/x.parquet",
    "raw/2026/01/02/shard-000/49590338271490256608559692538361571095921575989136588898.ndjson.gz",
    "errors/dt=2026-01-02/a_b (1).json",
  ])("leaves the ordinary key %s as it is", (key) => {
    expect(path(key)).toBe(key);
  });

  it.each([
    ["a", "a.%"],
    ["a/b", "a/b.%"],
    ["v1.0/x.csv", "v1%2E0/x.csv"],
    ["Report.csv", "Report%~1.csv"],
    ["README", "README%~3f.%"],
    ["../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd.%"],
    ["..", "%2E%2E.%"],
    [".hidden", "%2Ehidden.%"],
    ["a//b.txt", "a/%-/b.txt"],
    ["/a.txt", "%-/a.txt"],
    ["folder/", "folder/%-.%"],
    ["con", "%63on.%"],
    ["CON.txt", "%43ON%~7.txt"],
    ["nul/x.y", "%6Eul/x.y"],
    ["trailing.", "trailing%2E.%"],
    ["trailing ", "trailing%20.%"],
    ["a=b&c%2F.x", "a=b%26c%252F%~8.x"],
    ["AC\\DC:*?.x", "AC%5CDC%3A%2A%3F%~f.x"],
    ["é.x", "%C3%A9.x"],
  ])("writes %j as %s", (key, expected) => {
    expect(path(key)).toBe(expected);
    expect(decodeKey(encodeKey(key))).toBe(key);
  });

  it("splits what is too long for a name and keeps the extension", () => {
    const key = `${"a".repeat(1_000)}.parquet`;
    const parts = encodeKey(key);
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.at(-1)).toMatch(/^a+\.parquet$/);
    expect(decodeKey(parts)).toBe(key);
  });

  it("gives no path to a name that it would not write", () => {
    for (const foreign of ["x", ".x", "a%zz.x", "é.x", "%61.x", "A.x", "a%~1.x", "%E9.x"]) {
      expect(decodeKey([foreign])).toBeUndefined();
    }
  });

  const anyKey = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom("a", "A", ".", "/", " ", "%", "~", "+", "-", "é", "e\u0301", "😀"),
      minLength: 1,
    }),
    fc
      .array(
        fc.constantFrom(
          "a",
          "A",
          "con",
          "Con",
          "..",
          ".",
          "",
          "x.y",
          "%",
          "%-",
          "%+",
          "a".repeat(300),
        ),
        { minLength: 1 },
      )
      .map((parts) => parts.join("/")),
  );

  it("is reversible, safe on every platform and within a name's length for any key", () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const parts = encodeKey(key);
        expect(decodeKey(parts)).toBe(key);
        parts.forEach((part, index) => {
          expect(part).toMatch(/^[A-Za-z0-9 \-_.=+,@()~%]+$/);
          expect(part).not.toMatch(/^[. ]|[. ]$/);
          expect(part).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d) *(\.|$)/i);
          expect(part.length).toBeLessThan(200);
          expect(part.includes(".")).toBe(index === parts.length - 1);
        });
      }),
    );
  });

  it("keeps two keys apart where case is ignored", () => {
    fc.assert(
      fc.property(anyKey, fc.array(fc.boolean(), { minLength: 1 }), (one, flips) => {
        const other = [...one]
          .map((letter, index) =>
            /[a-z]/i.test(letter) && flips[index % flips.length] ? flipCase(letter) : letter,
          )
          .join("");
        const isSame = path(one).toLowerCase() === path(other).toLowerCase();
        expect(isSame).toBe(one === other);
      }),
    );
  });
});

const flipCase = (letter: string) =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

describe("encodeBucket", () => {
  it("names a directory that no other entry of S3's directory can have", () => {
    expect(encodeBucket("my-lake")).toBe("my-lake");
    expect(encodeBucket("my.lake")).toBe("my%2Elake");
    expect(encodeBucket("aux")).toBe("%61ux");
  });
});
