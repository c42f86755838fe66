import { type Action, type Assigned, describePath, type Operand, type Path } from "./ast.ts";
import { type AttributeType, typeOf } from "./attribute-value.ts";
import { OperandParser } from "./operands.ts";
import type { Placeholders } from "./placeholders.ts";
import { TokenStream } from "./tokens.ts";

/**
 * Parses an update expression.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 *
 * @throws AwsError ValidationException
 */
export function parseUpdate(text: string, placeholders: Placeholders): Action[] {
  const tokens = new TokenStream(text, "UpdateExpression");
  const actions = new UpdateParser(tokens, placeholders).actions();
  const clash = overlapping(actions.map((action) => action.path));
  if (clash !== undefined) throw tokens.error(clash);
  return actions;
}

/** Says which two paths get in each other's way, in AWS's words; undefined where none do. */
export function overlapping(paths: readonly Path[]): string | undefined {
  for (let i = 0; i < paths.length; i++) {
    for (let j = i + 1; j < paths.length; j++) {
      const relation = relate(paths[i] ?? [], paths[j] ?? []);
      if (relation !== undefined) {
        return `Two document paths ${relation} with each other; must remove or rewrite one of these paths; path one: ${describePath(paths[i] ?? [])}, path two: ${describePath(paths[j] ?? [])}`;
      }
    }
  }
  return undefined;
}

function relate(one: Path, two: Path): "overlap" | "conflict" | undefined {
  for (let i = 0; i < Math.min(one.length, two.length); i++) {
    if (one[i] === two[i]) continue;
    return typeof one[i] === typeof two[i] ? undefined : "conflict";
  }
  return "overlap";
}

class UpdateParser extends OperandParser {
  actions(): Action[] {
    const actions: Action[] = [];
    const seen = new Set<string>();
    do {
      const section = this.tokens.peek().text.toUpperCase();
      const read = this.#section(section);
      if (read === undefined) throw this.tokens.syntaxError();
      if (seen.has(section)) {
        throw this.tokens.error(
          `The "${section}" section can only be used once in an update expression;`,
        );
      }
      seen.add(section);
      this.tokens.take();
      do actions.push(read());
      while (this.tokens.takeIf(","));
    } while (this.tokens.peek().kind !== "end");
    return actions;
  }

  #section(name: string): (() => Action) | undefined {
    switch (name) {
      case "SET":
        return () => this.#set();
      case "REMOVE":
        return () => ({ kind: "remove", path: this.path() });
      case "ADD":
        return () => this.#addOrDelete("add", ["N", "SS", "NS", "BS"]);
      case "DELETE":
        return () => this.#addOrDelete("delete", ["SS", "NS", "BS"]);
      default:
        return undefined;
    }
  }

  #set(): Action {
    const path = this.path();
    this.tokens.expect("=");
    return { kind: "set", path, value: this.#sum() };
  }

  #addOrDelete(kind: "add" | "delete", types: readonly AttributeType[]): Action {
    const path = this.path();
    if (this.tokens.peek().kind !== "value-placeholder") throw this.tokens.syntaxError();
    const value = this.simple();
    const type = value.kind === "value" ? typeOf(value.value) : undefined;
    if (type !== undefined && !types.includes(type)) {
      const operator = kind.toUpperCase();
      throw this.tokens.error(
        `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${TYPE_NAMES[type]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
      );
    }
    return { kind, path, value };
  }

  #sum(): Assigned {
    if (this.tokens.is("(")) {
      this.tokens.take();
      const value = this.tokens.nested(() => this.#sum());
      this.tokens.expect(")");
      return value;
    }
    const left = this.#term();
    const operator = this.tokens.peek().text;
    if (operator !== "+" && operator !== "-") return left;
    this.tokens.take();
    const right = this.#term();
    for (const side of [left, right]) {
      if (isOperand(side)) this.expectType(side, ["N"], operator);
    }
    return { kind: operator === "+" ? "plus" : "minus", left, right };
  }

  #term(): Assigned {
    if (!this.isFunction()) return this.simple();
    const name = this.tokens.take().text;
    this.tokens.expect("(");
    if (name === "if_not_exists") {
      const path = this.path();
      this.tokens.expect(",");
      const otherwise = this.tokens.nested(() => this.#term());
      this.tokens.expect(")");
      return { kind: "if_not_exists", path, otherwise };
    }
    if (name !== "list_append") {
      throw this.tokens.error(
        CONDITION_FUNCTIONS.includes(name)
          ? `The function is not allowed in an update expression; function: ${name}`
          : `Invalid function name; function: ${name}`,
      );
    }
    const left = this.tokens.nested(() => this.#term());
    this.tokens.expect(",");
    const right = this.#term();
    this.tokens.expect(")");
    for (const side of [left, right]) {
      if (isOperand(side)) this.expectType(side, ["L"], name);
    }
    return { kind: "list_append", left, right };
  }
}

function isOperand(value: Assigned): value is Operand {
  return value.kind === "value" || value.kind === "path";
}

const CONDITION_FUNCTIONS: readonly string[] = [
  "attribute_exists",
  "attribute_not_exists",
  "attribute_type",
  "begins_with",
  "contains",
  "size",
];

const TYPE_NAMES: Readonly<Record<AttributeType, string>> = {
  S: "STRING",
  N: "NUMBER",
  B: "BINARY",
  BOOL: "BOOLEAN",
  NULL: "NULL",
  SS: "STRING_SET",
  NS: "NUMBER_SET",
  BS: "BINARY_SET",
  L: "LIST",
  M: "MAP",
};
