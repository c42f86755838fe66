import { isDeepStrictEqual } from "node:util";
import { type Case, type Engine, type Group, type Json, type JsonObject, sorted } from "./suite.ts";

/** A case whose two answers differ though it names no difference, or agree though it names one. */
export interface Finding {
  readonly group: string;
  readonly asked: Case;
  readonly ours: Json;
  readonly theirs: Json;
  readonly problem: "differs, and no known difference is named" | "names a difference, and agrees";
}

export interface Comparison {
  readonly cases: number;
  /** Cases of which both said the same. */
  readonly agreements: number;
  /** How many cases show each known difference, by its id. */
  readonly differences: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** Asks an engine every case. */
export async function ask(engine: Engine, groups: readonly Group[]): Promise<Json[][]> {
  const all: Json[][] = [];
  for (const group of groups) {
    const answers = await engine.answers(group);
    if (answers.length !== group.cases.length) {
      throw new Error(`${engine.name} gave ${answers.length} answers to ${group.name}`);
    }
    all.push(answers.map(sorted));
  }
  return all;
}

/** Messages of ours that are approved though the engine has others, by `group › case`. */
export type Words = Readonly<Record<string, string>>;

/** How errors may differ in their words. */
export interface OtherWords {
  readonly difference: string;
  readonly approved: Words;
}

/** Lays two engines' answers beside each other. */
export function compare(
  groups: readonly Group[],
  ours: readonly (readonly Json[])[],
  theirs: readonly (readonly Json[])[],
  words?: OtherWords,
): Comparison {
  const findings: Finding[] = [];
  const differences: Record<string, number> = {};
  let cases = 0;
  let agreements = 0;
  for (const [g, group] of groups.entries()) {
    for (const [c, asked] of group.cases.entries()) {
      cases++;
      const mine = ours[g]?.[c] ?? null;
      const theirAnswer = theirs[g]?.[c] ?? null;
      const same = isDeepStrictEqual(mine, theirAnswer);
      const message = same ? undefined : ownWords(mine, theirAnswer);
      if (words && message !== undefined && asked.differs === undefined) {
        if (words.approved[wordsKey(group, asked)] === message) {
          differences[words.difference] = (differences[words.difference] ?? 0) + 1;
          continue;
        }
      }
      if (same) agreements++;
      else if (asked.differs !== undefined) {
        differences[asked.differs] = (differences[asked.differs] ?? 0) + 1;
      }
      if (same === (asked.differs === undefined)) continue;
      findings.push({
        group: group.name,
        asked,
        ours: mine,
        theirs: theirAnswer,
        problem: same
          ? "names a difference, and agrees"
          : "differs, and no known difference is named",
      });
    }
  }
  return { cases, agreements, differences, findings };
}

/** Every message of ours that the engine says in other words, to be approved. */
export function wordsOf(
  groups: readonly Group[],
  ours: readonly (readonly Json[])[],
  theirs: readonly (readonly Json[])[],
): Words {
  const words: Record<string, string> = {};
  for (const [g, group] of groups.entries()) {
    for (const [c, asked] of group.cases.entries()) {
      if (asked.differs !== undefined) continue;
      const message = ownWords(ours[g]?.[c] ?? null, theirs[g]?.[c] ?? null);
      if (message !== undefined) words[wordsKey(group, asked)] = message;
    }
  }
  return words;
}

const wordsKey = (group: Group, asked: Case): string => `${group.name} › ${asked.name}`;

/** Our message, where two errors differ in nothing else. */
function ownWords(ours: Json, theirs: Json): string | undefined {
  if (!isError(ours) || !isError(theirs) || ours.message === theirs.message) return undefined;
  const same = isDeepStrictEqual({ ...ours, message: "" }, { ...theirs, message: "" });
  return same ? String(ours.message) : undefined;
}

function isError(answer: Json): answer is JsonObject {
  return (
    typeof answer === "object" && answer !== null && !Array.isArray(answer) && "error" in answer
  );
}

/** The findings as a person reads them. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(({ group, asked, ours, theirs, problem }) =>
      [
        `${group} › ${asked.name}: ${problem}${asked.differs === undefined ? "" : ` (${asked.differs})`}`,
        `  asked  ${short(asked.input)}`,
        `  engine ${short(theirs)}`,
        `  ours   ${short(ours)}`,
      ].join("\n"),
    )
    .join("\n");
}

const MAX_SHOWN = 4_000;

function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
