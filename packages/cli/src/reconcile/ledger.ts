import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/**
 * What was found, in a temporary database on disk, so that ten million events are compared without
 * being held in memory. All columns are text or whole numbers.
 *
 * - `acknowledged(event_id)`: what the client was told is accepted
 * - `raw(event_id, record_id, kind, business_key, version, line_count, customer_key)`: what the raw archive holds
 * - `items(table_name, business_key, version, event_id)`: what the tables hold
 * - `rows(dataset, event_id, version, line)`: what the lake holds
 * - `excluded(sink, event_id, reason)`: what is in quarantine, in an error prefix or at the on-failure destination
 */
const schema = `
create table acknowledged(event_id varchar);
create table raw(event_id varchar, record_id varchar, kind varchar, business_key varchar, version varchar, line_count integer, customer_key varchar);
create table items(table_name varchar, business_key varchar, version varchar, event_id varchar);
create table rows(dataset varchar, event_id varchar, version varchar, line integer);
create table excluded(sink varchar, event_id varchar, reason varchar);
`;

const tables = ["acknowledged", "raw", "items", "rows", "excluded"] as const;
type LedgerTable = (typeof tables)[number];

export class Ledger {
  readonly #directory: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #appenders = new Map<LedgerTable, DuckDBAppender>();

  static async open(): Promise<Ledger> {
    const directory = await mkdtemp(join(tmpdir(), "tributary-reconcile-"));
    const instance = await DuckDBInstance.create(join(directory, "ledger.duckdb"), {
      threads: "2",
      memory_limit: "1GB",
      temp_directory: join(directory, "spill"),
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
}
