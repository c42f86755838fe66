import { describePath, type Operand, type Path } from "./ast.ts";
import { type AttributeType, typeOf } from "./attribute-value.ts";
import { typeNameProblem, typeProblem } from "./operand-rules.ts";
import type { Placeholders } from "./placeholders.ts";
import { isReservedWord } from "./reserved-words.ts";
import type { TokenStream } from "./tokens.ts";

/** What condition, update and projection expressions have in common: paths, operands, their checks. */
export class OperandParser {
  readonly tokens: TokenStream;
  readonly #placeholders: Placeholders;

  constructor(tokens: TokenStream, placeholders: Placeholders) {
    this.tokens = tokens;
    this.#placeholders = placeholders;
  }

  /** @throws AwsError ValidationException for a reserved word or an undefined placeholder. */
  path(): Path {
    const path: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.tokens.takeIf(".")) path.push(this.#name());
      else if (this.tokens.takeIf("[")) {
        if (this.tokens.peek().kind !== "number") throw this.tokens.syntaxError();
        path.push(Number(this.tokens.take().text));
        this.tokens.expect("]");
      } else return path;
    }
  }

  #name(): string {
    const token = this.tokens.peek();
    if (token.kind === "name") {
      if (isReservedWord(token.text)) {
        throw this.tokens.error(
          `Attribute name is a reserved keyword; reserved keyword: ${token.text}`,
        );
      }
      return this.tokens.take().text;
    }
    if (token.kind !== "name-placeholder") throw this.tokens.syntaxError();
    const name = this.#placeholders.name(this.tokens.take().text);
    if (name === undefined) {
      throw this.tokens.error(
        `An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
      );
    }
    return name;
  }

  isFunction(): boolean {
    return this.tokens.peek().kind === "name" && this.tokens.is("(", 1);
  }

  /** A path or a `:value`. */
  simple(): Operand {
    const token = this.tokens.peek();
    if (token.kind !== "value-placeholder") return { kind: "path", path: this.path() };
    const value = this.#placeholders.value(this.tokens.take().text);
    if (value === undefined) {
      throw this.tokens.error(
        `An expression attribute value used in expression is not defined; attribute value: ${token.text}`,
      );
    }
    return { kind: "value", value };
  }

  /** @throws AwsError ValidationException where a value's type is none of the function's. */
  expectType(operand: Operand, types: readonly AttributeType[], operator: string): void {
    const problem = typeProblem(staticType(operand), types, operator);
    if (problem !== undefined) throw this.tokens.error(problem);
  }

  /** @throws AwsError ValidationException where a path is compared with itself. */
  expectDistinct(first: Operand, others: readonly Operand[], operator: string): void {
    if (first.kind !== "path") return;
    const text = describePath(first.path);
    if (others.some((other) => other.kind === "path" && describePath(other.path) === text)) {
      throw this.tokens.error(
        `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${text}`,
      );
    }
  }

  expectTypeName(operand: Operand): void {
    this.expectType(operand, ["S"], "attribute_type");
    const problem = typeNameProblem(operand.kind === "value" ? operand.value : undefined);
    if (problem !== undefined) throw this.tokens.error(problem);
  }
}

/** An operand's type where the expression alone says it. */
export function staticType(operand: Operand): AttributeType | undefined {
  if (operand.kind === "value") return typeOf(operand.value);
  return operand.kind === "size" ? "N" : undefined;
}
