import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository.ts";

const reference = join(repositoryRoot, "docs/reference");
const page = await readFile(join(reference, "guarantees.md"), "utf8");

/** Tests as the page names them: [file](path): “name”. */
const named = [...page.matchAll(/\]\(([^)]+\.ts)\): “([^”]+)”/g)].map(
  ([, path = "", name = ""]) => ({
    path: resolve(reference, path),
    name,
  }),
);

test("every test that the page names is there", async () => {
  expect(named.length).toBeGreaterThan(40);
  const missing: string[] = [];
  for (const { path, name } of named) {
    const source = await readFile(path, "utf8").catch(() => "");
    if (!source.includes(JSON.stringify(name))) missing.push(`${path}: ${name}`);
  }
  expect(missing).toEqual([]);
});

test("the page has every fault, 1 to 25, and so have the fault tests", async () => {
  const numbers = Array.from({ length: 25 }, (_, index) => String(index + 1));
  const rows = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, number = ""]) => number);
  expect([...new Set(rows)]).toEqual(numbers);
  const entries = await readdir(join(repositoryRoot, "packages"), {
    ...{ recursive: true, withFileTypes: true },
  });
  const files = entries
    .filter(
      ({ name, parentPath }) => name.endsWith(".fault.ts") && !parentPath.includes("node_modules"),
    )
    .map(({ name, parentPath }) => join(parentPath, name));
  const sources = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const tested = sources
    .flatMap((source) => [
      ...source.matchAll(/^\s*"?(?:test|describe)?\(?"([\d, ]+) · |^\s+"([\d, ]+) · /gm),
    ])
    .flatMap(([, one, other]) => (one ?? other ?? "").split(", "));
  expect(numbers.filter((number) => !tested.includes(number))).toEqual([]);
});
