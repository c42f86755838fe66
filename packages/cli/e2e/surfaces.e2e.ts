import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AthenaClient } from "@aws-sdk/client-athena";
import { type LocalPipeline, startLocal } from "@tributary/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runQuery } from "../src/athena/query.ts";
import { localDeployment } from "../src/target/deployment.ts";
import { json, line, order } from "./corpus/events.ts";
import { command } from "./support/command.ts";
import { exchange, type RawAnswer } from "./support/http.ts";
import { temporaryDirectory } from "./support/temporary.ts";

let dataDir: string;
let pipeline: LocalPipeline;

const post = (path: string, body: string): Promise<RawAnswer> =>
  exchange(pipeline.apiUrl, { method: "POST", path, body: Buffer.from(body) });
const get = async (path: string): Promise<RawAnswer> =>
  exchange(pipeline.apiUrl, { method: "GET", path });

const formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"];

beforeAll(async () => {
  dataDir = await temporaryDirectory();
  pipeline = await startLocal({ dataDir, port: 0, awsPort: 0, bufferSeconds: 0.5 });
  const orders = formulas.map((name, i) =>
    order({
      ...{ customer_id: '"c-1"', order_id: `"o-${i}"`, "product_details.0.name": json(name) },
      "product_details.0.product_id": json(name),
    }),
  );
  await post("/orders/batch", `[${orders.join(",")}]`);
  const lines = Array.from({ length: 5 }, (_, i) => line({ InvoiceNo: '"1"', LineNo: String(i) }));
  await post("/invoices/batch", `[${[...lines, line({ InvoiceNo: '"2"' })].join(",")}]`);
  await pipeline.drained();
});
afterAll(() => pipeline?.stop());

describe("page tokens", () => {
  const page = async (path: string) => {
    const answer = await get(path);
    expect(answer.status, answer.text).toBe(200);
    const body: { next_page_token: string | null; orders?: { order_id: string }[] } = JSON.parse(
      answer.text,
    );
    return body;
  };

  test("lead through all orders, each once", async () => {
    const found: string[] = [];
    let token: string | null = "";
    while (token !== null) {
      const suffix: string = token === "" ? "" : `&page_token=${token}`;
      const body = await page(`/customers/c-1/orders?limit=4${suffix}`);
      found.push(...(body.orders ?? []).map(({ order_id }) => order_id));
      token = body.next_page_token;
    }
    expect(found).toEqual(formulas.map((_, i) => `o-${i}`));
  });

  test("are of one query: another's, or a changed one, is refused", async () => {
    const { next_page_token: token } = await page("/customers/c-1/orders?limit=2");
    const { next_page_token: lines } = await page("/invoices/1?limit=2");
    const changed = `${token?.slice(0, -2)}${token?.endsWith("AA") ? "BB" : "AA"}`;
    const refused = [
      ...[`/customers/c-2/orders?page_token=${token}`, `/invoices/1?page_token=${token}`],
      ...[
        `/customers/c-1/orders?status=paid&page_token=${token}`,
        `/invoices/2?page_token=${lines}`,
      ],
      ...[`/customers/c-1/orders?page_token=${token}=`, `/invoices/1?page_token=${token}x`],
    ];
    for (const path of refused) expect((await get(path)).status, path).toBe(400);
    // A token holds no right: one that was changed is refused, or goes on within the same query.
    const other = await get(`/customers/c-1/orders?page_token=${changed}`);
    expect([200, 400]).toContain(other.status);
    expect(other.text).not.toContain("c-2");
  });
});

describe("SQL", () => {
  const ask = async (sql: string) => {
    const { client, names } = localDeployment(pipeline.awsUrl, pipeline.names);
    const athena = new AthenaClient(client);
    const { database, workgroup } = names;
    try {
      return await runQuery(athena, { sql, database, workgroup, deadline: 30_000 });
    } finally {
      athena.destroy();
    }
  };

  test("reads the lake", async () => {
    const { rows } = await ask("select count(*) from orders");
    expect(rows).toEqual([[String(formulas.length)]]);
  });

  test.each([
    "select * from read_csv('FILE')",
    "select * from read_text('FILE')",
    "select * from read_parquet('FILE')",
    "select * from 'FILE'",
    'select * from "FILE"',
    "select * from glob('/*')",
    "select * from read_text('http://127.0.0.1:1/')",
    "select * from parquet_scan('s3://bucket/key')",
    "copy (select 1) to 'FILE'",
    "copy orders to 'FILE'",
    "attach 'FILE' as other",
    "install httpfs",
    "load httpfs",
    "pragma database_list",
    "set enable_external_access=true",
    "set memory_limit='1TB'",
    "create table t as select 1 as a",
    "insert into orders select * from orders",
    "drop table orders",
    "select 1; select 2",
    "call pragma_version()",
    "select getenv('HOME')",
    "select * from duckdb_settings()",
    "select current_setting('home_directory')",
    "export database 'FILE'",
    "select * from information_schema.schemata, read_text('FILE')",
    "with t as (select * from read_text('FILE')) select * from t",
    "select (select content from read_text('FILE'))",
  ])("refuses %s", async (sql) => {
    const secret = join(dataDir, "secret.csv");
    await writeFile(secret, "a\nsecret\n");
    const error = await ask(sql.replace("FILE", secret)).then(
      (result) => JSON.stringify(result.rows),
      (reason: Error) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain("a\nsecret");
  });
});

test("cells of a CSV export that a spreadsheet would run are neutralised", async () => {
  const sql = ["athena", "run", "best-selling-products", "--data-dir", dataDir, "--format"];
  const csv = await command(...sql, "csv");
  expect(csv.code, csv.stderr).toBe(0);
  for (const formula of formulas) {
    expect(csv.stdout).toContain(`"'${formula}"`);
    expect(csv.stdout).not.toContain(`"${formula}"`);
  }
  const plain: Record<string, unknown>[] = JSON.parse((await command(...sql, "json")).stdout);
  const values = new Set(plain.flatMap((row) => Object.values(row)));
  for (const formula of formulas) expect(values).toContain(formula);
});

test("a web page of another origin reaches neither listener", async () => {
  const foreign = [
    { origin: "https://evil.example" },
    { host: "evil.example" },
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" },
  ];
  for (const base of [pipeline.apiUrl, pipeline.awsUrl]) {
    for (const headers of foreign) {
      const answer = await exchange(base, { method: "GET", path: "/", headers: { ...headers } });
      expect(answer.status, `${base} ${JSON.stringify(headers)}`).toBe(403);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
    const preflight = await exchange(base, {
      ...{ method: "OPTIONS", path: "/orders", headers: { origin: "https://evil.example" } },
    });
    expect(preflight.headers["access-control-allow-origin"]).toBeUndefined();
  }
});
