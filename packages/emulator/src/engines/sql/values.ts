import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { SqlType } from "./types.ts";

/** As Java prints a double: `1.0`, `1.2345678E7`, `1.0E-5`, `NaN`, `Infinity`. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${exponent.replace("+", "")}`;
}

const two = (value: number): string => String(value).padStart(2, "0");

function formatTimestamp(micros: bigint): string {
  const date = new Date(Number(micros / 1000n));
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  return (
    `${year}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())} ` +
    `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.` +
    String(date.getUTCMilliseconds()).padStart(3, "0")
  );
}

function formatDayInterval({ days, micros }: DuckDBIntervalValue): string {
  const total = BigInt(days) * 86_400_000n + micros / 1000n;
  const size = total < 0n ? -total : total;
  const part = (unit: bigint, modulus: bigint) => Number((size / unit) % modulus);
  const time = `${two(part(3_600_000n, 24n))}:${two(part(60_000n, 60n))}:${two(part(1000n, 60n))}`;
  return `${total < 0n ? "-" : ""}${size / 86_400_000n} ${time}.${String(part(1n, 1000n)).padStart(3, "0")}`;
}

function formatMonthInterval({ months }: DuckDBIntervalValue): string {
  const size = Math.abs(months);
  return `${months < 0 ? "-" : ""}${Math.trunc(size / 12)}-${size % 12}`;
}

/** A value of the engine's as Athena writes it in results; null stays null. */
export function formatValue(value: DuckDBValue, type: SqlType): string | null {
  if (value === null) return null;
  if (typeof value === "number")
    return type.kind === "double" ? formatDouble(value) : String(value);
  if (value instanceof DuckDBTimestampValue) {
    const text = formatTimestamp(value.micros);
    return type.kind === "timestamp with time zone" ? `${text} ${type.zone}` : text;
  }
  if (value instanceof DuckDBDateValue || value instanceof DuckDBDecimalValue)
    return value.toString();
  if (value instanceof DuckDBIntervalValue) {
    return type.kind === "interval year to month"
      ? formatMonthInterval(value)
      : formatDayInterval(value);
  }
  if (value instanceof DuckDBListValue && type.kind === "array") {
    return `[${value.items.map((item) => formatValue(item, type.element) ?? "null").join(", ")}]`;
  }
  if (value instanceof DuckDBStructValue && type.kind === "row") {
    const fields = type.fields.map((field, i) => {
      const text = formatValue(value.entries[`f${i}`] ?? null, field.type) ?? "null";
      return `${field.name ?? `field${i}`}=${text}`;
    });
    return `{${fields.join(", ")}}`;
  }
  return String(value);
}
