import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalog, GlueColumn, GlueTable, ObjectInfo, Objects } from "../../services/ports.ts";
import { SqlError } from "./errors.ts";
import { quote } from "./functions/time.ts";
import { projectedRange } from "./projection.ts";
import type { Output } from "./scope.ts";
import { fromHiveType, type SqlType } from "./types.ts";

/** An object of a table: where its bytes lie and which partition its key names. */
export interface LakeFile {
  readonly path: string;
  readonly size: number;
  /** Values of the partition keys, in the table's order. */
  readonly partition: readonly string[];
}

/** A table's schema in Athena's types: its columns, then its partition keys. */
export interface TableSchema {
  readonly columns: readonly Output[];
  readonly partitions: readonly Output[];
}

function output(column: GlueColumn, table: GlueTable): Output {
  const type = fromHiveType(column.Type);
  if (type !== undefined) return { name: column.Name.toLowerCase(), type };
  throw new SqlError(
    "NOT_SUPPORTED",
    `Column ${column.Name} of ${table.DatabaseName}.${table.Name} has the type ${column.Type}, which the embedded Athena does not offer`,
  );
}

/** @throws SqlError NOT_SUPPORTED for a column of a type that is not offered */
export function tableSchema(table: GlueTable): TableSchema {
  return {
    columns: table.StorageDescriptor.Columns.map((column) => output(column, table)),
    partitions: table.PartitionKeys.map((column) => output(column, table)),
  };
}

