import { decimal, doubleType, type SqlType, simple, timestampType } from "./types.ts";

const integerDigits: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
};
const integerOrder = ["tinyint", "smallint", "integer", "bigint"] as const;

export const isInteger = (type: SqlType): boolean => type.kind in integerDigits;
export const isNumeric = (type: SqlType): boolean =>
  isInteger(type) || type.kind === "decimal" || type.kind === "double";

/** An exact number's digits and scale: integers are decimals without a fraction. Undefined for the rest. */
export function asDecimal(type: SqlType): { precision: number; scale: number } | undefined {
  if (type.kind === "decimal") return type;
  const precision = integerDigits[type.kind];
  return precision === undefined ? undefined : { precision, scale: 0 };
}

export function sameType(left: SqlType, right: SqlType): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/**
 * The type to which Trino coerces both of two types by itself, or undefined where it does not
 * (`io.trino.type.TypeCoercion`): numbers widen, a date becomes a timestamp, text stays text.
 */
export function commonType(left: SqlType, right: SqlType): SqlType | undefined {
  if (sameType(left, right)) return left;
  if (left.kind === "unknown") return right;
  if (right.kind === "unknown") return left;
  if (isNumeric(left) && isNumeric(right)) return commonNumber(left, right);
  const kinds = new Set([left.kind, right.kind]);
  if (kinds.size === 2 && kinds.has("date") && kinds.has("timestamp")) return timestampType;
  if (
    left.kind === "timestamp with time zone" &&
    (right.kind === "date" || right.kind === "timestamp")
  ) {
    return left;
  }
  if (
    right.kind === "timestamp with time zone" &&
    (left.kind === "date" || left.kind === "timestamp")
  ) {
    return right;
  }
  if (left.kind === "array" && right.kind === "array") {
    const element = commonType(left.element, right.element);
    return element === undefined ? undefined : { kind: "array", element };
  }
  if (left.kind === "row" && right.kind === "row" && left.fields.length === right.fields.length) {
    const fields = left.fields.map((field, i) => {
      const other = right.fields[i];
      const type = other === undefined ? undefined : commonType(field.type, other.type);
      return type === undefined
        ? undefined
        : { name: field.name === other?.name ? field.name : undefined, type };
    });
    return fields.every((field) => field !== undefined) ? { kind: "row", fields } : undefined;
  }
  return undefined;
}

function commonNumber(left: SqlType, right: SqlType): SqlType {
  if (left.kind === "double" || right.kind === "double") return doubleType;
  if (isInteger(left) && isInteger(right)) {
    return simple(
      integerOrder.findLast((kind) => kind === left.kind || kind === right.kind) ?? "bigint",
    );
  }
  const a = asDecimal(left) ?? { precision: 38, scale: 0 };
  const b = asDecimal(right) ?? { precision: 38, scale: 0 };
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return decimal(Math.min(38, whole + scale), scale);
}

/** Whether a value of one type is taken where the other is asked for. */
export function coerces(from: SqlType, to: SqlType): boolean {
  if (from.kind === "timestamp with time zone" && to.kind === from.kind)
    return from.zone === to.zone;
  const common = commonType(from, to);
  return common !== undefined && sameType(common, to);
}

/** Result types of `+ - * / %` on exact numbers: https://trino.io/docs/current/functions/decimal.html */
export function decimalResult(
  operator: string,
  left: SqlType,
  right: SqlType,
): SqlType | undefined {
  const a = asDecimal(left);
  const b = asDecimal(right);
  if (a === undefined || b === undefined) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const cap = (precision: number) => Math.min(38, precision);
  switch (operator) {
    case "+":
    case "-":
      return decimal(
        cap(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1),
        scale,
      );
    case "*":
      return a.scale + b.scale > 38
        ? undefined
        : decimal(cap(a.precision + b.precision), a.scale + b.scale);
    case "/":
      return decimal(cap(a.precision + b.scale + Math.max(b.scale - a.scale, 0)), scale);
    default:
      return decimal(Math.min(b.precision - b.scale, a.precision - a.scale) + scale, scale);
  }
}
