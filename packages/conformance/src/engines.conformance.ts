import { afterAll, describe, expect, test } from "vitest";
import { ask, compare, findingsText, wordsOf } from "./comparison.ts";
import { answersOf, otherWords, readGolden, toGolden, writeGolden, writeWords } from "./golden.ts";
import { isAbsent } from "./suite.ts";
import { suites } from "./suites/index.ts";

/** Suites that are asked for by name; all where none is. */
const names = (process.env.CONFORMANCE_SUITES ?? "").split(",").filter((name) => name !== "");
const chosen = suites.filter(({ name }) => names.length === 0 || names.includes(name));
const update = process.env.CONFORMANCE_UPDATE === "1";
const lines: string[] = [];
const report = (line: string): void => {
  lines.push(line);
};

// Vitest's own output goes to stderr or is silent; the report is written once, at the end.
afterAll(() => {
  process.stdout.write(`\n${lines.join("\n")}\n`);
});

describe("beside the real engines", () => {
  test.for(chosen)("$name", { timeout: 600_000 }, async (suite, { skip }) => {
    const groups = await suite.groups();
    const count = groups.reduce((sum, group) => sum + group.cases.length, 0);
    const reference = await suite.reference();
    if (isAbsent(reference)) {
      report(`${suite.name}: ${count} cases, SKIPPED: ${reference.absent}`);
      skip(reference.absent);
      return;
    }
    const theirs = await ask(reference, groups).finally(() => reference.close());
    if (update) await writeGolden(suite.name, toGolden(reference, groups, theirs));
    const engine = await suite.ours();
    const ours = await ask(engine, groups).finally(() => engine.close());
    if (update && suite.otherWords !== undefined) {
      await writeWords(suite.name, wordsOf(groups, ours, theirs));
    }
    const result = compare(groups, ours, theirs, await otherWords(suite));
    const listed = Object.entries(result.differences).map(([id, cases]) => `${id} (${cases})`);
    const unlisted = result.findings.length;
    report(
      `${suite.name}: ${result.cases} cases, ${reference.name} ${reference.version}, ` +
        `${result.agreements} agree, differences: ${listed.length === 0 ? "none" : listed.join(", ")}` +
        (unlisted === 0 ? "" : `; ${unlisted} NOT LISTED`),
    );
    if (unlisted > 0) report(findingsText(result.findings));
    expect(unlisted, `unlisted differences of ${suite.name}`).toBe(0);
    if (update) return;
    const golden = await readGolden(suite.name);
    if (golden === undefined) throw new Error(`golden/${suite.name}.json is missing: --update`);
    const changed = compare(groups, theirs, answersOf(suite.name, golden, groups)).findings.filter(
      ({ problem }) => problem.startsWith("differs"),
    );
    expect(changed.map(({ group, asked }) => `${group}: ${asked.name}`)).toEqual([]);
  });
});
