// Conversion of rows to Parquet as Firehose does it here, against DuckDB's COPY of the same NDJSON file.
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { cpuOf, interleaved, orders, scale, scratch, source } from "../lib.mjs";

const columns = [
  { Name: "order_id", Type: "string" },
  { Name: "customer_id", Type: "string" },
  { Name: "order_date", Type: "timestamp" },
  { Name: "status", Type: "string" },
  { Name: "amount", Type: "decimal(12,2)" },
  { Name: "event_id", Type: "string" },
];
const types = { string: "VARCHAR", timestamp: "TIMESTAMP", "decimal(12,2)": "DECIMAL(12,2)" };

export async function run() {
  const directory = await scratch();
  const { ParquetWriter } = await source("emulator", "engines/parquet/parquet-writer.ts");
  const { RowReader } = await source("emulator", "engines/parquet/row-reader.ts");
  const writer = await ParquetWriter.create(join(directory, "writer"));
  const reader = new RowReader(columns);
  const ROWS = scale(100_000, 20_000);
  const some = orders(2_000).map((text) => JSON.parse(text));
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const { order_id, customer_id, order_date, status, purchase_details } = some[n % some.length];
    return JSON.stringify({
      order_id: `${order_id}-${n}`,
      customer_id,
      order_date: order_date.replace("T", " ").replace("Z", ""),
      status,
      amount: purchase_details.amount,
      event_id: `request/${n}`,
    });
  });
  const file = join(directory, "rows.ndjson");
  writeFileSync(file, `${rows.join("\n")}\n`);
  const target = join(directory, "rows.parquet");
  const database = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await database.connect();
  const wanted = columns.map(({ Name, Type }) => `'${Name}': '${types[Type]}'`).join(", ");
  const copy = `COPY (SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {${wanted}})) TO '${target}' (FORMAT parquet, COMPRESSION snappy)`;

  const chunk = () => {
    const lines = rows.map((row) => Buffer.from(`${row}\n`));
    let end = 0;
    return {
      bytes: Buffer.concat(lines),
      ends: Uint32Array.from(lines, ({ length }) => (end += length)),
    };
  };
  const ready = chunk();
  let bytes = 0;
  const { ours, ...others } = await interleaved(scale(9, 3), {
    ours: async () => {
      const micros = await cpuOf(async () => {
        const { path } = await writer.write(columns, [ready]);
        bytes = statSync(path).size;
        rmSync(path);
      });
      return micros / ROWS;
    },
    "DuckDB COPY": async () => (await cpuOf(() => connection.run(copy))) / ROWS,
  });
  // What comes before on the function's thread: every row is held against the columns' types.
  const check = await interleaved(scale(9, 3), {
    check: async () => {
      const micros = await cpuOf(() => {
        for (const row of rows)
          if ("errorCode" in reader.read(row)) throw new Error("a row is refused");
      });
      return micros / ROWS;
    },
  });
  return [
    {
      what: "Parquet, NDJSON in memory to a file",
      unit: "µs CPU/row",
      ours,
      others,
      note: `(${(bytes / ROWS).toFixed(0)} bytes a row; COPY of a file by DuckDB alone ${statSync(target).size === bytes ? "gives the same size" : `gives ${statSync(target).size} bytes`})`,
    },
    { what: "Parquet, types checked before", unit: "µs CPU/row", ours: check.check, others: {} },
  ];
}
