import type { Clock } from "../../clock.ts";
import type { Catalog, GlueTable, Objects } from "../../services/ports.ts";
import { SelectAnalysis } from "./analysis-query.ts";
import { macrosOf } from "./arithmetic.ts";
import type { Expression, Identifier, Statement } from "./ast.ts";
import { catalogStatement } from "./catalog-statements.ts";
import { coerces } from "./coercion.ts";
import { SqlError } from "./errors.ts";
import {
  catalogTable,
  type LakeFile,
  type PhysicalSchema,
  physicalSchema,
  prestoView,
  tableFiles,
  tableSchema,
  tableSql,
} from "./lake.ts";
import { parseStatement } from "./parse-query.ts";
import { Runtimes, runtimeError } from "./runtime.ts";
import type { Output } from "./scope.ts";
import type { Common, StatementContext } from "./statement.ts";
import { engineType, fromTypeName, type SqlType, typeName } from "./types.ts";
import { formatValue } from "./values.ts";

export interface SqlColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** A cell as Athena prints it, or null. */
export type SqlRow = readonly (string | null)[];

/** A statement that is checked, typed and bound to the files of the moment. */
export interface PreparedQuery {
  readonly columns: readonly SqlColumn[];
  /** Of a query: the engine's text. Of SHOW and DESCRIBE: the rows. */
  readonly work: { readonly sql: string } | { readonly rows: readonly SqlRow[] };
  /** Everything the query may read. */
  readonly files: readonly LakeFile[];
  /** Sizes of these files together. */
  readonly bytes: number;
  readonly kind: "DML" | "UTILITY";
}

/** A query would read more than it may. */
export class ScanLimitError extends Error {
  override readonly name = "ScanLimitError";

  constructor() {
    super("Bytes scanned limit was exceeded");
  }
}

export interface SqlEngineOptions {
  readonly catalog: Catalog;
  readonly objects: Objects;
  readonly clock: Clock;
  /** Of one query, as DuckDB writes it; default `1GB`. */
  readonly memory?: string;
  /** Of one query; default 1: the functions need the other cores. */
  readonly threads?: number;
}

/** Athena's SQL (engine version 3) over the tables of a Glue catalogue and the Parquet files of their locations. */
export class SqlEngine {
  readonly #options: SqlEngineOptions;
  readonly #runtimes: Runtimes;
  /** What a set of files holds. Files never change, so they are asked once. */
  readonly #physical = new Map<string, PhysicalSchema>();

  constructor(options: SqlEngineOptions) {
    this.#options = options;
    const { memory = "1GB", threads = 1 } = options;
    this.#runtimes = new Runtimes({ memory, threads });
  }

  /**
   * Reads a statement without looking at the lake.
   * @throws SqlError SYNTAX_ERROR, NOT_SUPPORTED
   */
  check(sql: string): { statement: Statement; parameters: number } {
    return parseStatement(sql);
  }

