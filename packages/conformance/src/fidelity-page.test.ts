import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { differences } from "@tributary/emulator/parts";
import { expect, test } from "vitest";
import { deviations } from "./deviations.ts";
import { fidelityPage, shownServices } from "./fidelity-page.ts";
import { rules } from "./rules.ts";
import { suites } from "./suites/index.ts";
import { wireSuites } from "./suites/wire/suite.ts";

const root = join(import.meta.dirname, "../../..");
const emulator = join(root, "packages/emulator/src");

async function testSources(): Promise<string> {
  const texts: string[] = [];
  for (const directory of [emulator, import.meta.dirname]) {
    const names = (await readdir(directory, { recursive: true })).filter((name) =>
      name.endsWith(".test.ts"),
    );
    for (const name of names) texts.push(await readFile(join(directory, name), "utf8"));
  }
  return texts.join("\n");
}

test("docs/reference/fidelity.md is what differences, suites and rules say", async () => {
  await expect(await fidelityPage()).toMatchFileSnapshot(join(root, "docs/reference/fidelity.md"));
});

test("ids are unique and in kebab-case", () => {
  const ids = [...differences, ...deviations].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

test("every service has its place on the page", () => {
  const named = [...differences, ...suites, ...rules].map(({ service }) => service);
  expect([...new Set(named)].filter((service) => !shownServices.has(service))).toEqual([]);
});

test("a difference that a case names is listed, and every deviation is shown by a case", async () => {
  const known = new Set([...differences, ...deviations].map(({ id }) => id));
  const named = new Set(
    suites.flatMap(({ otherWords }) => (otherWords === undefined ? [] : [otherWords])),
  );
  for (const suite of suites) {
    for (const { cases } of await suite.groups()) {
      for (const { differs } of cases) if (differs !== undefined) named.add(differs);
    }
  }
  expect([...named].filter((id) => !known.has(id))).toEqual([]);
  expect(deviations.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
});

test("every suite is compared with its golden results", async () => {
  const tests = (await readdir(import.meta.dirname, { recursive: true })).filter((name) =>
    name.endsWith("golden.test.ts"),
  );
  const compared: string[] = [];
  for (const name of tests) {
    const text = await readFile(join(import.meta.dirname, name), "utf8");
    compared.push(...(/test\.each\(\[(.*)\]\)/.exec(text)?.[1] ?? "").split(", "));
  }
  const exported = [
    "vtl",
    "apigateway",
    "models",
    "dynamodb",
    "dynamodbRandom",
    "upsert",
    "sql",
    "...wireSuites",
  ];
  expect(compared.sort()).toEqual(exported.sort());
  // The five of wireSuites count as one.
  expect(suites).toHaveLength(exported.length + wireSuites.length - 1);
});

test("every file of differences is in the list", async () => {
  const folder = join(emulator, "differences");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".ts"));
  const listed = await readFile(join(folder, "all.ts"), "utf8");
  const missing = files.filter(
    (name) => !["all.ts", "difference.ts"].includes(name) && !listed.includes(`./${name}`),
  );
  expect(missing).toEqual([]);
});

test("a test that is said to show a difference exists", async () => {
  const all = await testSources();
  const missing = differences.filter(({ test: name }) => name !== undefined && !all.includes(name));
  expect(missing.map(({ id, test: name }) => `${id}: ${name}`)).toEqual([]);
});

test("every rule of the documentation has its test", async () => {
  const missing: string[] = [];
  for (const { rule, file, test: name } of rules) {
    const source = await readFile(join(emulator, "services", file), "utf8");
    if (!source.includes(name)) missing.push(`${rule}: “${name}” in ${file}`);
  }
  expect(missing).toEqual([]);
});
