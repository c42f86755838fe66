import { createHash } from "node:crypto";
import type { AttributeMap, AttributeValue } from "../../engines/expressions/attribute-value.ts";
import { member, typeOf } from "../../engines/expressions/attribute-value.ts";
import { encodeNumber } from "../../engines/expressions/numbers.ts";
import { invalid } from "../../engines/expressions/values.ts";
import { MAX_KEY_BYTES } from "./store.ts";

/**
 * Keys of the store. Each attribute becomes bytes that end in a terminator, so that no encoding is
 * the beginning of another and the order of the bytes is DynamoDB's: strings by UTF-8, binaries by
 * byte, numbers by value. In strings and binaries 00 and 01 become 01 01 and 01 02; 00 terminates.
 * A partition key too long for a page gives way to 00 and its digest: partitions have no order on AWS.
 */

export type KeyType = "S" | "N" | "B";

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** A partition key and, where there is one, a sort key. */
export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range: KeyAttribute | undefined;
}

const MAX_HASH_BYTES = 2048;
const MAX_RANGE_BYTES = 1024;
/** Longer partition keys, and longer primary keys in the keys of indexes, are represented by digests. */
const MAX_PART_BYTES = 400;
const scratch = Buffer.alloc(4 * (MAX_HASH_BYTES + MAX_RANGE_BYTES));

/** The key of a checked item or key; every attribute of the schema is there with its type. */
export function encodeKey(schema: KeySchema, attributes: AttributeMap): Buffer {
  let end = encodeHash(schema.hash, attributes);
  if (schema.range) end = encodeAttribute(schema.range, attributes, end);
  return copy(end);
}

/** An item's key in an index, or undefined where it lacks the index's attributes. */
export function encodeIndexKey(
  schema: KeySchema,
  attributes: AttributeMap,
  primaryKey: Buffer,
): Buffer | undefined {
  const { hash, range } = schema;
  if (member(attributes, hash.name) === undefined) return undefined;
  if (range && member(attributes, range.name) === undefined) return undefined;
  let end = encodeHash(hash, attributes);
  if (range) end = encodeAttribute(range, attributes, end);
  const suffix = primaryKey.length <= MAX_PART_BYTES ? primaryKey : digestOf(primaryKey);
  end += suffix.copy(scratch, end);
  return copy(end);
}

function encodeHash(key: KeyAttribute, attributes: AttributeMap): number {
  return shortened(encodeAttribute(key, attributes, 0));
}

/** Replaces what has been encoded by its digest where it is long. No encoding begins with 00. */
function shortened(end: number): number {
  if (end <= MAX_PART_BYTES) return end;
  const digest = digestOf(scratch.subarray(0, end));
  scratch[0] = 0;
  return 1 + digest.copy(scratch, 1);
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function encodeAttribute(key: KeyAttribute, attributes: AttributeMap, start: number): number {
  const value = member(attributes, key.name);
  if (value === undefined) throw invalid("The provided key element does not match the schema");
  return encodeValue(value, start);
}

function encodeValue(value: AttributeValue, start: number): number {
  if (value.N !== undefined) return encodeNumber(value.N, scratch, start);
  const end = encodeOpen(value, start);
  scratch[end] = 0;
  return end + 1;
}

/** A string or binary without its terminator: what everything that begins with it begins with. */
function encodeOpen(value: AttributeValue, start: number): number {
  const text = value.S;
  if (text !== undefined) {
    let end = start;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 2 || code > 127) return escaped(Buffer.from(text), start);
      scratch[end++] = code;
    }
    return end;
  }
  return escaped(Buffer.from(value.B ?? "", "base64"), start);
}

function escaped(bytes: Uint8Array, start: number): number {
  let end = start;
  for (const byte of bytes) {
    if (byte < 2) {
      scratch[end++] = 1;
      scratch[end++] = byte + 1;
    } else scratch[end++] = byte;
  }
  return end;
}

/** @throws AwsError ValidationException where escaping made the key longer than the store takes. */
function copy(end: number): Buffer {
  if (end > MAX_KEY_BYTES) {
    throw invalid(`Tributary stores keys of up to ${MAX_KEY_BYTES} encoded bytes, this has ${end}`);
  }
  return Buffer.from(scratch.subarray(0, end));
}

