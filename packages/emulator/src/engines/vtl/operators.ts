import { Decimal, print, type Value, VtlObject, whole } from "./values.ts";

function isNumber(value: Value): value is number | bigint | Decimal {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Decimal;
}

function toDouble(value: number | bigint | Decimal): number {
  return value instanceof Decimal ? value.value : Number(value);
}

/** Compares two numbers by value. */
function compare(left: number | bigint | Decimal, right: number | bigint | Decimal): number {
  if (left instanceof Decimal || right instanceof Decimal) return toDouble(left) - toDouble(right);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** `==`: nulls are equal to each other, numbers by value, values of different types by their text. */
export function equal(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left === undefined || left === null) return right === undefined || right === null;
  if (right === undefined || right === null) return false;
  if (isNumber(left) && isNumber(right)) return compare(left, right) === 0;
  if (typeof left === "string" && typeof right === "string") return false;
  if (
    left instanceof VtlObject &&
    right instanceof VtlObject &&
    left.constructor !== right.constructor
  ) {
    return left.print() === right.print();
  }
  return print(left) === print(right);
}

/** `<`, `<=`, `>`, `>=`: false unless both are numbers. */
export function ordered(operator: "<" | "<=" | ">" | ">=", left: Value, right: Value): boolean {
  if (!isNumber(left) || !isNumber(right)) return false;
  const order = compare(left, right);
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

/** A reference in a condition: null and false do not hold, anything else does. */
export function truthy(value: Value): boolean {
  return value !== undefined && value !== null && value !== false;
}

/**
 * `+`: the sum of two numbers, else the concatenation where one side is a string; a null on the other
 * side is taken by its source text.
 */
export function add(left: Value, right: Value, leftText: string, rightText: string): Value {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  if (typeof left === "string" || typeof right === "string") {
    return (
      (left === undefined || left === null ? leftText : print(left)) +
      (right === undefined || right === null ? rightText : print(right))
    );
  }
  return arithmetic("+", left, right);
}

/** Arithmetic on numbers; null where a side is no number or the divisor is zero. */
export function arithmetic(
  operator: "+" | "-" | "*" | "/" | "%",
  left: Value,
  right: Value,
): Value {
  if (!isNumber(left) || !isNumber(right)) return undefined;
  if ((operator === "/" || operator === "%") && toDouble(right) === 0) return undefined;
  if (left instanceof Decimal || right instanceof Decimal) {
    return new Decimal(inDoubles(operator, toDouble(left), toDouble(right)));
  }
  return whole(inIntegers(operator, BigInt(left), BigInt(right)));
}

function inDoubles(operator: string, left: number, right: number): number {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  return operator === "/" ? left / right : left % right;
}

function inIntegers(operator: string, left: bigint, right: bigint): bigint {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  return operator === "/" ? left / right : left % right;
}
