import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rejectionCodes } from "./rejection.ts";

const page = join(import.meta.dirname, "../../../../docs/reference/formats.md");

test("the reasons of quarantine are those of docs/reference/formats.md", async () => {
  const text = await readFile(page, "utf8");
  const [, section = ""] = text.split("Reasons:");
  const [table = ""] = section.split("## ");
  const documented = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  expect(documented).toEqual(Object.keys(rejectionCodes));
});
