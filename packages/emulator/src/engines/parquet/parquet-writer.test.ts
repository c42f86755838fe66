import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ParquetWriter } from "./parquet-writer.ts";

const columns = [
  { Name: "id", Type: "string" },
  { Name: "quantity", Type: "int" },
  { Name: "amount", Type: "decimal(12,2)" },
  { Name: "price", Type: "decimal(12,3)" },
  { Name: "at", Type: "timestamp" },
  { Name: "is_cancellation", Type: "boolean" },
];

let directory: string;
let writer: ParquetWriter;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tributary-parquet-"));
  writer = await ParquetWriter.create(directory);
});
afterAll(() => {
  writer.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Records as they come: each its rows, without a newline at the end. */
function write(to: ParquetWriter, types: typeof columns, records: readonly string[]) {
  const rows = records.map((record) => Buffer.from(`${record}\n`));
  let end = 0;
  const ends = Uint32Array.from(rows, ({ length }) => (end += length));
  return to.write(types, [{ bytes: Buffer.concat(rows), ends }]);
}

/** An independent reader: the engine that reads is not the one that wrote. */
async function rowsOf(path: string | undefined) {
  const file = await asyncBufferFromFile(path ?? "");
  return parquetReadObjects({ file, compressors });
}

test("rows are written with the catalogue's types and read back by another engine", async () => {
  const { path, rejected } = await write(writer, columns, [
    '{"id":"a","quantity":-6,"amount":9999999999.99,"price":2.555,"at":"2010-12-01 08:26:00","is_cancellation":false,"unknown":1}',
    '{"id":"日本 🙂 \\u0000","amount":0.1,"at":"2010-12-01 08:26:00.123"}',
  ]);
  expect(rejected).toEqual([]);
  expect(await rowsOf(path)).toEqual([
    {
      id: "a",
      quantity: -6,
      amount: 9999999999.99,
      price: 2.555,
      at: new Date("2010-12-01T08:26:00Z"),
      is_cancellation: false,
    },
    {
      id: "日本 🙂 \u0000",
      quantity: null,
      amount: 0.1,
      price: null,
      at: new Date("2010-12-01T08:26:00.123Z"),
      is_cancellation: null,
    },
  ]);
});

test("every two-decimal amount of decimal(12,2) survives exactly", async () => {
  const cents = Array.from({ length: 2000 }, (_, n) => 999_999_999_999 - n * 499_979_317);
  const texts = cents.map((n) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, "0")}`);
  const { path } = await write(
    writer,
    columns,
    texts.map((text) => `{"amount":${text}}`),
  );
  const rows = await rowsOf(path);
  expect(rows.map(({ amount }) => amount.toFixed(2))).toEqual(texts);
});

test("Snappy is the compression", async () => {
  const { path } = await write(writer, columns, ['{"id":"a"}']);
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path ?? ""));
  expect(metadata.row_groups[0]?.columns[0]?.meta_data?.codec).toBe("SNAPPY");
  expect(parquetSchema(metadata).children.map(({ element }) => element.name)).toEqual(
    columns.map(({ Name }) => Name),
  );
});

test("a record that DuckDB cannot read is named, the others are written", async () => {
  const records = Array.from({ length: 50 }, (_, n) => `{"id":"${n}"}`);
  records[7] = '{"id":"7","at":"2010-02-30 00:00:00"}';
  records[31] = '{"id":"\\ud800"}';
  const { path, rejected } = await write(writer, columns, records);
  expect(rejected.map(({ record }) => record)).toEqual([7, 31]);
  expect(rejected[0]?.reason).toContain("2010-02-30");
  expect((await rowsOf(path)).length).toBe(48);
});

test("nothing but the file that was asked for is left behind", async () => {
  const { path } = await write(writer, columns, ['{"id":"a"}', '{"quantity":99999999999}']);
  expect(readdirSync(directory).filter((name) => join(directory, name) === path)).toHaveLength(1);
  expect(readdirSync(directory).filter((name) => name.endsWith(".ndjson"))).toEqual([]);
});

describe("several datasets at once", () => {
  test("do not disturb one another", async () => {
    const written = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        write(writer, [{ Name: `c${n}`, Type: "int" }], [`{"c${n}":${n}}`]),
      ),
    );
    for (const [n, { path }] of written.entries()) {
      expect(await rowsOf(path)).toEqual([{ [`c${n}`]: n }]);
    }
  });
});

test("what a killed process left behind is removed, other files are not", async () => {
  const used = mkdtempSync(join(tmpdir(), "tributary-parquet-used-"));
  for (const name of ["b13e9b0a-6b03-4c4d-9703-c49ad8ccb66e.ndjson", "other.parquet"]) {
    writeFileSync(join(used, name), "");
  }
  const next = await ParquetWriter.create(used);
  expect(readdirSync(used)).toEqual(["other.parquet"]);
  next.close();
  rmSync(used, { recursive: true });
});

test("a directory that is gone is an error, not bad rows", async () => {
  const gone = mkdtempSync(join(tmpdir(), "tributary-parquet-gone-"));
  const other = await ParquetWriter.create(gone);
  rmSync(gone, { recursive: true });
  await expect(write(other, columns, ['{"id":"a"}'])).rejects.toThrow("ENOENT");
  other.close();
});
