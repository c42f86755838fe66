import type { Comparator, Condition, Operand, Path } from "./ast.ts";
import type { AttributeType } from "./attribute-value.ts";
import { boundsProblem, ORDERED, PREFIXED } from "./operand-rules.ts";
import { OperandParser } from "./operands.ts";
import type { Placeholders } from "./placeholders.ts";
import { TokenStream } from "./tokens.ts";

const COMPARATORS: readonly Comparator[] = ["=", "<>", "<=", ">=", "<", ">"];
const SIZED: readonly AttributeType[] = ["S", "B", "L", "M", "SS", "NS", "BS"];
const MAX_IN = 100;

/** Number of operands of each function a condition may have. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const UPDATE_FUNCTIONS: readonly string[] = ["if_not_exists", "list_append"];

/**
 * Parses a condition, filter or key condition expression.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 *
 * @param label the parameter's name for messages, such as `ConditionExpression`.
 * @throws AwsError ValidationException
 */
export function parseCondition(text: string, label: string, placeholders: Placeholders): Condition {
  const tokens = new TokenStream(text, label);
  const condition = new ConditionParser(tokens, placeholders).or();
  tokens.expectEnd();
  return condition;
}

class ConditionParser extends OperandParser {
  /** First and last token of the parenthesis closed last. */
  #group: readonly [number, number] = [-1, -1];

  or(): Condition {
    let left = this.#and();
    while (this.tokens.takeIf("OR")) left = { kind: "or", left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.tokens.takeIf("AND")) left = { kind: "and", left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    if (this.tokens.takeIf("NOT")) {
      return { kind: "not", condition: this.tokens.nested(() => this.#not()) };
    }
    return this.tokens.is("(") ? this.#parenthesis() : this.#predicate();
  }

  #parenthesis(): Condition {
    const start = this.tokens.position;
    this.tokens.expect("(");
    const condition = this.tokens.nested(() => this.or());
    const end = this.tokens.position;
    this.tokens.expect(")");
    if (this.#group[0] === start + 1 && this.#group[1] === end - 1) {
      throw this.tokens.error("The expression has redundant parentheses;");
    }
    this.#group = [start, end];
    return condition;
  }

  #predicate(): Condition {
    if (this.isFunction() && !this.tokens.is("SIZE")) return this.#functionCondition();
    const isSize = this.isFunction();
    const operand = this.#operand();
    const token = this.tokens.peek();
    const operator = COMPARATORS.find((comparator) => comparator === token.text);
    if (operator !== undefined) {
      this.tokens.take();
      return this.#comparison(operator, operand, this.#operand());
    }
    if (this.tokens.takeIf("BETWEEN")) return this.#between(operand);
    if (this.tokens.takeIf("IN")) return this.#in(operand);
    if (isSize) {
      throw this.tokens.error(
        "The function is not allowed to be used this way in an expression; function: size",
      );
    }
    throw this.tokens.syntaxError();
  }

  #comparison(operator: Comparator, left: Operand, right: Operand): Condition {
    this.expectDistinct(left, [right], operator);
    if (operator !== "=" && operator !== "<>") {
      this.expectType(left, ORDERED, operator);
      this.expectType(right, ORDERED, operator);
    }
    return { kind: "compare", operator, left, right };
  }

  #between(operand: Operand): Condition {
    const lower = this.#operand();
    this.tokens.expect("AND");
    const upper = this.#operand();
    this.expectDistinct(operand, [lower, upper], "BETWEEN");
    this.expectType(lower, ORDERED, "BETWEEN");
    this.expectType(upper, ORDERED, "BETWEEN");
    if (lower.kind === "value" && upper.kind === "value") {
      const problem = boundsProblem(lower.value, upper.value);
      if (problem !== undefined) throw this.tokens.error(problem);
    }
    return { kind: "between", operand, lower, upper };
  }

  #in(operand: Operand): Condition {
    this.tokens.expect("(");
    const list = [this.#operand()];
    while (this.tokens.takeIf(",")) list.push(this.#operand());
    this.tokens.expect(")");
    this.expectDistinct(operand, list, "IN");
    if (list.length > MAX_IN) {
      throw this.tokens.error(
        `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${list.length + 1}`,
      );
    }
    return { kind: "in", operand, list };
  }

  #operand(): Operand {
    if (!this.isFunction()) return this.simple();
    const { name, operands } = this.#call();
    if (name !== "size") {
      throw this.tokens.error(
        `The function is not allowed to be used this way in an expression; function: ${name}`,
      );
    }
    const [of] = operands;
    if (of === undefined) throw this.tokens.syntaxError();
    this.expectType(of, SIZED, "size");
    return { kind: "size", of };
  }

  #call(): { name: string; operands: Operand[] } {
    const name = this.tokens.take().text;
    const arity = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (arity === undefined) {
      throw this.tokens.error(
        UPDATE_FUNCTIONS.includes(name)
          ? `The function is not allowed in a condition expression; function: ${name}`
          : `Invalid function name; function: ${name}`,
      );
    }
    this.tokens.expect("(");
    const operands = [this.tokens.nested(() => this.#operand())];
    while (this.tokens.takeIf(",")) operands.push(this.#operand());
    this.tokens.expect(")");
    if (operands.length !== arity) {
      throw this.tokens.error(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
    }
    return { name, operands };
  }

  #functionCondition(): Condition {
    const { name, operands } = this.#call();
    const [first, second] = operands;
    if (first === undefined) throw this.tokens.syntaxError();
    if (name === "attribute_exists") return { kind: "exists", path: this.#pathOf(first, name) };
    if (name === "attribute_not_exists") {
      return { kind: "not", condition: { kind: "exists", path: this.#pathOf(first, name) } };
    }
    if (second === undefined) throw this.tokens.syntaxError();
    this.expectDistinct(first, [second], name);
    if (name === "attribute_type") {
      this.expectTypeName(second);
      return { kind: "type", operand: first, type: second };
    }
    if (name === "contains") return { kind: "contains", operand: first, element: second };
    this.expectType(first, PREFIXED, name);
    this.expectType(second, PREFIXED, name);
    return { kind: "begins_with", operand: first, prefix: second };
  }

  #pathOf(operand: Operand, operator: string): Path {
    if (operand.kind === "path") return operand.path;
    throw this.tokens.error(
      `Operator or function requires a document path; operator or function: ${operator}`,
    );
  }
}
