import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mutants } from "./mutants.list.mjs";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/reference/mutants.md"), "utf8");

test.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
  "%s takes its protection away where it stands, and the page knows which test noticed",
  (_, mutant) => {
    const { file, find, replace, protection } = mutant;
    expect(readFileSync(join(root, file), "utf8").split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
    const row = page.split("\n").find((line) => line.startsWith(`| ${protection} |`));
    expect(row).toMatch(/\| `.+` \| \S.* \|$/);
  },
);
