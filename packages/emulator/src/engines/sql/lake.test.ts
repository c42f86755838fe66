import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { GlueTable } from "../../services/ports.ts";
import { SqlEngine } from "./engine.ts";
import { encodePrestoView } from "./lake.ts";
import { FakeObjects, fakeCatalog } from "./testing/fake-lake.ts";

const directory = mkdtempSync(join(tmpdir(), "lake-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const now = Date.UTC(2026, 0, 2, 12);
const visits: GlueTable = {
  Name: "visits",
  DatabaseName: "shop",
  TableType: "EXTERNAL_TABLE",
  PartitionKeys: [{ Name: "dt", Type: "string" }],
  StorageDescriptor: {
    Columns: [
      { Name: "id", Type: "bigint" },
      { Name: "page", Type: "string" },
    ],
    Location: "s3://lake/visits/",
  },
  Parameters: {},
};
const changed = (change: Partial<GlueTable>): GlueTable => ({ ...visits, ...change });
const view = (name: string, originalSql: string, columns: [string, string][]): GlueTable =>
  changed({
    Name: name,
    TableType: "VIRTUAL_VIEW",
    PartitionKeys: [],
    ViewOriginalText: encodePrestoView({
      originalSql,
      catalog: "awsdatacatalog",
      schema: "shop",
      columns: columns.map(([column, type]) => ({ name: column, type })),
    }),
  });

let objects: FakeObjects;
let count = 0;
beforeEach(() => {
  objects = new FakeObjects(join(directory, String(count++)));
});

function ask(sql: string, tables: readonly GlueTable[] = [visits]) {
  const engine = new SqlEngine({
    catalog: fakeCatalog(tables),
    objects,
    clock: { now: () => now },
  });
  return engine.query(sql, { database: "shop" });
}

type Columns = Parameters<typeof parquetWriteBuffer>[0]["columnData"];

async function put(key: string, columnData: Columns): Promise<number> {
  const body = new Uint8Array(parquetWriteBuffer({ columnData }));
  await objects.put({ bucket: "lake", key, body });
  return body.byteLength;
}

const rows = (ids: number[], pages: (string | null)[]): Columns => [
  { name: "id", data: ids.map(BigInt), type: "INT64" },
  { name: "page", data: pages, type: "STRING" },
];

describe("a table", () => {
  test("without files has its columns, their types and no row; files that come are in the next query", async () => {
    const empty = await ask("select * from visits");
    expect(empty.columns.map(({ name, type }) => [name, type.kind])).toEqual([
      ["id", "bigint"],
      ["page", "varchar"],
      ["dt", "varchar"],
    ]);
    expect(empty.rows).toEqual([]);
    const size = await put("visits/dt=2026-01-01/a.parquet", rows([1, 2], ["/", null]));
    const full = await ask("select * from visits order by id");
    expect(full.rows).toEqual([
      ["1", "/", "2026-01-01"],
      ["2", null, "2026-01-01"],
    ]);
    expect(full.bytes).toBe(size);
  });

  test("takes partition values from the keys, with Hive's escapes, as text", async () => {
    await put("visits/dt=2026-01-01/a.parquet", rows([1], ["a"]));
    await put("visits/dt=a%2Fb%20c/b.parquet", rows([2], ["b"]));
    await put("visits/dt=2026-01-02/region=x/c.parquet", rows([3], ["c"]));
    expect((await ask("select id, dt from visits where dt <> 'x' order by id")).rows).toEqual([
      ["1", "2026-01-01"],
      ["2", "a/b c"],
      ["3", "2026-01-02"],
    ]);
  });

  test("passes over hidden and empty objects and what lies outside of partitions and prefix", async () => {
    await put("visits/dt=2026-01-01/a.parquet", rows([1], ["a"]));
    await put("visits/dt=2026-01-01/_b.parquet", rows([2], ["b"]));
    await put("visits/.tmp/dt=2026-01-01/c.parquet", rows([3], ["c"]));
    await put("visits/d.parquet", rows([4], ["d"]));
    await put("visits-old/dt=2026-01-01/e.parquet", rows([5], ["e"]));
    await objects.put({ bucket: "lake", key: "visits/dt=2026-01-01/", body: new Uint8Array() });
    expect((await ask("select id from visits")).rows).toEqual([["1"]]);
  });

  test("finds columns by name: another order, a missing and a further one, a narrower integer", async () => {
    await put("visits/dt=2026-01-01/a.parquet", [
      { name: "extra", data: ["x"], type: "STRING" },
      { name: "id", data: [7], type: "INT32" },
    ]);
    await put("visits/dt=2026-01-02/b.parquet", rows([8], ["b"]));
    expect((await ask("select id, page, dt from visits order by id")).rows).toEqual([
      ["7", null, "2026-01-01"],
      ["8", "b", "2026-01-02"],
    ]);
  });

  test("with a column of another type in a file fails, naming it", async () => {
    await put("visits/dt=2026-01-01/a.parquet", [
      { name: "id", data: ["seven"], type: "STRING" },
      { name: "page", data: ["a"], type: "STRING" },
    ]);
    await expect(ask("select id from visits")).rejects.toThrow(
      "HIVE_BAD_DATA: Field id's type VARCHAR in parquet file is incompatible with type bigint",
    );
  });

  test("with partition projection shows the days of its range only, up to two days from now", async () => {
    for (const day of ["2025-12-31", "2026-01-01", "2026-01-04", "2026-01-05", "rubbish"]) {
      await put(`visits/dt=${day}/a.parquet`, rows([1], [day]));
    }
    const projected = changed({
      Parameters: {
        "projection.enabled": "true",
        "projection.dt.type": "date",
        "projection.dt.format": "yyyy-MM-dd",
        "projection.dt.range": "2026-01-01,NOW+2DAYS",
      },
    });
    expect((await ask("select dt from visits order by dt", [projected])).rows).toEqual([
      ["2026-01-01"],
      ["2026-01-04"],
    ]);
  });

  test("rounds timestamps to milliseconds, as Athena's have", async () => {
    const moment = changed({
      PartitionKeys: [],
      StorageDescriptor: {
        Columns: [{ Name: "at", Type: "timestamp" }],
        Location: "s3://lake/visits",
      },
    });
    const file = join(directory, "moments.parquet");
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    await connection.run(
      `copy (select unnest([timestamp '2026-01-02 03:04:05.678', '2026-01-02 03:04:05.678499', '2026-01-02 03:04:05.6785', '1969-12-31 23:59:59.998', '1969-12-31 23:59:59.998499', '1969-12-31 23:59:59.9985', '1969-12-31 23:59:59.9995', null]) as at) to '${file}'`,
    );
    connection.closeSync();
    instance.closeSync();
    await objects.put({ bucket: "lake", key: "visits/a.parquet", body: readFileSync(file) });
    expect((await ask("select at from visits", [moment])).rows.flat()).toEqual([
      "2026-01-02 03:04:05.678",
      "2026-01-02 03:04:05.678",
      "2026-01-02 03:04:05.679",
      "1969-12-31 23:59:59.998",
      "1969-12-31 23:59:59.998",
      "1969-12-31 23:59:59.999",
      "1970-01-01 00:00:00.000",
      null,
    ]);
  });

  test("of a type that is not offered is refused, naming column and type", async () => {
    const odd = changed({
      StorageDescriptor: {
        Columns: [{ Name: "tags", Type: "map<string,string>" }],
        Location: "s3://lake/visits/",
      },
    });
    await expect(ask("select 1 from visits", [odd])).rejects.toThrow(
      /^NOT_SUPPORTED: Column tags .* map<string,string>/,
    );
  });

  test("can be named with database and catalogue, and not otherwise", async () => {
    for (const name of [
      "visits",
      "shop.visits",
      "awsdatacatalog.shop.visits",
      '"AwsDataCatalog"."SHOP"."Visits"',
    ]) {
      expect((await ask(`select count(*) from ${name}`)).rows).toEqual([["0"]]);
    }
    await expect(ask("select 1 from other.shop.visits")).rejects.toThrow("CATALOG_NOT_FOUND");
    await expect(ask("select 1 from none.visits")).rejects.toThrow("TABLE_NOT_FOUND");
  });
});

describe("a view", () => {
  const pages = view("pages", "select page, count(*) as n from visits group by page", [
    ["page", "varchar"],
    ["n", "bigint"],
  ]);

  test("runs its own text in its own database, and views build on views", async () => {
    await put("visits/dt=2026-01-01/a.parquet", rows([1, 2, 3], ["a", "b", "a"]));
    const top = view("top", "select max(n) as most from pages", [["most", "bigint"]]);
    const { rows: found } = await ask(
      "select p.page, t.most from pages p cross join top t where p.n = t.most",
      [visits, pages, top],
    );
    expect(found).toEqual([["a", "2"]]);
  });

  test("whose columns are no longer what it declares is stale", async () => {
    const stale = view("stale", "select id from visits", [["id", "varchar"]]);
    await expect(ask("select * from stale", [visits, stale])).rejects.toThrow(
      "VIEW_IS_STALE: View 'shop.stale' is stale or in invalid state: column [id] of type varchar projected from query view at position 0 is bigint",
    );
  });

  test("that needs itself is refused", async () => {
    const one = view("one", "select 1 as x from two", [["x", "integer"]]);
    const two = view("two", "select 1 as x from one", [["x", "integer"]]);
    await expect(ask("select * from one", [one, two])).rejects.toThrow("VIEW_IS_RECURSIVE");
  });

  test("of another form than Athena's is refused", async () => {
    const odd = { ...pages, ViewOriginalText: "select 1" };
    await expect(ask("select * from pages", [visits, odd])).rejects.toThrow("INVALID_VIEW");
  });
});

describe("a query", () => {
  const secret = join(directory, "secret.csv");
  writeFileSync(secret, "a,b\n1,2\n");

  test.each([
    `select * from read_csv('${secret}')`,
    `select * from read_parquet('${secret}')`,
    `select * from '${secret}'`,
    `select * from "${secret}"`,
    `select read_text('${secret}')`,
    "select * from duckdb_settings()",
    "select * from glob('*')",
    "select * from pragma_version()",
    "select getenv('HOME')",
    "select current_setting('allowed_paths')",
    "select query('select 1')",
    "select * from information_schema.tables",
    "select * from duckdb_secrets",
    "copy (select 1) to '/tmp/x'",
    "attach '/tmp/x.db'",
    "install httpfs",
    "load httpfs",
    "pragma version",
    "set memory_limit = '1TB'",
    "create table x as select 1",
    "insert into visits values (1)",
    "select 1; drop table visits",
    "select 1 /* ; */ ; -- \n select 2",
    "explain analyze select 1",
    "call pragma_version()",
  ])("reaches no file, network or setting: %s", async (sql) => {
    await expect(ask(sql)).rejects.toThrow(
      /^(SYNTAX_ERROR|NOT_SUPPORTED|FUNCTION_NOT_FOUND|TABLE_NOT_FOUND): /,
    );
  });

  test("keeps what looks like SQL in text and names as text and names", async () => {
    const { rows: found, columns } = await ask(
      `select '''; drop table x; --' as "a ""b"" '; --", 'it''s' || U as c from (values '\\') as t("u")`,
    );
    expect(columns.map(({ name }) => name)).toEqual([`a "b" '; --`, "c"]);
    expect(found).toEqual([["'; drop table x; --", "it's\\"]]);
  });

  test("keeps U+0000 and all that looks odd in a text", async () => {
    const odd = "a\0b' -- \u2028 ☕ 😀 \\ %s";
    const { rows: found } = await ask(
      `select '${odd.replaceAll("'", "''")}' as a, length('\0') as b`,
    );
    expect(found).toEqual([[odd, "1"]]);
  });

  test("can be stopped while it runs", async () => {
    const engine = new SqlEngine({ catalog: fakeCatalog([]), objects, clock: { now: () => now } });
    const stop = new AbortController();
    const running = engine.query(
      "select count(*) from unnest(sequence(1, 30000)) as a(x) cross join unnest(sequence(1, 100000)) as b(y) where (x * y) % 7 = 3",
      { database: "shop", signal: stop.signal },
    );
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(running).rejects.toThrow("enough");
  });

  test("that needs more memory than it has fails and takes nobody with it", async () => {
    const engine = new SqlEngine({
      catalog: fakeCatalog([]),
      objects,
      clock: { now: () => now },
      memory: "30MB",
    });
    const query = (sql: string) => engine.query(sql, { database: "shop" });
    await expect(
      query("select array_agg(x) from unnest(sequence(1, 3000000)) as t(x)"),
    ).rejects.toThrow(
      "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exhausted resources at this scale factor",
    );
    expect((await query("select 1")).rows).toEqual([["1"]]);
  });

  test("nested too deep is refused, not a crash", async () => {
    const deep = `select ${"(".repeat(5000)}1${")".repeat(5000)}`;
    await expect(ask(deep)).rejects.toThrow("STACK_OVERFLOW");
    const minus = `select ${"- ".repeat(5000)}1`;
    await expect(ask(minus)).rejects.toThrow("STACK_OVERFLOW");
  });
});