  /**
   * Names and types every part of a statement and finds its files.
   * @param parameters a literal for each question mark, as SQL (`'text'`, `5`)
   * @param bytesLimit more than this is not read
   * @throws ScanLimitError
   * @throws SqlError with Athena's codes: COLUMN_NOT_FOUND, TABLE_NOT_FOUND, FUNCTION_NOT_FOUND, TYPE_MISMATCH, …
   */
  async prepare(
    sql: string,
    options: { database: string; parameters?: readonly string[]; bytesLimit?: number | undefined },
  ): Promise<PreparedQuery> {
    const { statement, parameters: count } = parseStatement(sql);
    const given = (options.parameters ?? []).map(parameterLiteral);
    if (given.length !== count) {
      throw new SqlError(
        "INVALID_PARAMETER_USAGE",
        `Incorrect number of parameters: expected ${count} but found ${given.length}`,
      );
    }
    if (statement.kind !== "query") {
      const { columns, rows } = catalogStatement(
        statement,
        this.#options.catalog,
        options.database,
        sql,
      );
      return { columns, work: { rows }, files: [], bytes: 0, kind: "UTILITY" };
    }
    const tables = new TableUse(this.#options.catalog, given, this.#options.clock.now());
    const context = tables.context(sql, options.database);
    const { sql: body, columns } = new SelectAnalysis(context).query(statement.query, undefined);
    const { objects, clock } = this.#options;
    const found = new Map<Used, LakeFile[]>();
    for (const use of tables.used) {
      if ("table" in use) found.set(use, await tableFiles(use.table, objects, clock.now()));
    }
    const files = [...found.values()].flat();
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    if (bytes > (options.bytesLimit ?? Number.POSITIVE_INFINITY)) throw new ScanLimitError();
    const definitions: string[] = [];
    for (const use of tables.used) {
      if ("sql" in use) definitions.push(`${use.engineName} AS (${use.sql})`);
      else {
        const own = found.get(use) ?? [];
        const physical = await this.#physicalSchema(own);
        const source = tableSql(use.table, tableSchema(use.table), own, physical, engineType);
        definitions.push(`${use.engineName} AS NOT MATERIALIZED (${source})`);
      }
    }
    const head = definitions.length === 0 ? "" : `WITH ${definitions.join(", ")} `;
    const cells = columns.map(({ type }, i) =>
      type.kind === "timestamp with time zone"
        ? `timezone('${type.zone.replaceAll("'", "''")}', q.c${i})`
        : `q.c${i}`,
    );
    const named = columns.map(({ name, type }, i) => ({ name: name ?? `_col${i}`, type }));
    return {
      columns: named,
      work: { sql: `${head}SELECT ${cells.join(", ")} FROM (${body}) AS q` },
      files,
      bytes,
      kind: "DML",
    };
  }

  async #physicalSchema(files: readonly LakeFile[]): Promise<PhysicalSchema> {
    if (files.length === 0) return { types: new Map(), isUniform: true };
    const paths = files.map((file) => file.path);
    const key = paths.join("\n");
    const cached = this.#physical.get(key);
    if (cached !== undefined) return cached;
    const schema = await this.#runtimes.run(paths, [], async (connection) => {
      try {
        return await physicalSchema(connection, files);
      } catch (error) {
        throw new SqlError("HIVE_BAD_DATA", `Error reading Parquet: ${runtimeError(error).detail}`);
      }
    });
    if (this.#physical.size > 100) this.#physical.clear();
    this.#physical.set(key, schema);
    return schema;
  }

  /**
   * Runs a prepared query and hands its rows on in groups, in order.
   * @throws SqlError of the query itself; the signal's reason when it is aborted
   */
  async run(
    query: PreparedQuery,
    receive: (rows: readonly SqlRow[]) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    signal?.throwIfAborted();
    if ("rows" in query.work) {
      receive(query.work.rows);
      return;
    }
    const { sql } = query.work;
    const paths = query.files.map((file) => file.path);
    await this.#runtimes.run(paths, macrosOf(sql), async (connection) => {
      // An interrupt before the engine has begun is forgotten by it, so it is said until it is heard.
      let repeat: NodeJS.Timeout | undefined;
      const interrupt = () => {
        connection.interrupt();
        repeat = setInterval(() => connection.interrupt(), 10);
      };
      signal?.addEventListener("abort", interrupt);
      try {
        signal?.throwIfAborted();
        // A result that is streamed needs a prepared statement, which over files is planned twice.
        const result = await connection.run(sql);
        for (;;) {
          const chunk = await result.fetchChunk();
          if (chunk === null || chunk.rowCount === 0) break;
          signal?.throwIfAborted();
          receive(
            chunk
              .getRows()
              .map((row) => query.columns.map(({ type }, i) => formatValue(row[i] ?? null, type))),
          );
        }
      } catch (error) {
        signal?.throwIfAborted();
        throw runtimeError(error);
      } finally {
        clearInterval(repeat);
        signal?.removeEventListener("abort", interrupt);
      }
    });
  }

  /** Frees what waits for the next query. */
  close(): void {
    this.#runtimes.close();
  }

  /** Prepares, runs and collects. */
  async query(
    sql: string,
    options: { database: string; parameters?: readonly string[]; signal?: AbortSignal },
  ): Promise<{ columns: readonly SqlColumn[]; rows: SqlRow[]; bytes: number }> {
    const prepared = await this.prepare(sql, options);
    const rows: SqlRow[] = [];
    await this.run(prepared, (part) => rows.push(...part), options.signal);
    return { columns: prepared.columns, rows, bytes: prepared.bytes };
  }
}

