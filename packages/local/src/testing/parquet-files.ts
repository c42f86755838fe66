import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Column } from "@tributary/contract";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import parquet from "parquetjs-lite";

/** A row as the fixtures hold it: decimals and timestamps (`yyyy-MM-dd HH:mm:ss.SSS`, UTC) as text. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Rows as a Parquet file, written by a program that is not the engine that reads it: parquetjs-lite,
 * and hyparquet-writer for the datasets with decimals, which the former does not know.
 */
export function parquetFile(columns: readonly Column[], rows: readonly Row[]): Promise<Uint8Array> {
  const exact = columns.some(({ type }) => type.startsWith("decimal") || type === "boolean");
  return exact ? Promise.resolve(byHyparquet(columns, rows)) : byParquetjs(columns, rows);
}

const moment = (value: unknown): Date => new Date(`${String(value).replace(" ", "T")}Z`);

async function byParquetjs(columns: readonly Column[], rows: readonly Row[]): Promise<Uint8Array> {
  const types = { string: "UTF8", int: "INT32", timestamp: "TIMESTAMP_MILLIS" } as const;
  const fields = columns.map(({ name, type }) => {
    const found = Object.entries(types).find(([hive]) => hive === type)?.[1];
    if (found === undefined) throw new Error(`${name} has the type ${type}`);
    return [name, { type: found, optional: true }] as const;
  });
  const path = join(
    tmpdir(),
    `tributary-${process.pid}-${Math.random().toString(36).slice(2)}.parquet`,
  );
  const writer = await parquet.ParquetWriter.openFile(
    new parquet.ParquetSchema(Object.fromEntries(fields)),
    path,
  );
  for (const row of rows) {
    const cells = columns.flatMap(({ name, type }) => {
      const value = row[name] ?? null;
      if (value === null) return [];
      return [[name, type === "timestamp" ? moment(value) : value] as const];
    });
    await writer.appendRow(Object.fromEntries(cells));
  }
  await writer.close();
  const bytes = await readFile(path);
  await rm(path);
  return bytes;
}

function byHyparquet(columns: readonly Column[], rows: readonly Row[]): Uint8Array {
  const schema = columns.map(({ name, type }) => ({
    name,
    repetition_type: "OPTIONAL" as const,
    ...physical(type),
  }));
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    columnData: columns.map(({ name, type }) => ({
      name,
      data: rows.map((row) => cell(type, row[name] ?? null)),
    })),
    schema: [{ name: "root", num_children: columns.length }, ...schema],
  });
  return new Uint8Array(writer.getBuffer());
}

function physical(type: string) {
  const digits = /^decimal\((\d+),(\d+)\)$/.exec(type);
  if (digits !== null) {
    return {
      type: "INT64",
      converted_type: "DECIMAL",
      precision: Number(digits[1]),
      scale: Number(digits[2]),
    } as const;
  }
  if (type === "string") return { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
  if (type === "int") return { type: "INT32" } as const;
  if (type === "boolean") return { type: "BOOLEAN" } as const;
  if (type === "timestamp") return { type: "INT64", converted_type: "TIMESTAMP_MILLIS" } as const;
  throw new Error(`no Parquet type for ${type}`);
}

function cell(type: string, value: Row[string]): unknown {
  if (value === null) return null;
  if (type === "timestamp") return moment(value);
  const scale = /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? value : unscaled(String(value), Number(scale));
}

/** A decimal's digits as a whole number; a double between would lose some. */
function unscaled(text: string, scale: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(scale, "0"));
}
