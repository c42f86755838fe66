import type { Operand } from "../expressions/ast.ts";
import {
  type AttributeMap,
  type AttributeValue,
  setMember,
} from "../expressions/attribute-value.ts";
import { NumberError, normalizeNumber } from "../expressions/numbers.ts";
import { checkValue } from "../expressions/values.ts";
import { PartiqlError, type TokenStream } from "./tokens.ts";

/** Whether a literal or a parameter comes next. */
export function isLiteral(tokens: TokenStream): boolean {
  const { kind } = tokens.peek();
  return (
    kind === "string" ||
    kind === "number" ||
    ["?", "-", "+", "[", "{", "<<", "TRUE", "FALSE", "NULL"].some((text) => tokens.is(text))
  );
}

/** A literal of any type, or a `?`. */
export function parseLiteral(tokens: TokenStream): Operand {
  const index = tokens.parameter();
  return index === undefined
    ? { kind: "value", value: checkValue(parseValue(tokens)) }
    : { kind: "parameter", index };
}

function parseValue(tokens: TokenStream): AttributeValue {
  if (tokens.is("?")) {
    throw new PartiqlError("Unsupported data type: Parameter inside a list, tuple or set");
  }
  if (tokens.takeIf("TRUE")) return { BOOL: true };
  if (tokens.takeIf("FALSE")) return { BOOL: false };
  if (tokens.takeIf("NULL")) return { NULL: true };
  if (tokens.takeIf("[")) return { L: parseList(tokens, "]") };
  if (tokens.takeIf("<<")) return parseSet(tokens);
  if (tokens.takeIf("{")) return { M: parseTuple(tokens) };
  const sign = tokens.takeIf("-") ? "-" : "";
  if (sign === "") tokens.takeIf("+");
  const token = tokens.take();
  if (token.kind === "number") return { N: parseNumber(sign + token.text) };
  if (token.kind === "string" && sign === "") return { S: token.text };
  throw tokens.malformed();
}

function parseNumber(text: string): string {
  try {
    return normalizeNumber(text);
  } catch (error) {
    if (error instanceof NumberError) throw new PartiqlError(error.message);
    throw error;
  }
}

function parseList(tokens: TokenStream, end: string): AttributeValue[] {
  const values: AttributeValue[] = [];
  if (tokens.takeIf(end)) return values;
  do values.push(tokens.nested(() => parseValue(tokens)));
  while (tokens.takeIf(","));
  tokens.expect(end);
  return values;
}

function parseTuple(tokens: TokenStream): AttributeMap {
  const map: AttributeMap = {};
  if (tokens.takeIf("}")) return map;
  do {
    const name = parseMemberName(tokens);
    if (Object.hasOwn(map, name)) throw duplicate(name);
    setMember(
      map,
      name,
      tokens.nested(() => parseValue(tokens)),
    );
  } while (tokens.takeIf(","));
  tokens.expect("}");
  return map;
}

export function duplicate(name: string): PartiqlError {
  return new PartiqlError(`Duplicate keys in tuple. Key: ${name}`);
}

/** `'name':` of a tuple. */
export function parseMemberName(tokens: TokenStream): string {
  const token = tokens.take();
  if (token.kind === "word" || token.kind === "quoted") {
    throw new PartiqlError(
      "Tuple keys must be of type String. Actual type: VariableReference under root",
    );
  }
  if (token.kind !== "string") throw tokens.malformed();
  tokens.expect(":");
  return token.text;
}

function parseSet(tokens: TokenStream): AttributeValue {
  const values = parseList(tokens, ">>");
  const strings = values.flatMap((value) => (value.S === undefined ? [] : [value.S]));
  const numbers = values.flatMap((value) => (value.N === undefined ? [] : [value.N]));
  const members = strings.length > 0 ? strings : numbers;
  if (values.length === 0) {
    throw new PartiqlError(
      "One or more parameter values were invalid: An empty set is not allowed",
    );
  }
  if (members.length !== values.length) {
    throw new PartiqlError("A set must hold strings only, or numbers only");
  }
  if (new Set(members).size !== members.length) {
    throw new PartiqlError(
      `One or more parameter values were invalid: Input collection [${members.join(", ")}] contains duplicates`,
    );
  }
  return strings.length > 0 ? { SS: strings } : { NS: numbers };
}
