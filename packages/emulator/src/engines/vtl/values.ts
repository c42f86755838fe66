/**
 * What a template computes with. Whole numbers are `number` while they are safe, else `bigint`;
 * other numbers are `Decimal`, so that 1.0 stays 1.0. `undefined` and `null` are Java's null.
 */
export type Value = undefined | null | string | boolean | number | bigint | Decimal | VtlObject;

/** A Java Double, or a BigDecimal where it has more digits than a double keeps. */
export class Decimal {
  readonly value: number;
  readonly text: string;

  constructor(value: number, text?: string) {
    this.value = value;
    this.text = text ?? javaDouble(value);
  }
}

/** An object that a template sees. What it does not have is null, as in Velocity. */
export abstract class VtlObject {
  /** A property or, for a container, an element. */
  get(_name: string): Value {
    return undefined;
  }
  /** Sets a property; false where the object takes none. */
  set(_name: string, _value: Value): boolean {
    return false;
  }
  call(_name: string, _args: readonly Value[]): Value {
    return undefined;
  }
  /** What `#foreach` goes over, undefined where it cannot. */
  elements(): Iterable<Value> | undefined {
    return undefined;
  }
  abstract print(): string;
}

/** Java's `Double.toString`. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** A whole number in its usual form: `number` while safe. */
export function whole(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The value of a JSON number by its own text, as a Java JSON parser reads it. */
export function jsonNumber(text: string): Value {
  if (/^-?\d+$/.test(text)) return whole(BigInt(text));
  // json-smart keeps a BigDecimal from 19 characters on.
  return new Decimal(Number(text), text.length > 18 && !/[eE]/.test(text) ? text : undefined);
}

/** `toString()` of a value. */
export function print(value: Value): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "null";
  if (value instanceof Decimal) return value.text;
  if (value instanceof VtlObject) return value.print();
  return String(value);
}
