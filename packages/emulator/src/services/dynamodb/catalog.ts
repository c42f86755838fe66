import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { invalid } from "../../engines/expressions/values.ts";
import { AwsError } from "../../errors.ts";
import type { Input } from "./input.ts";
import type { Keyspace, Store } from "./store.ts";
import { type Index, Table } from "./table.ts";
import { type IndexRecord, readTable, type TableRecord } from "./table-record.ts";

const CATALOG = "catalog";

/** Which tables there are. Their records lie in the store itself, so that table and record cannot part. */
export class Catalog {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #records: Keyspace;
  readonly #tables = new Map<string, Table>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#records = store.keyspace(CATALOG);
    for (const { value } of [...this.#records.getRange()]) {
      const record: TableRecord = JSON.parse(value);
      this.#tables.set(record.name, this.#open(record));
    }
  }

  /** In the order of their names. */
  names(): string[] {
    return [...this.#tables.keys()].sort();
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  /** @throws AwsError ResourceNotFoundException as the item operations answer it. */
  table(name: string): Table {
    const table = this.#tables.get(name);
    if (table) return table;
    throw new AwsError("ResourceNotFoundException", "Requested resource not found");
  }

  /** @throws AwsError ResourceNotFoundException as the table operations answer it. */
  namedTable(name: string): Table {
    const table = this.#tables.get(name);
    if (table) return table;
    throw new AwsError(
      "ResourceNotFoundException",
      `Requested resource not found: Table: ${name} not found`,
    );
  }

  /** @throws AwsError ResourceInUseException, ValidationException */
  async create(input: Input): Promise<Table> {
    const record = readTable(input, randomUUID(), this.#clock.now());
    return this.#store.exclusively(() => {
      if (this.#tables.has(record.name)) {
        throw new AwsError("ResourceInUseException", `Table already exists: ${record.name}`);
      }
      const table = this.#open(record);
      this.#records.putSync(Buffer.from(record.name), JSON.stringify(record));
      this.#tables.set(record.name, table);
      return table;
    });
  }

  /** @throws AwsError ResourceNotFoundException, ValidationException where the table is protected. */
  async drop(name: string): Promise<{ record: TableRecord; itemCount: number }> {
    return this.#store.exclusively(() => {
      const table = this.namedTable(name);
      if (table.record.deletionProtection) {
        throw invalid(
          "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
        );
      }
      const itemCount = table.itemCount;
      table.markDropped();
      this.#tables.delete(name);
      this.#records.removeSync(Buffer.from(name));
      table.items.dropSync();
      for (const index of table.indexes) index.entries.dropSync();
      return { record: table.record, itemCount };
    });
  }

  /** Replaces a table's record; its keys and indexes stay. */
  async change(name: string, edit: (record: TableRecord) => TableRecord): Promise<Table> {
    return this.#store.exclusively(() => {
      const table = this.namedTable(name);
      const record = edit(table.record);
      this.#records.putSync(Buffer.from(name), JSON.stringify(record));
      table.record = record;
      return table;
    });
  }

  #open(record: TableRecord): Table {
    return new Table({
      record,
      schema: record.schema,
      indexes: record.indexes.map((index) => this.#openIndex(record, index)),
      items: this.#store.keyspace(`items/${record.id}`),
    });
  }

  #openIndex(record: TableRecord, index: IndexRecord): Index {
    const keys = [record.schema, index.schema].flatMap(({ hash, range }) =>
      range ? [hash.name, range.name] : [hash.name],
    );
    return {
      name: index.name,
      global: index.global,
      schema: index.schema,
      projection: index.projection,
      projected: index.projection === "ALL" ? undefined : [...new Set([...keys, ...index.include])],
      entries: this.#store.entries(`index/${record.id}/${index.name}`),
    };
  }
}
