import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeValue } from "../../engines/expressions/attribute-value.ts";
import {
  after,
  encodeIndexKey,
  encodeKey,
  encodePart,
  encodePartition,
  type KeySchema,
} from "./keys.ts";

const schema = (type: "S" | "N" | "B"): KeySchema => ({
  hash: { name: "pk", type: "S" },
  range: { name: "sk", type },
});
const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 });
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });

function keyOf(pk: string, sk: AttributeValue): Buffer {
  const type = sk.S !== undefined ? "S" : sk.N !== undefined ? "N" : "B";
  return encodeKey(schema(type), { pk: { S: pk }, sk });
}

describe("keys", () => {
  it("order strings by UTF-8 bytes, within partitions that stay together", () => {
    fc.assert(
      fc.property(text, text, text, text, (pk1, sk1, pk2, sk2) => {
        const order =
          Buffer.compare(Buffer.from(pk1), Buffer.from(pk2)) ||
          Buffer.compare(Buffer.from(sk1), Buffer.from(sk2));
        expect(Buffer.compare(keyOf(pk1, { S: sk1 }), keyOf(pk2, { S: sk2 }))).toBe(order);
      }),
    );
  });

  it("order binaries by bytes, 00 and 01 among them", () => {
    const small = fc.uint8Array({ minLength: 1, maxLength: 6, max: 3 });
    fc.assert(
      fc.property(fc.oneof(bytes, small), fc.oneof(bytes, small), (a, b) => {
        const key = (value: Uint8Array) => keyOf("p", { B: Buffer.from(value).toString("base64") });
        expect(Buffer.compare(key(a), key(b))).toBe(Buffer.compare(a, b));
      }),
    );
  });

  it("begin with their partition, and with what their sort key begins with", () => {
    fc.assert(
      fc.property(text, text, text, (pk, prefix, rest) => {
        const partition = encodePartition({ S: pk });
        const open = encodePart(partition, { S: prefix }, true);
        const key = keyOf(pk, { S: prefix + rest });
        // A prefix that ends in half a character is no prefix of the bytes.
        fc.pre(
          Buffer.from(prefix + rest)
            .subarray(0, Buffer.byteLength(prefix))
            .equals(Buffer.from(prefix)),
        );
        expect(Buffer.compare(open, key)).toBeLessThanOrEqual(0);
        expect(Buffer.compare(key, after(open))).toBe(-1);
        expect(Buffer.compare(key, after(partition))).toBe(-1);
      }),
    );
  });

  it("of the longest partition and sort keys fit, in the table and in an index", () => {
    const item = { pk: { S: "p".repeat(2048) }, sk: { S: "s".repeat(1024) } };
    const key = encodeKey(schema("S"), item);
    expect(key.length).toBeLessThan(1978);
    const index = { hash: { name: "sk", type: "S" }, range: { name: "pk", type: "S" } } as const;
    expect(() => encodeIndexKey(index, item, key)).toThrow("encoded bytes");
    const usual = { hash: { name: "pk", type: "S" }, range: { name: "sk", type: "S" } } as const;
    expect(encodeIndexKey(usual, item, key)?.length).toBeLessThan(1978);
    const other = encodeKey(schema("S"), { ...item, pk: { S: `${"p".repeat(2047)}q` } });
    expect(other.equals(key)).toBe(false);
  });
});
