import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "./repository.ts";
import { readSqlFile, savedQueries, savedViews, viewSources } from "./saved-sql.ts";
import { sampleLines } from "./testing/invoice-sample.ts";
import { datasetNames, fixtureRows, SqlLake } from "./testing/sql-lake.ts";
import { type ViewColumns, viewColumns } from "./testing/view-columns.ts";

const queries = await savedQueries();
const file = (path: string): string => join(repositoryRoot, "athena", path);

/** What Trino, the engine under Athena, answered on the same fixtures; see `athena/README.md`. */
interface Golden {
  readonly engine: string;
  /** SHA-256 of each file of fixtures. */
  readonly fixtures: Readonly<Record<string, string>>;
  readonly views: Readonly<Record<string, { sha256: string; columns: string[][]; rows: number }>>;
  readonly queries: Readonly<
    Record<string, { sha256: string; columns: string[][]; rows: unknown }>
  >;
}
const golden: Golden = JSON.parse(readFileSync(file("golden/trino-475.json"), "utf8"));
const sha256 = (path: string): string =>
  createHash("sha256")
    .update(readFileSync(file(path), "utf8").replaceAll("\r\n", "\n"))
    .digest("hex");

let lake: SqlLake;
let empty: SqlLake;
let views: ViewColumns[];

beforeAll(async () => {
  lake = await SqlLake.open();
  empty = await SqlLake.open();
  const sources = await viewSources();
  views = await viewColumns(lake, sources);
  await viewColumns(empty, sources);
  for (const name of datasetNames) await lake.add(name, await fixtureRows(name));
});

afterAll(async () => {
  await lake.close();
  await empty.close();
});

test("views.json says what the views' files and the engine say", async () => {
  const records = views.map(({ name, description, sql, columns }) => ({
    name,
    description,
    sql,
    columns,
  }));
  await expect(`${JSON.stringify(records, null, 2)}\n`).toMatchFileSnapshot(
    file("views/views.json"),
  );
});

test("Trino was asked about these views and these fixtures, and agrees on names and types", async () => {
  for (const [name, hash] of Object.entries(golden.fixtures)) {
    expect(sha256(`fixtures/${name}`), `${name} changed since Trino was asked`).toBe(hash);
  }
  expect(Object.keys(golden.views)).toEqual(views.map(({ name }) => name));
  for (const { name, sql } of views) {
    expect(golden.views[name]?.sha256, `${name} changed since Trino was asked`).toBe(
      sha256(`views/${name}.sql`),
    );
    const { columns, rows } = await lake.query(sql);
    expect(columns.map((column) => [column.name, column.type])).toEqual(
      golden.views[name]?.columns,
    );
    expect(rows).toHaveLength(golden.views[name]?.rows ?? -1);
  }
});

test("views.json is read with Trino's names of types", async () => {
  const read = await savedViews();
  const payments = read.find(({ name }) => name === "current_order_payments");
  expect(payments?.columns.slice(3, 6)).toEqual([
    { name: "amount", type: "decimal(12,2)" },
    { name: "currency", type: "varchar" },
    { name: "instalments", type: "integer" },
  ]);
});

test("revenue of the real invoice sample is exact to the cent", async () => {
  const sample = await SqlLake.open();
  await viewColumns(sample, await viewSources());
  await sample.add("invoice_lines", sampleLines());
  const query = queries.find(({ name }) => name === "revenue-per-country");
  // Counted from the file by other means.
  expect((await sample.query(query?.sql ?? "")).rows).toEqual([
    ["United Kingdom", "963", "23097.04"],
    ["France", "20", "855.86"],
    ["Australia", "14", "358.25"],
    ["Netherlands", "2", "192.60"],
  ]);
  await sample.close();
});

test("athena/README.md lists every question and every view", () => {
  const readme = readFileSync(file("README.md"), "utf8");
  const listed = [...readme.matchAll(/^\| ([a-z_-]+) \| (.+) \|$/gm)].map(([, name, text]) => [
    name,
    text,
  ]);
  for (const { name, title } of queries) expect(listed).toContainEqual([name, title]);
  for (const { name } of views) expect(listed.map(([view]) => view)).toContain(name);
});

test("front matter is read from the top of a file only", () => {
  expect(readSqlFile("-- title: A: b\n-- grain: c\nselect 1\n-- chart: no\n")).toEqual({
    fields: { title: "A: b", grain: "c" },
    body: "select 1\n-- chart: no\n",
  });
});

describe.each(queries.map((query) => [query.name, query] as const))("%s", (name, query) => {
  test("fits Athena's limits for named queries", () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(name.length).toBeLessThanOrEqual(128);
    expect(query.description.length).toBeLessThanOrEqual(1024);
    expect(query.grain).toMatch(/^one row per /);
    expect(query.chart).toMatch(/^(table|(bar|line)( (x|y|series)=[a-z_]+)+)$/);
  });

  test("gives exactly the expected rows", async () => {
    const { columns, rows } = await lake.query(query.sql);
    const charted = [...query.chart.matchAll(/=([a-z_]+)/g)].map(([, column]) => column);
    expect(columns.map((column) => column.name)).toEqual(expect.arrayContaining(charted));
    const lines = [
      columns.map((column) => column.name),
      columns.map((column) => column.type),
      ...rows,
    ];
    const text = `[\n${lines.map((line) => `  ${JSON.stringify(line)}`).join(",\n")}\n]\n`;
    await expect(text).toMatchFileSnapshot(file(`queries/${name}.expected.json`));
  });

  test(`gives the rows that ${golden.engine} gives, which parses it`, async () => {
    const asked = golden.queries[name];
    expect(asked?.sha256, "the query changed since Trino was asked").toBe(
      sha256(`queries/${name}.sql`),
    );
    const { columns, rows } = await lake.query(query.sql);
    expect(columns.map((column) => [column.name, column.type])).toEqual(asked?.columns);
    expect(rows).toEqual(asked?.rows);
  });

  test("runs on an empty lake", async () => {
    const { columns } = await empty.query(query.sql);
    expect(columns.length).toBeGreaterThan(0);
  });
});
