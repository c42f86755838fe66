import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { differences } from "./all.ts";
import { fidelityPage } from "./fidelity-page.ts";

const root = join(import.meta.dirname, "../../../..");

test("docs/reference/fidelity.md is what the list of differences says", async () => {
  await expect(fidelityPage()).toMatchFileSnapshot(join(root, "docs/reference/fidelity.md"));
});

test("ids of differences are unique and in kebab-case", () => {
  const ids = differences.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

test("every file of differences is in the list", async () => {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".ts"));
  const listed = await readFile(join(import.meta.dirname, "all.ts"), "utf8");
  const tools = ["all.ts", "difference.ts", "fidelity-page.ts", "fidelity-page.test.ts"];
  const missing = files.filter((name) => !tools.includes(name) && !listed.includes(`./${name}`));
  expect(missing).toEqual([]);
});

test("a test that is said to show a difference exists", async () => {
  const source = join(root, "packages/emulator/src");
  const entries = await readdir(source, { recursive: true });
  const tests = entries.filter((name) => name.endsWith(".test.ts"));
  const texts = await Promise.all(tests.map((name) => readFile(join(source, name), "utf8")));
  const all = texts.join("\n");
  const missing = differences.filter(({ test: name }) => name !== undefined && !all.includes(name));
  expect(missing.map(({ id, test: name }) => `${id}: ${name}`)).toEqual([]);
});
