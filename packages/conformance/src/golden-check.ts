import { expect } from "vitest";
import { ask, compare, findingsText } from "./comparison.ts";
import { answersOf, otherWords, readGolden } from "./golden.ts";
import type { Suite } from "./suite.ts";

/** Asks ours every case of a suite, and expects what the real engine answered. */
export async function expectGolden(suite: Suite): Promise<void> {
  const golden = await readGolden(suite.name);
  if (golden === undefined) throw new Error(`golden/${suite.name}.json is missing`);
  const groups = await suite.groups();
  const theirs = answersOf(suite.name, golden, groups);
  const engine = await suite.ours();
  const ours = await ask(engine, groups).finally(() => engine.close());
  const { findings } = compare(groups, ours, theirs, await otherWords(suite));
  const found = `golden of ${suite.name}: ${findings.length} cases\n${findingsText(findings)}`;
  expect(findings.length, findings.length === 0 ? "" : found).toBe(0);
}
