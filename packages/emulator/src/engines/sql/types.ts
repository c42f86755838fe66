import type { TypeName } from "./ast.ts";

/** A type of Trino's, as far as the embedded Athena knows it. */
export type SqlType =
  | {
      readonly kind:
        | "unknown"
        | "boolean"
        | "tinyint"
        | "smallint"
        | "integer"
        | "bigint"
        | "double"
        | "varchar"
        | "date"
        | "timestamp"
        | "interval day to second"
        | "interval year to month";
    }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  /** Trino keeps a zone with each value; here it is a part of the type, so it must be a literal. */
  | { readonly kind: "timestamp with time zone"; readonly zone: string }
  | { readonly kind: "array"; readonly element: SqlType }
  | {
      readonly kind: "row";
      readonly fields: readonly { readonly name: string | undefined; readonly type: SqlType }[];
    };

export type SimpleKind = Exclude<
  SqlType["kind"],
  "decimal" | "timestamp with time zone" | "array" | "row"
>;

export const simple = (kind: SimpleKind): SqlType => ({ kind });
export const unknownType = simple("unknown");
export const booleanType = simple("boolean");
export const integerType = simple("integer");
export const bigintType = simple("bigint");
export const doubleType = simple("double");
export const varcharType = simple("varchar");
export const dateType = simple("date");
export const timestampType = simple("timestamp");

export function decimal(precision: number, scale: number): SqlType {
  return { kind: "decimal", precision, scale };
}

export const zoned = (zone: string): SqlType => ({ kind: "timestamp with time zone", zone });
export const arrayOf = (element: SqlType): SqlType => ({ kind: "array", element });

/** As Athena writes a type in `ResultSetMetadata` and in errors. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "array":
      return `array(${typeName(type.element)})`;
    case "row": {
      const fields = type.fields.map(({ name, type: inner }) =>
        name === undefined ? typeName(inner) : `${name} ${typeName(inner)}`,
      );
      return `row(${fields.join(", ")})`;
    }
    default:
      return type.kind;
  }
}

/** The type as the embedded engine names it. */
export function engineType(type: SqlType): string {
  switch (type.kind) {
    case "unknown":
      return "INTEGER";
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "timestamp with time zone":
      return "TIMESTAMPTZ";
    case "interval day to second":
    case "interval year to month":
      return "INTERVAL";
    case "array":
      return `${engineType(type.element)}[]`;
    case "row":
      return `STRUCT(${type.fields.map((field, i) => `f${i} ${engineType(field.type)}`).join(", ")})`;
    default:
      return type.kind.toUpperCase();
  }
}

const hiveNames: Readonly<Record<string, SqlType>> = {
  string: varcharType,
  int: integerType,
  integer: integerType,
  bigint: bigintType,
  smallint: simple("smallint"),
  tinyint: simple("tinyint"),
  boolean: booleanType,
  double: doubleType,
  date: dateType,
  timestamp: timestampType,
};

/**
 * A column's Hive type in the Glue catalogue as a type of Athena's; undefined where it is not offered
 * (maps, structs, binary, float). `varchar(n)` is read as varchar.
 */
export function fromHiveType(hive: string): SqlType | undefined {
  const text = hive.trim().toLowerCase();
  const number = /^decimal\((\d+),\s*(\d+)\)$/.exec(text);
  if (number !== null) return decimal(Number(number[1]), Number(number[2]));
  const list = /^array<(.+)>$/.exec(text);
  if (list?.[1] !== undefined) {
    const element = fromHiveType(list[1]);
    return element === undefined ? undefined : arrayOf(element);
  }
  if (/^varchar(\(\d+\))?$/.test(text)) return varcharType;
  return hiveNames[text];
}

const castNames: Readonly<Record<string, SimpleKind>> = {
  boolean: "boolean",
  tinyint: "tinyint",
  smallint: "smallint",
  integer: "integer",
  int: "integer",
  bigint: "bigint",
  double: "double",
  date: "date",
  timestamp: "timestamp",
};

/** The type a `cast` names; undefined where it is not offered. */
export function fromTypeName({ name, parameters, fields }: TypeName): SqlType | undefined {
  const [first, second] = parameters;
  if (name === "decimal" || name === "dec" || name === "numeric") {
    const precision = first ?? 38;
    const scale = second ?? 0;
    if (typeof precision !== "number" || typeof scale !== "number") return undefined;
    return precision >= 1 && precision <= 38 && scale <= precision
      ? decimal(precision, scale)
      : undefined;
  }
  if (name === "varchar") return first === undefined ? varcharType : undefined;
  if (name === "array" && typeof first === "object" && second === undefined) {
    const element = fromTypeName(first);
    return element === undefined ? undefined : arrayOf(element);
  }
  if (name === "row" && fields !== undefined) {
    const inner = fields.map((field) => ({ name: field.name, type: fromTypeName(field.type) }));
    return inner.every(
      (field): field is { name: string | undefined; type: SqlType } => field.type !== undefined,
    )
      ? { kind: "row", fields: inner }
      : undefined;
  }
  const timestampPrecision = first === undefined || first === 3;
  if (name === "timestamp with time zone") return timestampPrecision ? zoned("UTC") : undefined;
  if (name === "timestamp") return timestampPrecision ? timestampType : undefined;
  const kind = castNames[name];
  return kind === undefined || first !== undefined ? undefined : simple(kind);
}
