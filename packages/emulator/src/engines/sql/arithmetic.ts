import { coerce } from "./casts.ts";
import {
  asDecimal,
  commonType,
  decimalResult,
  isInteger,
  isNumeric,
  sameType,
} from "./coercion.ts";
import { raise, type Typed } from "./functions/definition.ts";
import { arrayOf, engineType, type SqlType, simple, timestampType, varcharType } from "./types.ts";

/** Ways of writing in the engine what Trino's arithmetic means. */
const macros = [
  // n/d rounded half away from zero.
  `CREATE MACRO divide_rounded(n, d) AS CASE WHEN n IS NULL OR d IS NULL THEN NULL WHEN d = 0 THEN ${raise("DIVISION_BY_ZERO", "Division by zero")}
    ELSE (n // d) + CASE WHEN abs(n % d) * 2 >= abs(d) THEN sign(n)::HUGEINT * sign(d)::HUGEINT ELSE 0::HUGEINT END END`,
  ...Array.from({ length: 39 }, (_, scale) => scale).map(
    (scale) =>
      `CREATE MACRO decimal_of_${scale}(n) AS CAST(n AS DECIMAL(38,0)) * CAST('1e-${scale}' AS DECIMAL(38,${scale}))`,
  ),
];

/** The macros that a text of the engine's calls. */
export function macrosOf(sql: string): string[] {
  return macros.filter((macro) => sql.includes(`${/MACRO (\w+)/.exec(macro)?.[1]}(`));
}

/** Null goes before the error: null / 0 is null. */
const zeroCheck = (dividend: string, divisor: string, sql: string): string =>
  `CASE WHEN ${divisor} = 0 AND ${dividend} IS NOT NULL THEN ${raise("DIVISION_BY_ZERO", "Division by zero")} ELSE ${sql} END`;

/** A decimal's digits as a whole number, with `extra` noughts behind them. */
export function unscaled(sql: string, type: SqlType, extra = 0): string {
  const scale = (asDecimal(type)?.scale ?? 0) + extra;
  return `CAST(CAST(${sql} AS DECIMAL(38,${asDecimal(type)?.scale ?? 0})) * CAST('1${"0".repeat(scale)}' AS DECIMAL(38,0)) AS HUGEINT)`;
}

function isInterval(type: SqlType): boolean {
  return type.kind === "interval day to second" || type.kind === "interval year to month";
}

const isMoment = (type: SqlType): boolean =>
  ["date", "timestamp", "timestamp with time zone"].includes(type.kind);

function numbers(operator: string, left: Typed, right: Typed): Typed | undefined {
  const common = commonType(left.type, right.type);
  if (common === undefined) return undefined;
  if (common.kind === "double") {
    const [a, b] = [coerce(left, common).sql, coerce(right, common).sql];
    // Floating point divides by zero without an error, in Trino and here by `ieee_floating_point_ops`.
    return { sql: `(${a} ${operator} ${b})`, type: common };
  }
  if (isInteger(common)) {
    const [a, b] = [coerce(left, common).sql, coerce(right, common).sql];
    if (operator === "/") return { sql: zeroCheck(a, b, `(${a} // ${b})`), type: common };
    if (operator === "%") return { sql: zeroCheck(a, b, `(${a} % ${b})`), type: common };
    return { sql: `(${a} ${operator} ${b})`, type: common };
  }
  const type = decimalResult(operator, left.type, right.type);
  if (type?.kind !== "decimal") return undefined;
  if (operator === "/") {
    const rightScale = asDecimal(right.type)?.scale ?? 0;
    const leftScale = asDecimal(left.type)?.scale ?? 0;
    const dividend = unscaled(left.sql, left.type, type.scale - leftScale + rightScale);
    const quotient = `divide_rounded(${dividend}, ${unscaled(right.sql, right.type)})`;
    return { sql: `CAST(decimal_of_${type.scale}(${quotient}) AS ${engineType(type)})`, type };
  }
  if (operator === "%") {
    // DuckDB's remainder of decimals is a double: of whole numbers it is exact.
    const [dividend, divisor] = [left, right].map(({ sql, type: of }) =>
      unscaled(sql, of, type.scale - (asDecimal(of)?.scale ?? 0)),
    );
    const remainder = `(${dividend} % ${divisor})`;
    return {
      sql: `CAST(decimal_of_${type.scale}(${zeroCheck(left.sql, right.sql, remainder)}) AS ${engineType(type)})`,
      type,
    };
  }
  // DuckDB multiplies and adds in 64 bits where both sides have 18 digits or fewer, and overflows.
  const wide =
    type.precision > 18
      ? `CAST(${left.sql} AS DECIMAL(38,${asDecimal(left.type)?.scale ?? 0}))`
      : left.sql;
  return { sql: `CAST((${wide} ${operator} ${right.sql}) AS ${engineType(type)})`, type };
}

function moments(operator: string, left: Typed, right: Typed): Typed | undefined {
  if (operator === "+" && isInterval(left.type) && isMoment(right.type))
    return moments("+", right, left);
  if ((operator === "+" || operator === "-") && isMoment(left.type) && isInterval(right.type)) {
    const sum = `(${left.sql} ${operator} ${right.sql})`;
    return left.type.kind === "date"
      ? { sql: `CAST(${sum} AS DATE)`, type: left.type }
      : { sql: sum, type: left.type };
  }
  if (operator === "-" && isMoment(left.type) && isMoment(right.type)) {
    const common = commonType(left.type, right.type);
    if (common === undefined) return undefined;
    const target = common.kind === "date" ? timestampType : common;
    return {
      sql: `(${coerce(left, target).sql} - ${coerce(right, target).sql})`,
      type: simple("interval day to second"),
    };
  }
  return undefined;
}

function intervals(operator: string, left: Typed, right: Typed): Typed | undefined {
  if (operator === "*" && isInteger(left.type) && isInterval(right.type))
    return intervals("*", right, left);
  if (operator === "*" && isInterval(left.type) && isInteger(right.type)) {
    return { sql: `(${left.sql} * ${right.sql})`, type: left.type };
  }
  if (
    (operator === "+" || operator === "-") &&
    isInterval(left.type) &&
    sameType(left.type, right.type)
  ) {
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: left.type };
  }
  return undefined;
}

function concatenation(left: Typed, right: Typed): Typed | undefined {
  const common = commonType(left.type, right.type);
  const type =
    common?.kind === "unknown" ? varcharType : common?.kind === "varchar" ? common : undefined;
  if (type !== undefined) return { sql: `(${left.sql} || ${right.sql})`, type };
  if (common?.kind === "array") {
    return {
      sql: `(${coerce(left, common).sql} || ${coerce(right, common).sql})`,
      type: arrayOf(common.element),
    };
  }
  return undefined;
}

/** `left operator right` for `+ - * / % ||`; undefined where Trino has no such operator for the types. */
export function arithmetic(operator: string, left: Typed, right: Typed): Typed | undefined {
  if (operator === "||") return concatenation(left, right);
  if (left.type.kind === "unknown" && right.type.kind !== "unknown" && !isInterval(right.type)) {
    return arithmetic(operator, coerce(left, right.type), right);
  }
  if (right.type.kind === "unknown" && left.type.kind !== "unknown" && !isInterval(left.type)) {
    return arithmetic(operator, left, coerce(right, left.type));
  }
  if (isNumeric(left.type) && isNumeric(right.type)) return numbers(operator, left, right);
  return moments(operator, left, right) ?? intervals(operator, left, right);
}
