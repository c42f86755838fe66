import { commonType, isInteger, isNumeric, sameType } from "./coercion.ts";
import { raise, type Typed } from "./functions/definition.ts";
import { quote, toMilliseconds } from "./functions/time.ts";
import { engineType, type SqlType, typeName } from "./types.ts";

/** The value as another type, where Trino converts by itself: no value fails, none changes but by widening. */
export function coerce(value: Typed, to: SqlType): Typed {
  if (sameType(value.type, to)) return value;
  if (to.kind === "timestamp with time zone" && value.type.kind !== "unknown") {
    return { sql: `timezone(${quote(to.zone)}, CAST(${value.sql} AS TIMESTAMP))`, type: to };
  }
  return { ...value, sql: `CAST(${value.sql} AS ${engineType(to)})`, type: to };
}

/** A timestamp's wall time: with a zone, the one its zone's clocks show. */
export function wallTime(value: Typed): string {
  return value.type.kind === "timestamp with time zone"
    ? `timezone(${quote(value.type.zone)}, ${value.sql})`
    : value.sql;
}

/** What text must look like for Trino to read it; DuckDB reads much more (`1_000`, `yes`, `1.5` as 2). */
const readable: Readonly<Record<string, string>> = {
  boolean: "(?i)t|f|1|0|true|false",
  integer: "\\s*[+-]?\\d+\\s*",
  decimal: "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?",
  double: "\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*|NaN|[+-]?Infinity",
  date: "\\s*\\d{4}-\\d{1,2}-\\d{1,2}\\s*",
  timestamp: "\\s*\\d{4}-\\d{1,2}-\\d{1,2}( \\d{1,2}:\\d{1,2}(:\\d{1,2}(\\.\\d+)?)?)?\\s*",
};

