import type { Comparator, Condition, Operand, Path } from "../expressions/ast.ts";
import { ATTRIBUTE_TYPES } from "../expressions/attribute-value.ts";
import { isLiteral, parseLiteral } from "./literals.ts";
import { PartiqlError, type TokenStream } from "./tokens.ts";

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

/** Number of operands of each function of a condition. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  ATTRIBUTE_EXISTS: 1,
  ATTRIBUTE_NOT_EXISTS: 1,
  ATTRIBUTE_TYPE: 2,
  BEGINS_WITH: 2,
  CONTAINS: 2,
};

/** `a.b[0]`, each name quoted or not. */
export function parsePath(tokens: TokenStream): Path {
  const path: (string | number)[] = [tokens.name()];
  for (;;) {
    if (tokens.takeIf(".")) path.push(tokens.name());
    else if (tokens.is("[") && tokens.peek(1).kind === "number") {
      tokens.take();
      path.push(Number(tokens.take().text));
      tokens.expect("]");
    } else return path;
  }
}

/** The condition after WHERE. */
export function parseWhere(tokens: TokenStream): Condition {
  let left = parseAnd(tokens);
  while (tokens.takeIf("OR")) left = { kind: "or", left, right: parseAnd(tokens) };
  return left;
}

function parseAnd(tokens: TokenStream): Condition {
  let left = parseNot(tokens);
  while (tokens.takeIf("AND")) left = { kind: "and", left, right: parseNot(tokens) };
  return left;
}

function parseNot(tokens: TokenStream): Condition {
  if (tokens.takeIf("NOT")) {
    return { kind: "not", condition: tokens.nested(() => parseNot(tokens)) };
  }
  if (tokens.takeIf("(")) {
    const condition = tokens.nested(() => parseWhere(tokens));
    tokens.expect(")");
    return condition;
  }
  return parsePredicate(tokens);
}

function parsePredicate(tokens: TokenStream): Condition {
  const called = tokens.peek().text.toUpperCase();
  if (tokens.is("(", 1) && Object.hasOwn(FUNCTIONS, called)) return parseFunction(tokens, called);
  const left = parseOperand(tokens);
  const { kind, text } = tokens.peek();
  const operator = kind === "symbol" ? COMPARATORS[text] : undefined;
  if (operator !== undefined) {
    tokens.take();
    return { kind: "compare", operator, left, right: parseOperand(tokens) };
  }
  if (tokens.takeIf("BETWEEN")) {
    const lower = parseOperand(tokens);
    tokens.expect("AND");
    return { kind: "between", operand: left, lower, upper: parseOperand(tokens) };
  }
  if (tokens.takeIf("IN")) return { kind: "in", operand: left, list: parseChoices(tokens) };
  if (tokens.takeIf("IS")) return parseIs(tokens, left);
  throw tokens.malformed();
}

function parseIs(tokens: TokenStream, operand: Operand): Condition {
  const negated = tokens.takeIf("NOT");
  const condition = parseMissingOrNull(tokens, operand);
  return negated ? { kind: "not", condition } : condition;
}

function parseMissingOrNull(tokens: TokenStream, operand: Operand): Condition {
  if (tokens.takeIf("NULL")) {
    return { kind: "type", operand, type: { kind: "value", value: { S: "NULL" } } };
  }
  tokens.expect("MISSING");
  return { kind: "not", condition: { kind: "exists", path: pathOf(operand, "MISSING") } };
}

function parseChoices(tokens: TokenStream): Operand[] {
  const end = tokens.takeIf("[") ? "]" : ")";
  if (end === ")") tokens.expect("(");
  const choices = [parseOperand(tokens)];
  while (tokens.takeIf(",")) choices.push(parseOperand(tokens));
  tokens.expect(end);
  return choices;
}

function parseOperand(tokens: TokenStream): Operand {
  if (isLiteral(tokens)) return parseLiteral(tokens);
  if (!tokens.is("(", 1)) return { kind: "path", path: parsePath(tokens) };
  const name = tokens.take().text;
  if (name.toUpperCase() !== "SIZE") throw new PartiqlError(`Invalid function name: ${name}`);
  tokens.expect("(");
  const of = tokens.nested(() => parseOperand(tokens));
  tokens.expect(")");
  return { kind: "size", of };
}

function parseFunction(tokens: TokenStream, name: string): Condition {
  tokens.take();
  tokens.expect("(");
  const operands = [parseOperand(tokens)];
  while (tokens.takeIf(",")) operands.push(parseOperand(tokens));
  tokens.expect(")");
  const [first, second] = operands;
  if (operands.length !== FUNCTIONS[name] || first === undefined) {
    throw new PartiqlError(
      `Incorrect number of operands for operator or function; operator or function: ${name.toLowerCase()}, number of operands: ${operands.length}`,
    );
  }
  if (name === "ATTRIBUTE_EXISTS") return { kind: "exists", path: pathOf(first, name) };
  if (name === "ATTRIBUTE_NOT_EXISTS") {
    return { kind: "not", condition: { kind: "exists", path: pathOf(first, name) } };
  }
  if (second === undefined) throw tokens.malformed();
  if (name === "BEGINS_WITH") return { kind: "begins_with", operand: first, prefix: second };
  if (name === "CONTAINS") return { kind: "contains", operand: first, element: second };
  const type = second.kind === "value" ? second.value.S : undefined;
  if (type !== undefined && !ATTRIBUTE_TYPES.some((known) => known === type)) {
    throw new PartiqlError(
      `Invalid attribute type name found; type: ${type}, valid types: {${ATTRIBUTE_TYPES.join(",")}}`,
    );
  }
  return { kind: "type", operand: first, type: second };
}

function pathOf(operand: Operand, operator: string): Path {
  if (operand.kind === "path") return operand.path;
  throw new PartiqlError(
    `Operator or function requires a document path; operator or function: ${operator.toLowerCase()}`,
  );
}
