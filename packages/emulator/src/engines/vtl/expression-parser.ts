import type { BinaryOperator, Expression, Node, Reference, Step } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

const identifier = /[A-Za-z_][A-Za-z0-9_-]*/y;
const integer = /-?\d+(?![\d.]*[.eE]\d)/y;
const decimal = /-?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?/y;

/** Binary operators by precedence, loosest first, each with its spelling in letters. */
const levels: readonly (readonly (readonly [RegExp, BinaryOperator])[])[] = [
  [[/\|\||or\b/y, "||"]],
  [[/&&|and\b/y, "&&"]],
  [
    [/==|eq\b/y, "=="],
    [/!=|ne\b/y, "!="],
  ],
  [
    [/<=|le\b/y, "<="],
    [/>=|ge\b/y, ">="],
    [/<|lt\b/y, "<"],
    [/>|gt\b/y, ">"],
  ],
  [
    [/\+/y, "+"],
    // 3-4 is the number 3 and the number -4, which Velocity refuses.
    [/-(?!\d)/y, "-"],
  ],
  [
    [/\*/y, "*"],
    [/\//y, "/"],
    [/%/y, "%"],
  ],
];

/** Parses the body of a double-quoted string, which is a template of its own. */
export type ParseBody = (text: string) => readonly Node[];

/** Parses expressions as `#set` and `#if` take them, at the cursor. */
export class ExpressionParser {
  readonly #cursor: Cursor;
  readonly #parseBody: ParseBody;

  constructor(cursor: Cursor, parseBody: ParseBody) {
    this.#cursor = cursor;
    this.#parseBody = parseBody;
  }

  expression(level = 0): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.expression(level + 1);
    for (;;) {
      this.#cursor.skipSpace();
      const found = operators.find(([pattern]) => this.#cursor.take(pattern) !== undefined);
      if (found === undefined) return left;
      left = { kind: "binary", operator: found[1], left, right: this.expression(level + 1) };
    }
  }

  /** A reference at the cursor, or undefined (and nothing taken) where the `$` is only text. */
  reference(): Reference | undefined {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (!cursor.eat("$")) return undefined;
    const quiet = cursor.eat("!");
    const braced = cursor.eat("{");
    const root = cursor.take(identifier);
    if (root === undefined) {
      cursor.at = start;
      return undefined;
    }
    const path = this.#path();
    if (braced) cursor.expect("}");
    return {
      kind: "reference",
      root,
      path,
      quiet,
      text: cursor.source.slice(start, cursor.at),
    };
  }

  #path(): Step[] {
    const cursor = this.#cursor;
    const path: Step[] = [];
    for (;;) {
      if (cursor.sees(/\.[A-Za-z_]/y)) {
        cursor.at += 1;
        const name = cursor.take(identifier) ?? cursor.fail("expected a name");
        path.push(
          cursor.eat("(")
            ? { kind: "method", name, args: this.#list(")") }
            : { kind: "property", name },
        );
      } else if (cursor.eat("[")) {
        cursor.skipSpace();
        const index = this.#parameter();
        cursor.skipSpace();
        cursor.expect("]");
        path.push({ kind: "index", index });
      } else return path;
    }
  }

  /** Parameters up to the closing bracket. Velocity 1.7 takes no operators here. */
  #list(close: string): Expression[] {
    const cursor = this.#cursor;
    const items: Expression[] = [];
    cursor.skipSpace();
    if (cursor.eat(close)) return items;
    for (;;) {
      cursor.skipSpace();
      items.push(this.#parameter());
      cursor.skipSpace();
      if (cursor.eat(close)) return items;
      cursor.expect(",");
    }
  }

  #unary(): Expression {
    const cursor = this.#cursor;
    cursor.skipSpace();
    if (cursor.sees(/!(?!=)/y)) {
      cursor.at += 1;
      return { kind: "not", operand: this.#unary() };
    }
    if (cursor.take(/not\b/y) !== undefined) return { kind: "not", operand: this.#unary() };
    if (cursor.eat("(")) {
      const inner = this.expression();
      cursor.skipSpace();
      cursor.expect(")");
      return inner;
    }
    return this.#parameter();
  }

  #parameter(): Expression {
    const cursor = this.#cursor;
    const reference = this.reference();
    if (reference !== undefined) return reference;
    if (cursor.take(/true\b/y) !== undefined) return { kind: "boolean", value: true };
    if (cursor.take(/false\b/y) !== undefined) return { kind: "boolean", value: false };
    if (cursor.eat("[")) return this.#listOrRange();
    if (cursor.eat("{")) return this.#map();
    const whole = cursor.take(integer);
    if (whole !== undefined) return { kind: "integer", value: BigInt(whole) };
    const fraction = cursor.take(decimal);
    if (fraction !== undefined) return { kind: "decimal", value: Number(fraction) };
    const single = cursor.take(/'(?:[^']|'')*'/y);
    if (single !== undefined) {
      return { kind: "string", text: single.slice(1, -1).replaceAll("''", "'") };
    }
    const double = cursor.take(/"(?:[^"]|"")*"/y);
    if (double !== undefined) return this.#interpolated(double);
    return cursor.fail("expected a value");
  }

  #interpolated(quoted: string): Expression {
    const text = quoted.slice(1, -1).replaceAll('""', '"');
    if (!/[$#]/.test(text)) return { kind: "string", text };
    return { kind: "interpolated", body: this.#parseBody(text) };
  }

  #listOrRange(): Expression {
    const cursor = this.#cursor;
    const start = cursor.at;
    cursor.skipSpace();
    if (!cursor.sees(/\]/y)) {
      const from = this.#rangeEnd();
      cursor.skipSpace();
      if (from !== undefined && cursor.eat("..")) {
        cursor.skipSpace();
        const to = this.#rangeEnd() ?? cursor.fail("expected the end of the range");
        cursor.skipSpace();
        cursor.expect("]");
        return { kind: "range", from, to };
      }
      cursor.at = start;
    }
    return { kind: "list", items: this.#list("]") };
  }

  #rangeEnd(): Expression | undefined {
    const whole = this.#cursor.take(/-?\d+(?=\s*(?:\.\.|\]))/y);
    return whole === undefined ? this.reference() : { kind: "integer", value: BigInt(whole) };
  }

  #map(): Expression {
    const cursor = this.#cursor;
    const entries: (readonly [Expression, Expression])[] = [];
    cursor.skipSpace();
    if (cursor.eat("}")) return { kind: "map", entries };
    for (;;) {
      cursor.skipSpace();
      const key = this.#parameter();
      cursor.skipSpace();
      cursor.expect(":");
      cursor.skipSpace();
      entries.push([key, this.#parameter()]);
      cursor.skipSpace();
      if (cursor.eat("}")) return { kind: "map", entries };
      cursor.expect(",");
    }
  }
}
