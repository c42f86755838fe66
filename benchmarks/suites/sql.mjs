// Saved SQL through the Athena surface (start, poll, results over HTTP) against the same text in DuckDB
// over the same files. What DuckDB cannot read as it stands is left out and named.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { Client } from "../client.mjs";
import { cpuOf, interleaved, orders, root, scale, scratch } from "../lib.mjs";

export async function run() {
  const directory = await scratch();
  mkdirSync(join(directory, "data"));
  const { startLocal } = await import(
    pathToFileURL(join(root, "packages/local/dist/index.js")).href
  );
  const pipeline = await startLocal({ dataDir: join(directory, "data"), port: 0, awsPort: 0 });
  const lines = orders(scale(50_000, 5_000));
  for (let at = 0; at < lines.length; at += 500) {
    const response = await fetch(`${pipeline.apiUrl}/orders/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: `[${lines.slice(at, at + 500).join(",")}]`,
    });
    if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  }
  const csv = [
    join(root, "packages/cli/dist/main.js"),
    "producer",
    "--csv",
    join(root, "data/online-retail-sample.csv"),
    "--batch",
    "100",
    "--quiet",
    "--endpoint",
    pipeline.apiUrl,
  ];
  const code = await new Promise((resolve) =>
    spawn(process.execPath, csv, { stdio: "ignore" }).on("exit", resolve),
  );
  if (code !== 0) throw new Error("the invoices could not be sent");
  await pipeline.drained();

  const { names, awsUrl } = pipeline;
  const client = new Client({
    port: Number(new URL(awsUrl).port),
    prefix: "AmazonAthena",
    version: "1.1",
  });
  const viaAthena = async (sql) => {
    const { QueryExecutionId } = await client.call("StartQueryExecution", {
      QueryString: sql,
      QueryExecutionContext: { Database: names.database },
      WorkGroup: names.workgroup,
    });
    // Asked at an even pace: pauses that grow would be longer than the queries.
    for (;;) {
      const { QueryExecution } = await client.call("GetQueryExecution", { QueryExecutionId });
      const { State, StateChangeReason } = QueryExecution.Status;
      if (State === "SUCCEEDED") break;
      if (State === "FAILED") throw new Error(StateChangeReason);
      await sleep(10);
    }
    const { ResultSet } = await client.call("GetQueryResults", { QueryExecutionId });
    return ResultSet.Rows.length;
  };

  const database = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await database.connect();
  const lake = join(directory, "data", "s3");
  const files = new Map();
  for (const path of readdirSync(lake, { recursive: true })) {
    const dataset = /[\\/]lake[\\/]([^\\/]+)[\\/]/.exec(path)?.[1];
    if (dataset && path.endsWith(".parquet"))
      files.set(dataset, [...(files.get(dataset) ?? []), join(lake, path)]);
  }
  for (const [dataset, paths] of files) {
    const list = paths.map((path) => `'${path}'`).join(", ");
    await connection.run(
      `CREATE VIEW ${dataset} AS SELECT * EXCLUDE (filename), regexp_extract(filename, 'dt(=|%3D)([0-9-]+)', 2) AS dt FROM read_parquet([${list}], filename = true)`,
    );
  }
  // Views stand on tables and on one another.
  let views = readdirSync(join(root, "athena/views")).filter((name) => name.endsWith(".sql"));
  for (let round = 0; round < 4; round++) {
    const left = [];
    for (const name of views) {
      const sql = readFileSync(join(root, "athena/views", name), "utf8");
      await connection
        .run(`CREATE VIEW ${name.replace(".sql", "")} AS ${sql}`)
        .catch(() => left.push(name));
    }
    views = left;
  }

  const rows = [];
  const left = [];
  for (const file of readdirSync(join(root, "athena/queries")).filter((name) =>
    name.endsWith(".sql"),
  )) {
    const sql = readFileSync(join(root, "athena/queries", file), "utf8");
    const direct = async () => (await connection.runAndReadAll(sql)).getRows().length;
    try {
      const [a, b] = [await viaAthena(sql), await direct()];
      if (a !== Math.min(b + 1, 1000) || b === 0) throw new Error(`${a - 1} rows against ${b}`);
    } catch (error) {
      left.push(
        `${file.replace(".sql", "")} (${String(error.message).split("\n")[0].slice(0, 60)})`,
      );
      continue;
    }
    const time = (job) => async () => {
      const started = performance.now();
      await job();
      return performance.now() - started;
    };
    const athena = () => viaAthena(sql);
    const clock = await interleaved(scale(15, 5), { ours: time(athena), DuckDB: time(direct) });
    const cpu = await interleaved(scale(15, 5), {
      ours: async () => (await cpuOf(athena)) / 1000,
      DuckDB: async () => (await cpuOf(direct)) / 1000,
    });
    for (const [unit, { ours, ...others }] of [
      ["ms", clock],
      ["ms CPU", cpu],
    ]) {
      rows.push({ what: `SQL ${file.replace(".sql", "")}`, unit, ours, others });
    }
  }
  await pipeline.stop();
  const total = (unit) => {
    const same = rows.filter((row) => row.unit === unit);
    const sum = (of) => same.reduce((all, row) => all + of(row), 0);
    return {
      what: `SQL, all ${same.length} together`,
      unit,
      ours: sum((row) => row.ours),
      others: { DuckDB: sum((row) => row.others.DuckDB) },
      target: { against: "DuckDB", ratio: 1 / 1.2 },
    };
  };
  const note =
    left.length > 0
      ? `left out, because DuckDB does not read them as they stand: ${left.join("; ")}`
      : "";
  return [...rows, total("ms"), { ...total("ms CPU"), note }];
}