/** A partition key's bytes: what all keys of the partition begin with. */
export function encodePartition(value: AttributeValue): Buffer {
  return copy(shortened(encodeValue(value, 0)));
}

/** A sort key's bytes after its partition's; with `open`, without the end, for `begins_with`. */
export function encodePart(prefix: Uint8Array, value: AttributeValue, open = false): Buffer {
  scratch.set(prefix, 0);
  const start = prefix.length;
  return copy(open ? encodeOpen(value, start) : encodeValue(value, start));
}

/** The first key after all those that begin with `prefix`. */
export function after(prefix: Uint8Array): Buffer {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end--;
  const next = Buffer.from(prefix.subarray(0, end));
  if (end > 0) next[end - 1] = (next[end - 1] ?? 0) + 1;
  return next;
}

/**
 * Checks that the item to put has the table's key.
 *
 * @throws AwsError ValidationException
 */
export function checkPrimaryKey(schema: KeySchema, item: AttributeMap): void {
  checkKeyAttribute(schema.hash, item, true);
  if (schema.range) checkKeyAttribute(schema.range, item, false);
}

function checkKeyAttribute(key: KeyAttribute, item: AttributeMap, isHash: boolean): void {
  const value = member(item, key.name);
  if (value === undefined) {
    throw invalid(
      `One or more parameter values were invalid: Missing the key ${key.name} in the item`,
    );
  }
  if (value[key.type] === undefined) {
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${key.name} expected: ${key.type} actual: ${typeOf(value)}`,
    );
  }
  checkKeyValue(key, value, isHash);
}

/**
 * Checks that `key` is exactly the table's key.
 *
 * @throws AwsError ValidationException
 */
export function checkKey(schema: KeySchema, key: AttributeMap): void {
  const expected = schema.range ? 2 : 1;
  if (Object.keys(key).length !== expected) throw mismatch();
  checkKeyMember(schema.hash, key, true);
  if (schema.range) checkKeyMember(schema.range, key, false);
}

function checkKeyMember(attribute: KeyAttribute, key: AttributeMap, isHash: boolean): void {
  const value = member(key, attribute.name);
  if (value?.[attribute.type] === undefined) throw mismatch();
  checkKeyValue(attribute, value, isHash);
}

function mismatch(): Error {
  return invalid("The provided key element does not match the schema");
}

/** @throws AwsError ValidationException for an empty key value, or one that is too long. */
export function checkKeyValue(key: KeyAttribute, value: AttributeValue, isHash: boolean): void {
  const text = value.S ?? value.B;
  if (text === undefined) return;
  if (text === "") {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${key.type === "S" ? "string" : "binary"} value. Key: ${key.name}`,
    );
  }
  const limit = isHash ? MAX_HASH_BYTES : MAX_RANGE_BYTES;
  if (text.length * 3 <= limit) return;
  const bytes = Buffer.byteLength(text, value.S === undefined ? "base64" : "utf8");
  if (bytes > limit) {
    // The messages are AWS's, the missing blank included.
    throw invalid(
      isHash
        ? "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
        : "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
    );
  }
}

/**
 * Checks an index's key attributes where the item has them: the item's other rules do not ask for them.
 *
 * @throws AwsError ValidationException
 */
export function checkIndexKey(indexName: string, schema: KeySchema, item: AttributeMap): void {
  for (const key of schema.range ? [schema.hash, schema.range] : [schema.hash]) {
    const value = member(item, key.name);
    if (value === undefined) continue;
    if (value[key.type] === undefined) {
      throw invalid(
        `One or more parameter values were invalid: Type mismatch for Index Key ${key.name} Expected: ${key.type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
      );
    }
    if ((value.S ?? value.B) === "") {
      throw invalid(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${key.type === "S" ? "string" : "binary"} value. IndexName: ${indexName}, IndexKey: ${key.name}`,
      );
    }
    checkKeyValue(key, value, key === schema.hash);
  }
}
