import { describe, expect, test } from "vitest";
import { ask, compare, findingsText } from "./comparison.ts";
import { answersOf, otherWords, readGolden } from "./golden.ts";
import { suites } from "./suites/index.ts";

describe("what the real engines answered", () => {
  test.each(suites)("$name", { timeout: 60_000 }, async (suite) => {
    const golden = await readGolden(suite.name);
    if (golden === undefined) throw new Error(`golden/${suite.name}.json is missing`);
    const groups = await suite.groups();
    const theirs = answersOf(suite.name, golden, groups);
    const engine = await suite.ours();
    const ours = await ask(engine, groups).finally(() => engine.close());
    const { findings } = compare(groups, ours, theirs, await otherWords(suite));
    expect(findings, findingsText(findings)).toHaveLength(0);
  });
});