/** Hive escapes what a path cannot hold as `%XX`. */
function unescapePath(text: string): string {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Values of the keys `dt=…/` between a prefix and an object's name; undefined where one is missing. */
function partitionOf(table: GlueTable, rest: string): string[] | undefined {
  const folders = new Map<string, string>();
  for (const folder of rest.split("/").slice(0, -1)) {
    const equals = folder.indexOf("=");
    if (equals > 0)
      folders.set(folder.slice(0, equals).toLowerCase(), unescapePath(folder.slice(equals + 1)));
  }
  const values: string[] = [];
  for (const { Name } of table.PartitionKeys) {
    const value = folders.get(Name.toLowerCase());
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** Athena passes over what begins with `_` or `.`, and empty objects (folders made by hand). */
const hidden = (rest: string): boolean => rest.split("/").some((part) => /^[_.]/.test(part));

/**
 * The objects under a table's location that its partitions cover, at this moment. With partition
 * projection on, a partition outside its range is not seen, as on AWS.
 * @throws SqlError INVALID_TABLE_PROPERTY where there is no S3 location
 */
export async function tableFiles(
  table: GlueTable,
  objects: Objects,
  now: number,
): Promise<LakeFile[]> {
  const location = /^s3:\/\/([^/]+)\/?(.*)$/.exec(table.StorageDescriptor.Location ?? "");
  const [, bucket, path = ""] = location ?? [];
  if (bucket === undefined) {
    throw new SqlError("INVALID_TABLE_PROPERTY", `Table ${table.Name} has no location in S3`);
  }
  const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  const ranges = table.PartitionKeys.map(({ Name }) => projectedRange(table.Parameters, Name, now));
  const inside = (partition: readonly string[]) =>
    ranges.every((range, i) => range === undefined || range(partition[i] ?? ""));
  const found: LakeFile[] = [];
  for (const info of await listed(objects, bucket, prefix)) {
    const rest = info.key.slice(prefix.length);
    if (info.size === 0 || hidden(rest)) continue;
    const partition = partitionOf(table, rest);
    if (partition === undefined || !inside(partition)) continue;
    found.push({ path: objects.path(bucket, info.key), size: info.size, partition });
  }
  return found;
}

async function listed(
  objects: Objects,
  bucket: string,
  prefix: string,
): Promise<readonly ObjectInfo[]> {
  try {
    return await objects.list(bucket, prefix);
  } catch (error) {
    throw new SqlError(
      "HIVE_FILESYSTEM_ERROR",
      `Cannot list s3://${bucket}/${prefix}: ${String(error)}`,
    );
  }
}

/** Types of the engine's that a column of each kind may have in a file. */
const readableAs: Readonly<Record<string, RegExp>> = {
  boolean: /^BOOLEAN$/,
  tinyint: /^TINYINT$/,
  smallint: /^(TINYINT|SMALLINT)$/,
  integer: /^(TINYINT|SMALLINT|INTEGER)$/,
  bigint: /^(TINYINT|SMALLINT|INTEGER|BIGINT)$/,
  double: /^(FLOAT|DOUBLE)$/,
  decimal: /^DECIMAL/,
  varchar: /^VARCHAR$/,
  date: /^DATE$/,
  timestamp: /^TIMESTAMP/,
  array: /\[\]$/,
};

const isArray = (type: SqlType): boolean => type.kind === "array";

/**
 * A table as the engine's SELECT over its files; `physical` are the types of the files' columns, by
 * name in lower case. A column that no file has is null. Columns are `c0`, `c1`, …, partition keys last.
 * @throws SqlError HIVE_BAD_DATA where a file's column has another type than the table's
 */
export function tableSql(
  table: GlueTable,
  schema: TableSchema,
  files: readonly LakeFile[],
  physical: PhysicalSchema,
  engineType: (type: SqlType) => string,
): string {
  const all = [...schema.columns, ...schema.partitions];
  if (files.length === 0) {
    const nulls = all.map(({ type }, i) => `CAST(NULL AS ${engineType(type)}) AS c${i}`);
    return `SELECT ${nulls.join(", ")} WHERE false`;
  }
  const columns = schema.columns.map(({ name = "", type }) => {
    const found = physical.types.get(name);
    if (found === undefined) return `CAST(NULL AS ${engineType(type)})`;
    if (readableAs[type.kind]?.test(found) !== true) {
      throw new SqlError(
        "HIVE_BAD_DATA",
        `Field ${name}'s type ${found} in parquet file is incompatible with type ${type.kind} defined in table schema ${table.DatabaseName}.${table.Name}`,
      );
    }
    const column = `"${name.replaceAll('"', '""')}"`;
    if (isArray(type)) return `CAST(${column} AS ${engineType(type)})`;
    return type.kind === "timestamp"
      ? roundedToMilliseconds(column)
      : `CAST(${column} AS ${engineType(type)})`;
  });
  const partitions = schema.partitions.map(({ type }, key) => {
    const values = files.map((file) => quote(file.partition[key] ?? "")).join(", ");
    return `CAST(list_extract([${values}], CAST(file_index + 1 AS BIGINT)) AS ${engineType(type)})`;
  });
  const list = [...columns, ...partitions].map((column, i) => `${column} AS c${i}`);
  return `SELECT ${list.join(", ")} FROM ${readParquet(files, physical.isUniform)}`;
}

/** Athena's timestamps have milliseconds; a file's may have more, but most have not, and a look takes half the time. */
function roundedToMilliseconds(column: string): string {
  const at = `CAST(${column} AS TIMESTAMP)`;
  const up = `(epoch_us(${at}) + 500)`;
  // The remainder of what lies before 1970 is negative.
  const rounded = `make_timestamp(${up} - (${up} % 1000 + 1000) % 1000)`;
  return `CASE WHEN epoch_us(${at}) % 1000 = 0 THEN ${at} ELSE ${rounded} END`;
}

/** What a set of files holds. */
export interface PhysicalSchema {
  /** The engine's types by the columns' names in lower case, of all files together. */
  readonly types: ReadonlyMap<string, string>;
  /** Whether every file has the same columns in the same order. */
  readonly isUniform: boolean;
}

export async function physicalSchema(
  connection: DuckDBConnection,
  files: readonly LakeFile[],
): Promise<PhysicalSchema> {
  const described = await connection.runAndReadAll(
    `DESCRIBE SELECT * FROM ${readParquet(files, false)}`,
  );
  const schemas = await connection.runAndReadAll(
    `SELECT count(DISTINCT columns) FROM (
      SELECT list((name, type, num_children, converted_type, logical_type, precision, scale)) AS columns
      FROM parquet_schema([${pathsOf(files)}]) GROUP BY file_name)`,
  );
  return {
    types: new Map(
      described.getRows().map(([name, type]) => [String(name).toLowerCase(), String(type)]),
    ),
    isUniform: schemas.getRows()[0]?.[0] === 1n,
  };
}

const pathsOf = (files: readonly LakeFile[]): string =>
  files.map((file) => quote(file.path)).join(", ");

/**
 * The engine's table function over exactly these files, each column found by its name. Where the files differ, the
 * engine must look at every one of them before it begins.
 */
function readParquet(files: readonly LakeFile[], isUniform: boolean): string {
  return `read_parquet([${pathsOf(files)}], union_by_name = ${!isUniform}, hive_partitioning = false)`;
}

/** The definition inside a view's `/* Presto View: <base64> *​/`. */
export interface PrestoView {
  readonly originalSql: string;
  readonly catalog: string;
  readonly schema: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** @throws SqlError INVALID_VIEW where the text is not one of Athena's */
export function prestoView(table: GlueTable): PrestoView {
  const encoded = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(
    table.ViewOriginalText ?? "",
  )?.[1];
  const invalid = (cause: string) =>
    new SqlError(
      "INVALID_VIEW",
      `Failed to read the definition of view ${table.DatabaseName}.${table.Name}: ${cause}`,
    );
  if (encoded === undefined) throw invalid("not of the form '/* Presto View: <base64> */'");
  try {
    return JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
  } catch (error) {
    throw invalid(String(error));
  }
}

/** `/* Presto View: … *​/` for a view's SQL; types as Athena writes them (`varchar`, `decimal(12,2)`, `timestamp(3)`). */
export function encodePrestoView(view: PrestoView): string {
  return `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString("base64")} */`;
}

/** The table a name of one to three parts means. */
export function catalogTable(
  catalog: Catalog,
  database: string,
  parts: readonly string[],
  at: { source: string; offset: number },
): GlueTable {
  const [name = "", schema = database, source = "awsdatacatalog"] = parts
    .map((part) => part.toLowerCase())
    .reverse();
  const full = `${source}.${schema}.${name}`;
  if (source !== "awsdatacatalog")
    throw new SqlError("CATALOG_NOT_FOUND", `Catalog '${source}' not found`, at);
  try {
    return catalog.table(schema, name);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new SqlError("TABLE_NOT_FOUND", `Table '${full}' does not exist`, at);
  }
}
