import { coerces, commonType, sameType } from "../coercion.ts";
import { arrayOf, type SqlType, simple, timestampType, zoned } from "../types.ts";
import type { FunctionDefinition, Typed } from "./definition.ts";

/** One type of a signature, as its words say it. */
export type Pattern =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "decimal" }
  | { readonly kind: "moment" }
  | { readonly kind: "zoned" }
  | { readonly kind: "array"; readonly element: Pattern }
  | { readonly kind: "type"; readonly type: SqlType };

export interface Signature {
  readonly name: string;
  readonly arguments: readonly { readonly pattern: Pattern; readonly literal: boolean }[];
  /** Whether the last argument may be repeated. */
  readonly variadic: boolean;
  readonly result: Pattern;
}

const simpleKinds = [
  "boolean",
  "tinyint",
  "smallint",
  "integer",
  "bigint",
  "double",
  "varchar",
  "date",
  "timestamp",
] as const;

function pattern(text: string): Pattern {
  const array = /^array\((.+)\)$/.exec(text);
  if (array?.[1] !== undefined) return { kind: "array", element: pattern(array[1]) };
  if (text === "T" || text === "U") return { kind: "variable", name: text };
  if (text === "decimal" || text === "moment") return { kind: text };
  if (text === "timestamp with time zone") return { kind: "zoned" };
  const kind = simpleKinds.find((name) => name === text);
  if (kind === undefined) throw new Error(`unknown type in a signature: ${text}`);
  return { kind: "type", type: simple(kind) };
}

/** Reads `name(type, …) type`; see `FunctionDefinition`. */
export function parseSignature(text: string): Signature {
  const found = /^(\w+)\((.*?)(…?)\) ([^()]+(?:\(.+\))?)$/.exec(text);
  if (found === null) throw new Error(`unreadable signature: ${text}`);
  const [, name = "", list = "", dots, result = ""] = found;
  const args = list === "" ? [] : list.split(/,\s*/);
  return {
    name,
    arguments: args.map((arg) => ({
      literal: arg.startsWith("literal "),
      pattern: pattern(arg.replace(/^literal /, "")),
    })),
    variadic: dots !== "",
    result: pattern(result),
  };
}

const parsed = new WeakMap<FunctionDefinition, Signature>();

export function signatureOf(definition: FunctionDefinition): Signature {
  const known = parsed.get(definition);
  if (known !== undefined) return known;
  const signature = parseSignature(definition.signature);
  parsed.set(definition, signature);
  return signature;
}

export interface Match {
  readonly definition: FunctionDefinition;
  /** The type each argument is to be coerced to. */
  readonly types: readonly SqlType[];
  readonly result: SqlType;
  /** How many arguments are coerced. */
  readonly cost: number;
}

type Bindings = Map<string, SqlType>;

function bind(to: Pattern, type: SqlType, bindings: Bindings): boolean {
  if (to.kind === "array") {
    return (
      type.kind === "unknown" || (type.kind === "array" && bind(to.element, type.element, bindings))
    );
  }
  if (to.kind !== "variable") return true;
  const bound = bindings.get(to.name);
  const common = bound === undefined ? type : commonType(bound, type);
  if (common !== undefined) bindings.set(to.name, common);
  return common !== undefined;
}

function resolve(to: Pattern, given: SqlType | undefined, bindings: Bindings): SqlType | undefined {
  switch (to.kind) {
    case "type":
      return to.type;
    case "variable":
      return bindings.get(to.name);
    case "array": {
      const element = resolve(to.element, undefined, bindings);
      return element === undefined ? undefined : arrayOf(element);
    }
    case "decimal":
      return given?.kind === "decimal" ? given : undefined;
    case "moment":
      return given?.kind === "timestamp with time zone" ? given : timestampType;
    case "zoned":
      return given?.kind === "timestamp with time zone" ? given : undefined;
  }
}

/** How a definition takes the arguments, or undefined where it does not. */
export function matchDefinition(
  definition: FunctionDefinition,
  args: readonly Typed[],
): Match | undefined {
  const signature = signatureOf(definition);
  const declared = signature.arguments;
  const last = declared.at(-1);
  if (signature.variadic ? args.length < declared.length : args.length !== declared.length)
    return undefined;
  const bindings: Bindings = new Map();
  const wanted = args.map((_, i) => declared[i] ?? last);
  for (const [i, arg] of args.entries()) {
    const to = wanted[i];
    if (to === undefined || (to.literal && arg.literal === undefined)) return undefined;
    if (!bind(to.pattern, arg.type, bindings)) return undefined;
  }
  const types: SqlType[] = [];
  let cost = 0;
  for (const [i, arg] of args.entries()) {
    const type = resolve(wanted[i]?.pattern ?? signature.result, arg.type, bindings);
    if (type === undefined || !coerces(arg.type, type)) return undefined;
    if (!sameType(arg.type, type)) cost++;
    types.push(type);
  }
  const result =
    definition.returns?.(types, args) ??
    resolve(signature.result, undefined, bindings) ??
    zoned("UTC");
  return { definition, types, result, cost };
}

/** The cheapest match; the first of equals, as the definitions are in Trino's order of preference. */
export function bestMatch(
  definitions: readonly FunctionDefinition[],
  args: readonly Typed[],
): Match | undefined {
  let best: Match | undefined;
  for (const definition of definitions) {
    const match = matchDefinition(definition, args);
    if (match !== undefined && (best === undefined || match.cost < best.cost)) best = match;
  }
  return best;
}
