import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Runtimes, runtimeError } from "./runtime.ts";

// The reader of statements lets none of these through; here the engine behind it is asked directly.

const directory = mkdtempSync(join(tmpdir(), "runtime-"));
const allowed = join(directory, "allowed.csv");
const secret = join(directory, "secret.csv");
const runtimes = new Runtimes({ memory: "100MB", threads: 1 });
const run = (sql: string) =>
  runtimes.run([allowed], [], async (connection) =>
    (await connection.runAndReadAll(sql)).getRows(),
  );

beforeAll(() => {
  for (const path of [allowed, secret]) writeFileSync(path, "a\n1\n");
});
afterAll(() => {
  runtimes.close();
  rmSync(directory, { recursive: true, force: true });
});

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
  await expect(run("create table kept as select 1")).rejects.toThrow("read-only");
  await expect(run("create macro kept() as 1")).rejects.toThrow("read-only");
  // Each on the engine that the one before leaves behind.
  await run("select 1");
  await run("create temp table kept as select 1");
  await expect(run("select * from kept")).rejects.toThrow("does not exist");
});

test("an engine is used again for the same files, and only for these", async () => {
  const engineOf = (paths: readonly string[]) =>
    runtimes.run(paths, [], async (connection) => connection);
  const first = await engineOf([allowed]);
  expect(await engineOf([allowed])).toBe(first);
  expect(await engineOf([secret])).not.toBe(first);
  expect(await engineOf([allowed])).toBe(first);
  await expect(run("select * from nowhere")).rejects.toThrow("does not exist");
  expect(await engineOf([allowed])).not.toBe(first);
});

test("two runs at the same time have an engine each", async () => {
  const both = await Promise.all([
    runtimes.run([allowed], [], async (connection) => connection),
    runtimes.run([allowed], [], async (connection) => connection),
  ]);
  expect(both[0]).not.toBe(both[1]);
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
