import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "./repository.ts";
import { readSqlFile, savedQueries, savedViews, viewSources } from "./saved-sql.ts";
import { datasetNames, fixtureRows, SqlLake } from "./testing/sql-lake.ts";
import { type ViewColumns, viewColumns } from "./testing/view-columns.ts";

const queries = await savedQueries();
const file = (path: string): string => join(repositoryRoot, "athena", path);

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

test("views.json is read with Trino's names of types", async () => {
  const read = await savedViews();
  const payments = read.find(({ name }) => name === "current_order_payments");
  expect(payments?.columns.slice(3, 6)).toEqual([
    { name: "amount", type: "decimal(12,2)" },
    { name: "currency", type: "varchar" },
    { name: "instalments", type: "integer" },
  ]);
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

  test("runs on an empty lake", async () => {
    const { columns } = await empty.query(query.sql);
    expect(columns.length).toBeGreaterThan(0);
  });
});
