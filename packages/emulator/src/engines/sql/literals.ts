import type { Expression } from "./ast.ts";
import { coerce } from "./casts.ts";
import type { Typed } from "./functions/definition.ts";
import { quote } from "./functions/time.ts";
import {
  bigintType,
  booleanType,
  dateType,
  decimal,
  doubleType,
  integerType,
  simple,
  timestampType,
  unknownType,
  varcharType,
  zoned,
} from "./types.ts";

export type Literal = Extract<
  Expression,
  { kind: "null" | "boolean" | "integer" | "decimal" | "double" | "string" | "typed" | "interval" }
>;

/** Throws the error of a statement: code, what is wrong, and where. */
export type Fail = (code: string, detail: string, at: number) => never;

/** A literal's type and value. */
export function literal(e: Literal, fail: Fail): Typed {
  switch (e.kind) {
    case "null":
      return { sql: "NULL", type: unknownType };
    case "boolean":
      return { sql: e.value ? "true" : "false", type: booleanType };
    case "integer":
      return integer(e.text, e.at, fail);
    case "decimal":
      return decimalLiteral(e.text, e.at, fail);
    case "double":
      return { sql: `CAST('${e.text}' AS DOUBLE)`, type: doubleType, literal: e.text };
    case "string":
      return { sql: quote(e.text), type: varcharType, literal: e.text };
    case "typed":
      return e.type === "date" ? date(e.text, e.at, fail) : timestamp(e.text, e.at, fail);
    case "interval":
      return interval(e, fail);
  }
}

function integer(text: string, at: number, fail: Fail): Typed {
  const value = BigInt(text);
  // -9223372036854775808 is a negated literal that is too large: Trino's grammar cannot say it either.
  if (value > 9223372036854775807n) {
    return fail("NUMERIC_VALUE_OUT_OF_RANGE", `Invalid numeric literal: ${text}`, at);
  }
  return value <= 2147483647n
    ? { sql: text, type: integerType, literal: text }
    : { sql: `CAST(${text} AS BIGINT)`, type: bigintType, literal: text };
}

function decimalLiteral(text: string, at: number, fail: Fail): Typed {
  const [whole = "", fraction = ""] = text.split(".");
  const precision = Math.max(1, whole.replace(/^0+/, "").length + fraction.length);
  if (precision > 38) {
    return fail("NUMERIC_VALUE_OUT_OF_RANGE", `Invalid decimal literal: ${text}`, at);
  }
  const sql = `CAST('${text}' AS DECIMAL(${precision},${fraction.length}))`;
  return { sql, type: decimal(precision, fraction.length), literal: text };
}

function date(text: string, at: number, fail: Fail): Typed {
  return /^\d{4}-\d{1,2}-\d{1,2}$/.test(text)
    ? { sql: `DATE ${quote(text)}`, type: dateType }
    : fail("INVALID_LITERAL", `'${text}' is not a valid date literal`, at);
}

function timestamp(text: string, at: number, fail: Fail): Typed {
  const [, before = text, named] = /^(.*\d) ?(UTC|Z|[A-Za-z]+\/[A-Za-z_/]+)$/.exec(text) ?? [];
  if (/^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d(\.\d{1,3})?)?)?$/.test(before)) {
    const moment: Typed = { sql: `CAST(${quote(before)} AS TIMESTAMP)`, type: timestampType };
    return named === undefined ? moment : coerce(moment, zoned(named === "Z" ? "UTC" : named));
  }
  return /\.\d{4,}/.test(text)
    ? fail("NOT_SUPPORTED", "Timestamps have milliseconds in the embedded Athena, not more", at)
    : fail("INVALID_LITERAL", `'${text}' is not a valid timestamp literal`, at);
}

function interval(e: Extract<Expression, { kind: "interval" }>, fail: Fail): Typed {
  if (!/^-?\d+$/.test(e.text)) {
    return fail("NOT_SUPPORTED", "Intervals are offered in whole numbers of one unit", e.at);
  }
  const months = e.unit === "MONTH" || e.unit === "YEAR";
  const negative = e.negative !== e.text.startsWith("-");
  return {
    sql: `(${negative ? "-" : ""}INTERVAL '${e.text.replace("-", "")} ${e.unit}')`,
    type: simple(months ? "interval year to month" : "interval day to second"),
  };
}
