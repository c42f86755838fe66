import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/**
 * What was found, in a temporary database on disk, so that ten million events are compared without
 * being held in memory. All columns are text or whole numbers.
 *
 * - `acknowledged(event_id)`: what the client was told is accepted
 * - `found`: the events of every record of the stream, by where the record was found (`source`: `raw`,
 *   `stream`, `on-failure`) and with a digest of the record's bytes
 * - `items(table_name, business_key, version, event_id)`: what the tables hold
 * - `rows(dataset, lake_key, version, line, event_id)`: what the lake holds
 * - `excluded(sink, event_id, reason)`: what is in quarantine, in an error prefix or at the on-failure destination
 */
const schema = `
create table acknowledged(event_id varchar);
create table found(source varchar, event_id varchar, record_id varchar, digest varchar, kind varchar, table_key varchar, version varchar, line_count integer, customer_key varchar, lake_key varchar);
create table items(table_name varchar, business_key varchar, version varchar, event_id varchar);
create table rows(dataset varchar, lake_key varchar, version varchar, line integer, event_id varchar);
create table excluded(sink varchar, event_id varchar, reason varchar);
`;

const tables = ["acknowledged", "found", "items", "rows", "excluded"] as const;
type LedgerTable = (typeof tables)[number];

/** Rows that the appenders hold before they go to the database. */
const FLUSH_ROWS = 200_000;

export class Ledger {
  readonly #directory: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #appenders = new Map<LedgerTable, DuckDBAppender>();
  #unflushed = 0;

  /** @param memoryLimit of the database's own buffers; what does not fit goes to its temporary directory */
  static async open(memoryLimit = "768MB"): Promise<Ledger> {
    const directory = await mkdtemp(join(tmpdir(), "tributary-reconcile-"));
    const instance = await DuckDBInstance.create(join(directory, "ledger.duckdb"), {
      threads: "2",
      memory_limit: memoryLimit,
      temp_directory: join(directory, "spill"),
      preserve_insertion_order: "false",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const connection = await instance.connect();
    await connection.run(schema);
    return new Ledger(directory, instance, connection);
  }

  private constructor(directory: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#directory = directory;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens every table for `add`. */
  async begin(): Promise<void> {
    for (const table of tables) {
      this.#appenders.set(table, await this.#connection.createAppender(table));
    }
  }

  /** One row, in the order of the table's columns. */
  add(table: LedgerTable, ...values: readonly (string | number | null)[]): void {
    const appender = this.#appenders.get(table);
    if (!appender) throw new Error("The ledger takes no rows before begin() or after seal()");
    for (const value of values) {
      if (value === null) appender.appendNull();
      else if (typeof value === "number") appender.appendInteger(value);
      else appender.appendVarchar(value);
    }
    appender.endRow();
    this.#unflushed += 1;
    if (this.#unflushed >= FLUSH_ROWS) this.#flush();
  }

  /** Ends adding; from here on it can be asked. */
  seal(): void {
    for (const appender of this.#appenders.values()) appender.closeSync();
    this.#appenders.clear();
  }

  /** Defines a view or an intermediate table. */
  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  async ask(sql: string): Promise<readonly Record<string, unknown>[]> {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJS();
  }

  /** The one number that a query gives. */
  async number(sql: string): Promise<number> {
    const [row] = await this.ask(sql);
    return Number(Object.values(row ?? {})[0] ?? 0);
  }

  async close(): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #flush(): void {
    for (const appender of this.#appenders.values()) appender.flushSync();
    this.#unflushed = 0;
  }
}
