import { aggregateFunctions, windowFunctions } from "./aggregates.ts";
import { arrayFunctions } from "./arrays.ts";
import type { FunctionDefinition } from "./definition.ts";
import { numberFunctions } from "./number.ts";
import { textFunctions } from "./text.ts";
import { timeFunctions } from "./time.ts";

/** Every function that a statement may call, besides those the grammar itself knows. */
export const functionDefinitions: readonly FunctionDefinition[] = [
  ...textFunctions,
  ...numberFunctions,
  ...timeFunctions,
  ...arrayFunctions,
  ...aggregateFunctions,
  ...windowFunctions,
];

/** Called like functions, but with a grammar or a typing of their own: `analysis` knows them. */
export const specialForms = [
  "coalesce",
  "nullif",
  "if",
  "format",
  "mod",
  "grouping",
  "transform",
  "filter",
  "now",
  "current_date",
  "current_timestamp",
  "localtimestamp",
] as const;

const byName = new Map<string, FunctionDefinition[]>();
for (const definition of functionDefinitions) {
  const name = definition.signature.slice(0, definition.signature.indexOf("("));
  byName.set(name, [...(byName.get(name) ?? []), definition]);
}

/** The signatures of a function; none where it is not offered. */
export function definitionsOf(name: string): readonly FunctionDefinition[] {
  return byName.get(name) ?? [];
}

/** Names of all functions the embedded Athena offers, sorted. Any other is refused. */
export const allowedFunctions: readonly string[] = [
  ...new Set([...byName.keys(), ...specialForms]),
].sort();
