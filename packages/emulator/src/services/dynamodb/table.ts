import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { member } from "../../engines/expressions/attribute-value.ts";
import { AwsError } from "../../errors.ts";
import { checkIndexKey, encodeIndexKey, encodeKey, type KeySchema } from "./keys.ts";
import type { Entries, Keyspace } from "./store.ts";
import type { TableRecord } from "./table-record.ts";

export interface Index {
  readonly name: string;
  readonly global: boolean;
  readonly schema: KeySchema;
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  /** Attributes an entry has, or undefined for all. */
  readonly projected: readonly string[] | undefined;
  /** Entries hold the primary key of their item: an update that leaves the index's key alone costs nothing here. */
  readonly entries: Entries;
}

interface Link {
  readonly index: Index;
  readonly old: Buffer | undefined;
  readonly now: Buffer | undefined;
}

const NO_LINKS: readonly Link[] = [];

/** A table and its rows. Everything here is synchronous: changes belong into a transaction of the store. */
export class Table {
  readonly name: string;
  readonly schema: KeySchema;
  readonly indexes: readonly Index[];
  readonly items: Keyspace;
  /** What the catalogue keeps about the table. */
  record: TableRecord;
  #dropped = false;

  constructor(options: {
    record: TableRecord;
    schema: KeySchema;
    indexes: readonly Index[];
    items: Keyspace;
  }) {
    this.name = options.record.name;
    this.record = options.record;
    this.schema = options.schema;
    this.indexes = options.indexes;
    this.items = options.items;
  }

  /** After this, what is still waiting to be written to the table is refused. */
  markDropped(): void {
    this.#dropped = true;
  }

  /** Exact, and cheap: the store counts its entries. */
  get itemCount(): number {
    return countOf(this.items);
  }

  /** Bytes on disk, about. */
  get bytes(): number {
    const stats: {
      pageSize?: number;
      treeLeafPageCount?: number;
      overflowPages?: number;
    } = this.items.getStats();
    return (stats.pageSize ?? 0) * ((stats.treeLeafPageCount ?? 0) + (stats.overflowPages ?? 0));
  }

  has(key: Buffer): boolean {
    this.#refuseDropped();
    return this.items.doesExist(key);
  }

  read(key: Buffer): AttributeMap | undefined {
    const text = this.readText(key);
    return text === undefined ? undefined : parseItem(text);
  }

  readText(key: Buffer): string | undefined {
    this.#refuseDropped();
    return this.items.get(key);
  }

  #refuseDropped(): void {
    if (!this.#dropped) return;
    throw new AwsError("ResourceNotFoundException", "Requested resource not found");
  }

  /** @throws AwsError ValidationException where an attribute is not what an index's key wants. */
  checkIndexKeys(item: AttributeMap): void {
    for (const index of this.indexes) checkIndexKey(index.name, index.schema, item);
  }

  /** Puts a checked item in the place of `before`, in the table and in its indexes, which alone look at `before`. */
  put(key: Buffer, item: AttributeMap, text: string, before: AttributeMap | undefined): void {
    this.#refuseDropped();
    // Encoding can throw, and a transaction is shared: nothing is written before everything is known.
    const links = this.indexes.length === 0 ? NO_LINKS : this.#links(key, before, item);
    this.items.put(key, text);
    for (const { index, old, now } of links) {
      if (old) index.entries.remove(old);
      if (now) index.entries.put(now, key);
    }
  }

  remove(key: Buffer, before: AttributeMap | undefined): void {
    this.#refuseDropped();
    const links = this.indexes.length === 0 ? NO_LINKS : this.#links(key, before, undefined);
    this.items.remove(key);
    for (const { index, old } of links) if (old) index.entries.remove(old);
  }

  /** The entries to take out of the indexes and those to put in. */
  #links(key: Buffer, before: AttributeMap | undefined, item: AttributeMap | undefined): Link[] {
    const links: Link[] = [];
    for (const index of this.indexes) {
      if (before && item && sameKey(index.schema, before, item)) continue;
      links.push({
        index,
        old: before && encodeIndexKey(index.schema, before, key),
        now: item && encodeIndexKey(index.schema, item, key),
      });
    }
    return links;
  }

  keyOf(item: AttributeMap): Buffer {
    return encodeKey(this.schema, item);
  }

  /** The table's key attributes and, for an index, the index's too: a `LastEvaluatedKey`. */
  keyAttributes(item: AttributeMap, index: Index | undefined): AttributeMap {
    const key: AttributeMap = {};
    for (const schema of index ? [this.schema, index.schema] : [this.schema]) {
      for (const attribute of [schema.hash, schema.range]) {
        const value = attribute && member(item, attribute.name);
        if (attribute && value) key[attribute.name] = value;
      }
    }
    return key;
  }
}

export function parseItem(text: string): AttributeMap {
  const item: AttributeMap = JSON.parse(text);
  return item;
}

export function countOf(keyspace: Keyspace | Entries): number {
  const stats: { entryCount?: number } = keyspace.getStats();
  return stats.entryCount ?? 0;
}

function sameKey(schema: KeySchema, before: AttributeMap, item: AttributeMap): boolean {
  return (
    sameValue(schema.hash.name, before, item) &&
    (schema.range === undefined || sameValue(schema.range.name, before, item))
  );
}

function sameValue(name: string, before: AttributeMap, item: AttributeMap): boolean {
  const old = member(before, name);
  const now = member(item, name);
  if (old === now) return true;
  if (old === undefined || now === undefined) return false;
  return old.S === now.S && old.N === now.N && old.B === now.B;
}
