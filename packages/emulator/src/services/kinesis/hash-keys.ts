import { createHash } from "node:crypto";

/**
 * Hash keys: 128 bits, as 32 lower-case hex digits, so that their text order is their order.
 * On the wire they are decimal.
 */
export interface HashKeyRange {
  readonly first: string;
  readonly last: string;
}

const keys = 1n << 128n;

/** MD5 of the partition key: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export function hashKey(partitionKey: string): string {
  return createHash("md5").update(partitionKey, "utf8").digest("hex");
}

/** @returns undefined where the text is no decimal number below 2^128 */
export function hashKeyFromDecimal(text: string): string | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < keys ? hex(value) : undefined;
}

export function hashKeyToDecimal(key: string): string {
  return BigInt(`0x${key}`).toString();
}

/** Even ranges over all keys; the last one takes what is left over. */
export function evenRanges(count: number): HashKeyRange[] {
  const width = keys / BigInt(count);
  return Array.from({ length: count }, (_, position) => {
    const first = width * BigInt(position);
    const last = position === count - 1 ? keys - 1n : first + width - 1n;
    return { first: hex(first), last: hex(last) };
  });
}

/** Cuts a range in two, the second of which begins with `at`; undefined where one would be empty. */
export function splitRange(
  range: HashKeyRange,
  at: string,
): readonly [HashKeyRange, HashKeyRange] | undefined {
  if (at <= range.first || at > range.last) return undefined;
  return [
    { first: range.first, last: hex(BigInt(`0x${at}`) - 1n) },
    { first: at, last: range.last },
  ];
}

/** Whether `next` begins right after `range` ends. */
export function isAdjacent(range: HashKeyRange, next: HashKeyRange): boolean {
  return BigInt(`0x${range.last}`) + 1n === BigInt(`0x${next.first}`);
}

function hex(value: bigint): string {
  return value.toString(16).padStart(32, "0");
}
