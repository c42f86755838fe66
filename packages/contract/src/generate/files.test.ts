import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedFiles } from "./files.ts";

const root = join(import.meta.dirname, "../../../..");

test("the generated files are what the contract's sources generate", async () => {
  const files = await generatedFiles();
  expect(files.size).toBeGreaterThan(10);
  for (const [path, content] of files) {
    const stored = await readFile(join(root, path), "utf8");
    expect(stored, `${path} is stale: run pnpm generate`).toBe(content);
  }
});
