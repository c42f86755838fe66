import { type AttributeMap, type AttributeValue, member } from "./attribute-value.ts";
import { compareNumbers } from "./numbers.ts";

/** Order of two strings by their UTF-8 bytes; JavaScript's own order differs above U+FFFF. */
export function compareStrings(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return codePointOrder(a) - codePointOrder(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for the code points above all others. */
function codePointOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, "base64");
}

/** Order of two values of one scalar type, or undefined where they have none. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.S !== undefined && right.S !== undefined) return compareStrings(left.S, right.S);
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.B !== undefined && right.B !== undefined) {
    return Buffer.compare(bytesOf(left.B), bytesOf(right.B));
  }
  return undefined;
}

/** Whether two values are the same: sets in any order, numbers and binaries in their checked form. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true;
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return left.N === right.N;
  if (left.B !== undefined) return left.B === right.B;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return left.NULL === right.NULL;
  if (left.SS) return equalSets(left.SS, right.SS);
  if (left.NS) return equalSets(left.NS, right.NS);
  if (left.BS) return equalSets(left.BS, right.BS);
  if (left.L) return equalLists(left.L, right.L);
  if (left.M) return equalMaps(left.M, right.M);
  return false;
}

function equalSets(left: readonly string[], right: readonly string[] | undefined): boolean {
  if (right === undefined || left.length !== right.length) return false;
  const members = new Set(left);
  return right.every((text) => members.has(text));
}

function equalLists(left: AttributeValue[], right: AttributeValue[] | undefined): boolean {
  if (right === undefined || left.length !== right.length) return false;
  return left.every((value, index) => {
    const other = right[index];
    return other !== undefined && equalValues(value, other);
  });
}

function equalMaps(left: AttributeMap, right: AttributeMap | undefined): boolean {
  if (right === undefined) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const a = member(left, name);
    const b = member(right, name);
    return a !== undefined && b !== undefined && equalValues(a, b);
  });
}
