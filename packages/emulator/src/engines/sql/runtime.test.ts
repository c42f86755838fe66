import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runtimeError, withRuntime } from "./runtime.ts";

// The reader of statements lets none of these through; here the engine behind it is asked directly.

const directory = mkdtempSync(join(tmpdir(), "runtime-"));
const allowed = join(directory, "allowed.csv");
const secret = join(directory, "secret.csv");
const limits = { memory: "100MB", threads: 1 };
const run = (sql: string) =>
  withRuntime(limits, [allowed], [], async (connection) =>
    (await connection.runAndReadAll(sql)).getRows(),
  );

beforeAll(() => {
  for (const path of [allowed, secret]) writeFileSync(path, "a\n1\n");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("the engine reads the files it was given", async () => {
  expect(await run(`select * from read_csv('${allowed}')`)).toEqual([[1n]]);
});

test.each([
  ["another file", `select * from read_csv('${secret}')`, /Permission Error/],
  ["a folder", `select * from glob('${directory}/*')`, /Permission Error/],
  [
    "the network",
    "select * from read_csv('http://127.0.0.1:9/x')",
    /Permission Error|Missing Extension/,
  ],
  ["another database", `attach '${directory}/x.db'`, /Permission Error/],
  ["an export", `copy (select 1) to '${directory}/out.csv'`, /Permission Error/],
  ["an extension", "load httpfs", /Permission Error/],
  ["a looser setting", "set enable_external_access = true", /Cannot/],
  ["more memory", "set memory_limit = '10GB'", /locked/],
  ["more files", `set allowed_paths = ['${secret}']`, /Cannot|locked/],
])("the engine itself refuses %s", async (_, sql, message) => {
  await expect(run(sql)).rejects.toThrow(message);
});

test("the engine keeps nothing from one run to the next", async () => {
  await run("create table kept as select 1");
  await expect(run("select * from kept")).rejects.toThrow("does not exist");
});

test("errors get Athena's codes; an unknown one shows the engine's words", () => {
  const code = (message: string) => String(runtimeError(new Error(message)));
  expect(code("Invalid Input Error: DIVISION_BY_ZERO: Division by zero")).toContain(
    "DIVISION_BY_ZERO: Division by zero",
  );
  expect(code("Out of Range Error: Overflow in addition of INT32 (1 + 2)!")).toContain(
    "NUMERIC_VALUE_OUT_OF_RANGE: Overflow in addition of INT32 (1 + 2)",
  );
  expect(code("Strange Error: odd\nmore")).toContain("GENERIC_INTERNAL_ERROR: Strange Error: odd");
});
