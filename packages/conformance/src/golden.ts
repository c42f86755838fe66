import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OtherWords, Words } from "./comparison.ts";
import type { Case, Group, Json, Suite } from "./suite.ts";

/** What a real engine answered, checked in for machines that do not have it. */
export interface Golden {
  readonly engine: string;
  readonly version: string;
  readonly groups: readonly GoldenGroup[];
}

interface GoldenGroup {
  readonly name: string;
  readonly cases: readonly { readonly name: string; readonly of: string; readonly answer: Json }[];
}

const directory = join(import.meta.dirname, "../golden");
const path = (suite: string): string => join(directory, `${suite}.json`);

/** Undefined where the suite was never run beside its engine. */
export async function readGolden(suite: string): Promise<Golden | undefined> {
  if (!existsSync(path(suite))) return undefined;
  const golden: Golden = JSON.parse(await readFile(path(suite), "utf8"));
  return golden;
}

/** One case a line, so that a change of one is a change of one line. */
export async function writeGolden(suite: string, golden: Golden): Promise<void> {
  const { engine, version, groups } = golden;
  const lines = [`{"engine":${JSON.stringify(engine)},"version":${JSON.stringify(version)},`];
  lines.push('"groups":[');
  for (const [i, group] of groups.entries()) {
    lines.push(`{"name":${JSON.stringify(group.name)},"cases":[`);
    const cases = group.cases.map((answered) => JSON.stringify(answered));
    lines.push(cases.join(",\n"), i + 1 < groups.length ? "]}," : "]}");
  }
  lines.push("]}", "");
  await writeFile(path(suite), lines.join("\n"));
}

const wordsPath = (suite: string): string => join(directory, `${suite}.words.json`);

export async function readWords(suite: string): Promise<Words> {
  if (!existsSync(wordsPath(suite))) return {};
  const words: Words = JSON.parse(await readFile(wordsPath(suite), "utf8"));
  return words;
}

/** What `compare` takes for a suite. */
export async function otherWords(suite: Suite): Promise<OtherWords | undefined> {
  const { name, otherWords: difference } = suite;
  return difference === undefined ? undefined : { difference, approved: await readWords(name) };
}

export async function writeWords(suite: string, words: Words): Promise<void> {
  await writeFile(wordsPath(suite), `${JSON.stringify(words, undefined, 2)}\n`);
}

/** Golden results of the answers that an engine gave. */
export function toGolden(
  engine: { name: string; version: string },
  groups: readonly Group[],
  answers: readonly (readonly Json[])[],
): Golden {
  return {
    engine: engine.name,
    version: engine.version,
    groups: groups.map((group, g) => ({
      name: group.name,
      cases: group.cases.map((asked, c) => ({
        name: asked.name,
        of: digest(asked),
        answer: answers[g]?.[c] ?? null,
      })),
    })),
  };
}

/** Tells whether a golden answer belongs to what a case asks now. */
export function digest({ input }: Case): string {
  return createHash("sha256").update(JSON.stringify(input)).digest("hex").slice(0, 12);
}

/** @throws Error where the golden results are of other cases */
export function answersOf(suite: string, golden: Golden, groups: readonly Group[]): Json[][] {
  const stale = (what: string): never => {
    throw new Error(
      `golden/${suite}.json is of other cases (${what}): run \`pnpm conformance --update ${suite}\` where its engine is present`,
    );
  };
  if (golden.groups.length !== groups.length) stale("number of groups");
  return groups.map((group, g) => {
    const kept = golden.groups[g];
    if (kept?.name !== group.name || kept.cases.length !== group.cases.length) stale(group.name);
    return group.cases.map((asked, c) => {
      const answered = kept?.cases[c];
      if (answered?.name !== asked.name || answered.of !== digest(asked)) {
        stale(`${group.name}: ${asked.name}`);
      }
      return answered?.answer ?? null;
    });
  });
}
