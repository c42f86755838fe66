import { NotImplementedError } from "../../errors.ts";

/** A column of a catalogue's table: its name and Hive type. */
export interface HiveColumn {
  readonly Name: string;
  readonly Type: string;
}

/** A Hive type as the Parquet engine needs it. */
export interface HiveType {
  readonly duckdb: string;
  /** Why the Hive JSON SerDe refuses a value for this type, or undefined where it takes it. Null always fits. */
  readonly refusal: (value: unknown) => string | undefined;
  /** JSON texts that it takes for certain, as a regular expression; by no means all of them. */
  readonly json: string;
}

/** Digits that a double keeps for certain. */
const KEPT_DIGITS = 15;

const notNumeric = (value: unknown): string =>
  `Current token (${token(value)}) not numeric, can not use numeric value accessors`;

/**
 * Hive's JSON SerDe as Firehose runs it: a JSON string is no number, whatever it says; a number or
 * boolean becomes text in a string column; an object or array fits no scalar column.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-concepts.html
 * @see https://github.com/floci-io/floci/pull/3521 (the same, observed on AWS, with its messages)
 */
const scalars: Readonly<Record<string, HiveType>> = {
  string: text("VARCHAR"),
  varchar: text("VARCHAR"),
  char: text("VARCHAR"),
  tinyint: integer("TINYINT", 2 ** 7),
  smallint: integer("SMALLINT", 2 ** 15),
  int: integer("INTEGER", 2 ** 31),
  integer: integer("INTEGER", 2 ** 31),
  bigint: integer("BIGINT", 2 ** 63),
  float: {
    duckdb: "FLOAT",
    refusal: (value) => (isNumber(value) ? undefined : notNumeric(value)),
    json: numberJson(15, 15),
  },
  double: {
    duckdb: "DOUBLE",
    refusal: (value) => (isNumber(value) ? undefined : notNumeric(value)),
    json: numberJson(15, 15),
  },
  boolean: {
    duckdb: "BOOLEAN",
    refusal: (value) =>
      typeof value === "boolean"
        ? undefined
        : `Current token (${token(value)}) not of boolean type`,
    json: "(?:true|false)",
  },
  // java.sql.Timestamp.valueOf: yyyy-[m]m-[d]d hh:mm:ss[.f…]
  timestamp: pattern(
    "TIMESTAMP",
    /^\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,9})?$/,
    "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff]",
  ),
  date: pattern("DATE", /^\d{4}-\d{1,2}-\d{1,2}$/, "Date format must be yyyy-mm-dd"),
};

/** @throws NotImplementedError for nested and binary types */
export function hiveType(type: string): HiveType {
  const text = type.trim().toLowerCase();
  const [, name = "", precision, scale] = /^([a-z]+)(?:\((\d+)(?:,\s*(\d+))?\))?$/.exec(text) ?? [];
  if (name === "decimal") return decimal(Number(precision ?? 10), Number(scale ?? 0));
  const found = scalars[name];
  if (found === undefined) throw new NotImplementedError("firehose", `conversion to ${type}`);
  return found;
}

function text(duckdb: string): HiveType {
  return {
    duckdb,
    refusal: (value) =>
      typeof value === "object"
        ? "One or more fields have incorrect format. Exception when validating field (root)"
        : undefined,
    json: '"[^"\\\\\\u0000-\\u001f]*"',
  };
}

function integer(duckdb: string, limit: number): HiveType {
  return {
    duckdb,
    refusal: (value) => {
      if (!isNumber(value)) return notNumeric(value);
      // On AWS a fraction is cut off without a word; here it is refused.
      if (!Number.isInteger(value)) return `${value} is no whole number`;
      return value >= -limit && value < limit ? undefined : `Numeric value (${value}) out of range`;
    },
    json: numberJson(Math.min(Math.floor(Math.log10(limit - 1)), KEPT_DIGITS), 0),
  };
}

function decimal(precision: number, scale: number): HiveType {
  const limit = 10 ** (precision - scale);
  return {
    duckdb: `DECIMAL(${precision},${scale})`,
    refusal: (value) => {
      if (!isNumber(value)) return notNumeric(value);
      return Math.abs(value) < limit
        ? undefined
        : `${value} does not fit decimal(${precision},${scale})`;
    },
    json: numberJson(Math.min(precision, KEPT_DIGITS) - scale, scale),
  };
}

function pattern(duckdb: string, expression: RegExp, message: string): HiveType {
  return {
    duckdb,
    refusal: (value) => (typeof value === "string" && expression.test(value) ? undefined : message),
    json: `"${expression.source.slice(1, -1)}"`,
  };
}

/** Numbers without an exponent, of at most so many digits; nothing at all where that is none. */
function numberJson(whole: number, fraction: number): string {
  if (whole < 1) return "(?!)";
  const decimals = fraction > 0 ? `(?:\\.\\d{1,${fraction}})?` : "";
  return `-?(?:0|[1-9]\\d{0,${whole - 1}})${decimals}`;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Jackson's name of a value's kind. */
function token(value: unknown): string {
  if (typeof value === "string") return "VALUE_STRING";
  if (typeof value === "boolean") return value ? "VALUE_TRUE" : "VALUE_FALSE";
  if (Array.isArray(value)) return "START_ARRAY";
  if (typeof value === "object") return "START_OBJECT";
  return Number.isInteger(value) ? "VALUE_NUMBER_INT" : "VALUE_NUMBER_FLOAT";
}
