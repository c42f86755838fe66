import { createHash } from "node:crypto";
import type { RangeOptions } from "lmdb";
import type { Condition } from "../../engines/expressions/ast.ts";
import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { fulfils, type Parameters } from "../../engines/expressions/evaluation.ts";
import type { Projection } from "../../engines/expressions/projection.ts";
import { itemBytes } from "../../engines/expressions/values.ts";
import type { KeyRange } from "./key-range.ts";
import { encodeIndexKey } from "./keys.ts";
import { type Index, parseItem, type Table } from "./table.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const PAGE_BYTES = 1_048_576;
const FIRST = Buffer.from([0]);

export interface Reading {
  readonly table: Table;
  readonly index?: Index | undefined;
  /** Undefined reads everything. */
  readonly range?: KeyRange | undefined;
  readonly backwards?: boolean;
  readonly filter?: Condition | undefined;
  readonly parameters?: Parameters;
  readonly projection?: Pick<Projection, "of"> | undefined;
  /** How many items are looked at. */
  readonly limit?: number | undefined;
  /** Where the page before ended: its `LastEvaluatedKey`, checked. */
  readonly after?: AttributeMap | undefined;
  readonly segment?: { readonly number: number; readonly of: number } | undefined;
}

export interface Page {
  readonly items: AttributeMap[];
  readonly scanned: number;
  readonly bytes: number;
  readonly lastKey: AttributeMap | undefined;
}

/** One page of a query or scan: it ends with the range, at the limit, or at 1 MB looked at. */
export function readPage(reading: Reading): Page {
  const { table, index, filter, parameters, projection, limit, segment } = reading;
  const items: AttributeMap[] = [];
  let scanned = 0;
  let bytes = 0;
  for (const item of itemsOf(reading)) {
    if (segment && segmentOf(table, index, item, segment.of) !== segment.number) continue;
    scanned++;
    bytes += itemBytes(item);
    if (filter === undefined || fulfils(filter, item, parameters)) {
      items.push(projection ? projection.of(item) : item);
    }
    if (scanned === limit || bytes >= PAGE_BYTES) {
      return { items, scanned, bytes, lastKey: table.keyAttributes(item, index) };
    }
  }
  return { items, scanned, bytes, lastKey: undefined };
}

export interface StoredPage {
  /** Items as JSON. */
  readonly texts: readonly string[];
  readonly lastKey: AttributeMap | undefined;
}

/**
 * As `readPage`, of items that are answered as they are stored: they need not be parsed. Undefined where
 * somebody must look into them, if only to tell whether they fill the page.
 */
export function readStoredPage(reading: Reading): StoredPage | undefined {
  const { table, index, filter, projection, limit, segment } = reading;
  if (filter || projection || segment || index?.projected) return undefined;
  const texts: string[] = [];
  let length = 0;
  for (const text of textsOf(reading)) {
    texts.push(text);
    length += text.length;
    // JSON is never shorter than the item by AWS's count, and a character has at most three bytes.
    if (length * 3 >= PAGE_BYTES) return undefined;
    if (texts.length === limit) {
      return { texts, lastKey: table.keyAttributes(parseItem(text), index) };
    }
  }
  return { texts, lastKey: undefined };
}

function* textsOf(reading: Reading): Generator<string> {
  const { table, index } = reading;
  const bounds = boundsOf(reading);
  if (index === undefined) {
    for (const { value } of table.items.getRange(bounds)) yield value;
    return;
  }
  for (const { value } of index.entries.getRange(bounds)) {
    const text = table.readText(value);
    if (text !== undefined) yield text;
  }
}

function* itemsOf(reading: Reading): Generator<AttributeMap> {
  const names = reading.index?.projected;
  for (const text of textsOf(reading)) {
    const item = parseItem(text);
    yield names === undefined ? item : projected(item, names);
  }
}

function projected(item: AttributeMap, names: readonly string[]): AttributeMap {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

function boundsOf(reading: Reading): RangeOptions {
  const { table, index, range, backwards = false, after } = reading;
  const last = after && lastKeyOf(table, index, after);
  if (!backwards) {
    return {
      start: last ?? range?.lower ?? FIRST,
      exclusiveStart: last !== undefined,
      ...(range && { end: range.upper }),
    };
  }
  const start = last ?? range?.upper;
  return {
    reverse: true,
    ...(start && { start, exclusiveStart: true }),
    end: range?.lower ?? FIRST,
    inclusiveEnd: true,
  };
}

function lastKeyOf(table: Table, index: Index | undefined, key: AttributeMap): Buffer | undefined {
  const primary = table.keyOf(key);
  return index ? encodeIndexKey(index.schema, key, primary) : primary;
}

/** Segments of a parallel scan hold whole partitions, as on AWS. */
function segmentOf(
  table: Table,
  index: Index | undefined,
  item: AttributeMap,
  segments: number,
): number {
  const value = item[(index?.schema ?? table.schema).hash.name];
  const digest = createHash("md5")
    .update(JSON.stringify(value ?? null))
    .digest();
  return digest.readUInt32BE(0) % segments;
}