const integerRange: Readonly<Record<string, readonly [string, string]>> = {
  tinyint: ["-128", "127"],
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/**
 * `cast(value as type)` with Trino's rules; `safe` is `try_cast`. Undefined where the embedded Athena
 * does not offer the conversion.
 */
export function cast(value: Typed, to: SqlType, safe: boolean): Typed | undefined {
  const from = value.type;
  const sql = castSql(value, to, safe ? "TRY_CAST" : "CAST", safe);
  if (sql === undefined) return undefined;
  return from.kind === to.kind && sameType(from, to) ? value : { sql, type: to };
}

function castSql(value: Typed, to: SqlType, keyword: string, safe: boolean): string | undefined {
  const from = value.type;
  const plain = `${keyword}(${value.sql} AS ${engineType(to)})`;
  if (sameType(from, to)) return value.sql;
  if (from.kind === "unknown") return plain;
  switch (to.kind) {
    case "varchar":
      return toText(value);
    case "boolean":
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
    case "double":
    case "decimal":
      if (from.kind === "varchar") return fromText(value.sql, to, plain, safe);
      if (from.kind === "boolean") return plain;
      if (to.kind === "boolean" && from.kind === "decimal") return `(${value.sql} <> 0)`;
      if (isNumeric(from)) return isInteger(to) ? toInteger(value, to, plain, safe) : plain;
      return undefined;
    case "date":
      if (from.kind === "varchar") return fromText(value.sql, to, plain, safe);
      return from.kind === "timestamp" || from.kind === "timestamp with time zone"
        ? `CAST(${wallTime(value)} AS DATE)`
        : undefined;
    case "timestamp":
      if (from.kind === "varchar") return toMilliseconds(fromText(value.sql, to, plain, safe));
      if (from.kind === "date") return plain;
      return from.kind === "timestamp with time zone" ? wallTime(value) : undefined;
    case "timestamp with time zone":
      // A cast keeps the instant and the zone; a wall time is in the session's zone, which is UTC.
      if (from.kind === "timestamp with time zone") return undefined;
      return from.kind === "timestamp" || from.kind === "date"
        ? `timezone('UTC', CAST(${value.sql} AS TIMESTAMP))`
        : undefined;
    case "array": {
      if (from.kind !== "array") return undefined;
      const element = castSql({ sql: "x", type: from.element }, to.element, keyword, safe);
      return element === undefined
        ? undefined
        : `list_transform(${value.sql}, lambda x : ${element})`;
    }
    case "row": {
      if (from.kind !== "row" || from.fields.length !== to.fields.length) return undefined;
      const fields = to.fields.map((field, i) => {
        const inner = from.fields[i];
        const cell = {
          sql: `struct_extract(${value.sql}, 'f${i}')`,
          type: inner?.type ?? field.type,
        };
        const text = castSql(cell, field.type, keyword, safe);
        return text === undefined ? undefined : `'f${i}': ${text}`;
      });
      return fields.includes(undefined)
        ? undefined
        : `CASE WHEN ${value.sql} IS NOT NULL THEN {${fields.join(", ")}} END`;
    }
    default:
      return undefined;
  }
}

/** Half up, as Trino; DuckDB rounds halves of a double to the even number. */
function toInteger(value: Typed, to: SqlType, plain: string, safe: boolean): string {
  if (isInteger(value.type)) return plain;
  const rounded = `round(${value.sql}, 0)`;
  const [low, high] = integerRange[to.kind] ?? ["0", "0"];
  // 2^63 as a double is one more than the largest bigint.
  const inside =
    value.type.kind === "double"
      ? `${rounded} >= ${low}::DOUBLE AND ${rounded} ${to.kind === "bigint" ? "<" : "<="} ${high}::DOUBLE`
      : `${rounded} BETWEEN ${low} AND ${high}`;
  const failure = safe ? "NULL" : cannot(value.sql, to);
  return `CASE WHEN ${inside} THEN CAST(${rounded} AS ${engineType(to)}) WHEN ${value.sql} IS NOT NULL THEN ${failure} END`;
}

function cannot(sql: string, to: SqlType): string {
  const message = raise("INVALID_CAST_ARGUMENT", "Cannot cast '\u0001' to \u0002");
  return message
    .replace("\u0001", () => `' || CAST(${sql} AS VARCHAR) || '`)
    .replace("\u0002", () => typeName(to).toUpperCase());
}

function fromText(sql: string, to: SqlType, plain: string, safe: boolean): string {
  const pattern = readable[isInteger(to) ? "integer" : to.kind] ?? "";
  const failure = safe ? "NULL" : cannot(sql, to);
  // Whether it looks right is one question, whether it is in range the other: TRY_CAST answers it.
  const attempt = plain.replace(/^CAST/, "TRY_CAST");
  return (
    `CASE WHEN regexp_full_match(${sql}, '${pattern}') AND ${attempt} IS NOT NULL THEN ${attempt} ` +
    `WHEN ${sql} IS NOT NULL THEN ${failure} END`
  );
}

function toText(value: Typed): string | undefined {
  switch (value.type.kind) {
    case "boolean":
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
    case "date":
      return `CAST(${value.sql} AS VARCHAR)`;
    case "decimal": {
      // DuckDB leaves out the nought before the point where the type has no digit for it.
      const { precision, scale } = value.type;
      const wide = { ...value.type, precision: Math.min(38, precision + 1) };
      const sql = precision === scale ? `CAST(${value.sql} AS ${engineType(wide)})` : value.sql;
      return `CAST(${sql} AS VARCHAR)`;
    }
    case "timestamp":
      return `strftime(${value.sql}, '%Y-%m-%d %H:%M:%S.%g')`;
    case "timestamp with time zone":
      return `strftime(${wallTime(value)}, '%Y-%m-%d %H:%M:%S.%g') || ${quote(` ${value.type.zone}`)}`;
    // Trino writes a double as 1.5E0 here, which DuckDB cannot; a decimal says how many digits are meant.
    default:
      return undefined;
  }
}

/** The common type of several values and the values in it; undefined where there is none. */
export function unify(values: readonly Typed[]): { type: SqlType; values: Typed[] } | undefined {
  let type: SqlType = { kind: "unknown" };
  for (const value of values) {
    const common = commonType(type, value.type);
    if (common === undefined) return undefined;
    type = common;
  }
  const target = type;
  return { type: target, values: values.map((value) => coerce(value, target)) };
}
