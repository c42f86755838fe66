import {
  Bool,
  Float64,
  Int64,
  Table,
  tableFromArrays,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import type { QueryResult, ResultColumn } from "./query.ts";

export type ResultFormat = "table" | "csv" | "json" | "arrow";

/** A query's result in one of the formats; Arrow as an IPC stream. */
export const formats: Readonly<Record<ResultFormat, (result: QueryResult) => string | Uint8Array>> =
  {
    table: asTable,
    csv: asCsv,
    json: asJson,
    arrow: asArrow,
  };

const numeric = /^(tinyint|smallint|integer|bigint|double|float|real|decimal)/;
const isNumber = (column: ResultColumn): boolean => numeric.test(column.type);

function asTable({ columns, rows }: QueryResult): string {
  const width = columns.map((column, i) =>
    Math.max(column.name.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly (string | null)[]): string =>
    cells
      .map((cell, i) => {
        const column = columns[i];
        const text = cell ?? "";
        return column && isNumber(column)
          ? text.padStart(width[i] ?? 0)
          : text.padEnd(width[i] ?? 0);
      })
      .join("  ")
      .trimEnd();
  const rule = width.map((n) => "─".repeat(n)).join("  ");
  return `${[line(columns.map(({ name }) => name)), rule, ...rows.map(line)].join("\n")}\n`;
}

function asCsv({ columns, rows }: QueryResult): string {
  const head = columns.map(({ name }) => quoted(neutral(name)));
  const body = rows.map((row) =>
    row.map((cell, i) => {
      const column = columns[i];
      if (cell === null) return "";
      return column && isNumber(column) ? cell : quoted(neutral(cell));
    }),
  );
  return [head, ...body].map((cells) => `${cells.join(",")}\r\n`).join("");
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/**
 * A text cell that a spreadsheet would take for a formula gets an apostrophe in front
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const neutral = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

function asJson({ columns, rows }: QueryResult): string {
  const objects = rows.map((row) => {
    const members = columns.map(
      (column, i) => `${JSON.stringify(column.name)}:${jsonValue(column, row[i] ?? null)}`,
    );
    return `{${members.join(",")}}`;
  });
  return `[${objects.join(",\n")}]\n`;
}

/** Numbers keep every digit: the text is Athena's own. */
function jsonValue(column: ResultColumn, cell: string | null): string {
  if (cell === null) return "null";
  const plain = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(cell);
  if ((isNumber(column) && plain) || column.type === "boolean") return cell;
  return JSON.stringify(cell);
}

function asArrow({ columns, rows }: QueryResult): Uint8Array {
  const vectors: Record<string, Vector> = {};
  columns.forEach((column, i) => {
    vectors[column.name] = vector(
      column,
      rows.map((row) => row[i] ?? null),
    );
  });
  return tableToIPC(columns.length === 0 ? tableFromArrays({}) : new Table(vectors), "stream");
}

/** Decimals and timestamps stay text, which is exact; whole numbers, doubles and booleans are typed. */
function vector(column: ResultColumn, cells: readonly (string | null)[]): Vector {
  const map = <T>(convert: (text: string) => T): (T | null)[] =>
    cells.map((cell) => (cell === null ? null : convert(cell)));
  if (/^(tinyint|smallint|integer|bigint)$/.test(column.type)) {
    return vectorFromArray(map(BigInt), new Int64());
  }
  if (/^(double|float|real)$/.test(column.type)) return vectorFromArray(map(Number), new Float64());
  if (column.type === "boolean")
    return vectorFromArray(
      map((text) => text === "true"),
      new Bool(),
    );
  return vectorFromArray(map(String), new Utf8());
}
