import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderedFiles } from "./project.ts";

test("every template of the project is rendered beside Apache Velocity", async () => {
  const folder = join(import.meta.dirname, "../../../../../terraform/templates");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".vtl"));
  expect(files.filter((name) => !renderedFiles.has(name))).toEqual([]);
});