function parameterLiteral(text: string): Expression {
  const { statement } = parseStatement(`VALUES ${text}`);
  const body = statement.kind === "query" ? statement.query.body : undefined;
  const [only] = body?.kind === "values" ? body.rows : [];
  const literals = ["string", "integer", "decimal", "double", "boolean", "null", "typed", "negate"];
  if (only === undefined || !literals.includes(only.kind)) {
    throw new SqlError("INVALID_PARAMETER_USAGE", `A parameter must be a literal: ${text}`);
  }
  return only;
}

type Used = { readonly engineName: string } & (
  | { readonly sql: string }
  | { readonly table: GlueTable }
);

/** The tables and views that a statement uses, in the order in which they must be defined. */
class TableUse {
  readonly used: Used[] = [];
  readonly #catalog: Catalog;
  readonly #parameters: readonly Expression[];
  readonly #now: number;
  readonly #known = new Map<string, Common>();
  readonly #open: string[] = [];
  #count = 0;

  constructor(catalog: Catalog, parameters: readonly Expression[], now: number) {
    this.#catalog = catalog;
    this.#parameters = parameters;
    this.#now = now;
  }

  context(source: string, database: string): StatementContext {
    return {
      source,
      now: this.#now,
      parameters: this.#parameters,
      fresh: (prefix) => `${prefix}${++this.#count}`,
      tables: { table: (parts, text) => this.#table(parts, text, database) },
    };
  }

  #table(parts: readonly Identifier[], source: string, database: string) {
    const at = { source, offset: parts[0]?.at ?? 0 };
    const table = catalogTable(
      this.#catalog,
      database,
      parts.map((part) => part.name),
      at,
    );
    const key = `${table.DatabaseName}.${table.Name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#open.includes(key)) {
      throw new SqlError(
        "VIEW_IS_RECURSIVE",
        `Statement would create a recursive view: ${key}`,
        at,
      );
    }
    const isView = table.TableType === "VIRTUAL_VIEW";
    const found = isView ? this.#view(table, key) : this.#files(table);
    this.#known.set(key, found);
    return found;
  }

  #files(table: GlueTable): Common {
    const { columns, partitions } = tableSchema(table);
    const engineName = `t${++this.#count}`;
    this.used.push({ engineName, table });
    return { engineName, columns: [...columns, ...partitions] };
  }

  #view(table: GlueTable, key: string): Common {
    const view = prestoView(table);
    const { statement } = parseStatement(view.originalSql);
    if (statement.kind !== "query")
      throw new SqlError("INVALID_VIEW", `View ${key} is not a query`);
    this.#open.push(key);
    const inner = new SelectAnalysis(this.context(view.originalSql, view.schema)).query(
      statement.query,
      undefined,
    );
    this.#open.pop();
    const columns = view.columns.map(({ name, type }, i): Output => {
      const declared = viewType(type);
      const actual = inner.columns[i];
      if (
        declared === undefined ||
        actual === undefined ||
        !coerces(actual.type, declared) ||
        inner.columns.length !== view.columns.length
      ) {
        const is = actual === undefined ? "missing" : typeName(actual.type);
        throw new SqlError(
          "VIEW_IS_STALE",
          `View '${key}' is stale or in invalid state: column [${name}] of type ${type} projected from query view at position ${i} is ${is}`,
        );
      }
      return { name, type: actual.type };
    });
    const engineName = `v${++this.#count}`;
    this.used.push({ engineName, sql: inner.sql });
    return { engineName, columns };
  }
}

/** A type in a view's definition, in Trino's words. */
function viewType(text: string): SqlType | undefined {
  const { statement } = parseStatement(`SELECT CAST(NULL AS ${text})`);
  const item =
    statement.kind === "query" && statement.query.body.kind === "select"
      ? statement.query.body.items[0]
      : undefined;
  return item?.kind === "expression" && item.expression.kind === "cast"
    ? fromTypeName(item.expression.type)
    : undefined;
}
