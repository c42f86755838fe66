import type { Node } from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { ExpressionParser } from "./expression-parser.ts";

/** Everything up to the next character that may begin something. */
const plainText = /[^$#\\]+/y;
const restOfLine = /[ \t]*(?:\r\n|\n|\r)/y;
const directive =
  /#(?:\{(if|elseif|else|end|foreach|stop|break|define|macro|include|parse|evaluate|set)\}|(if|elseif|else|end|foreach|stop|break|define|macro|include|parse|evaluate)(?![A-Za-z0-9_]))/y;
// At the start of a token Velocity 1.7 takes the blanks before a #set along with it; in running text it does not.
const setDirective = /[ \t]*#(?:set|\{set\})[ \t]*\(/y;
const refused = new Set(["macro", "include", "parse", "evaluate"]);

/**
 * Parses a template by the grammar of Apache Velocity 1.7, the family of engine behind API Gateway's
 * mapping templates, white space included.
 *
 * @throws VtlError with line and column; also for `#macro`, `#include`, `#parse` and `#evaluate`.
 */
export function parseTemplate(source: string): readonly Node[] {
  return new TemplateParser(source).template();
}

class TemplateParser {
  readonly #cursor: Cursor;
  readonly #expressions: ExpressionParser;
  /** The directive that ended the block just parsed. */
  #ending = "";

  constructor(source: string) {
    this.#cursor = new Cursor(source);
    this.#expressions = new ExpressionParser(this.#cursor, parseTemplate);
  }

  template(): Node[] {
    return this.#block(false);
  }

  /** Nodes up to the end of the text, or up to `#end`, `#else` or `#elseif` where `nested`. */
  #block(nested: boolean): Node[] {
    const cursor = this.#cursor;
    const nodes: Node[] = [];
    for (;;) {
      if (cursor.ended) {
        if (nested) cursor.fail("#end is missing");
        return nodes;
      }
      const name = this.#piece(nodes);
      if (name === undefined) continue;
      if (!nested) cursor.fail(`#${name} without a beginning`);
      this.#ending = name;
      return nodes;
    }
  }

  /** Parses one piece into `nodes`; the name of the directive where it ends the block. */
  #piece(nodes: Node[]): string | undefined {
    const cursor = this.#cursor;
    if (cursor.take(setDirective) !== undefined) {
      nodes.push(this.#set());
      return undefined;
    }
    const text = cursor.take(plainText);
    if (text !== undefined) {
      addText(nodes, text);
      return undefined;
    }
    const slashes = cursor.take(/\\+/y)?.length ?? 0;
    if (slashes > 0) {
      this.#escaped(nodes, slashes);
      return undefined;
    }
    if (cursor.source[cursor.at] === "$") {
      const reference = this.#expressions.reference();
      if (reference === undefined) {
        cursor.at += 1;
        addText(nodes, "$");
      } else nodes.push({ kind: "print", reference, slashes: 0 });
      return undefined;
    }
    return this.#hash(nodes);
  }

  #escaped(nodes: Node[], slashes: number): void {
    const cursor = this.#cursor;
    const reference = this.#expressions.reference();
    if (reference !== undefined) {
      nodes.push({ kind: "print", reference, slashes });
      return;
    }
    const isDirective = cursor.sees(setDirective) || cursor.sees(directive);
    if (isDirective && slashes % 2 === 1) {
      addText(nodes, `${"\\".repeat(slashes - 1)}#`);
      cursor.at += 1;
    } else addText(nodes, "\\".repeat(slashes));
  }

  #hash(nodes: Node[]): string | undefined {
    const cursor = this.#cursor;
    if (cursor.eat("##")) {
      cursor.take(/[^\r\n]*(?:\r\n|\n|\r)?/y);
      return undefined;
    }
    if (cursor.eat("#*")) {
      const end = cursor.source.indexOf("*#", cursor.at);
      if (end < 0) cursor.fail("*# is missing");
      cursor.at = end + 2;
      return undefined;
    }
    if (cursor.eat("#[[")) {
      const end = cursor.source.indexOf("]]#", cursor.at);
      if (end < 0) cursor.fail("]]# is missing");
      addText(nodes, cursor.source.slice(cursor.at, end));
      cursor.at = end + 3;
      return undefined;
    }
    const found = cursor.take(directive);
    if (found === undefined) {
      cursor.at += 1;
      addText(nodes, "#");
      return undefined;
    }
    return this.#directive(found.replace(/[#{}]/g, ""), nodes);
  }

  #directive(name: string, nodes: Node[]): string | undefined {
    const cursor = this.#cursor;
    if (refused.has(name)) cursor.fail(`#${name} is not supported`);
    switch (name) {
      case "if":
        nodes.push(this.#if());
        return undefined;
      case "foreach":
        nodes.push(this.#foreach());
        return undefined;
      case "define":
        nodes.push(this.#define());
        return undefined;
      case "stop":
        nodes.push({ kind: "stop" });
        return undefined;
      case "break":
        nodes.push({ kind: "break" });
        return undefined;
      default:
        if (name !== "elseif") cursor.take(restOfLine);
        return name;
    }
  }

  /** The closing parenthesis of a directive takes the rest of its line along. */
  #close(): void {
    this.#cursor.skipSpace();
    this.#cursor.expect(")");
    this.#cursor.take(restOfLine);
  }

  #open(): void {
    this.#cursor.skipSpace();
    this.#cursor.expect("(");
    this.#cursor.skipSpace();
  }

  #set(): Node {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const target = this.#expressions.reference() ?? cursor.fail("expected a reference");
    cursor.skipSpace();
    cursor.expect("=");
    const value = this.#expressions.expression();
    this.#close();
    return { kind: "set", target, value };
  }

  #if(): Node {
    const branches: { condition: ReturnType<ExpressionParser["expression"]>; body: Node[] }[] = [];
    do {
      this.#open();
      const condition = this.#expressions.expression();
      this.#close();
      branches.push({ condition, body: this.#block(true) });
    } while (this.#ending === "elseif");
    const otherwise = this.#ending === "else" ? this.#block(true) : undefined;
    if (this.#ending !== "end") this.#cursor.fail(`#${this.#ending} after #else`);
    return { kind: "if", branches, otherwise };
  }

  #foreach(): Node {
    const cursor = this.#cursor;
    this.#open();
    const variable = this.#variable();
    cursor.skipSpace();
    cursor.expect("in");
    cursor.skipSpace();
    const list = this.#expressions.expression();
    this.#close();
    return { kind: "foreach", variable, list, body: this.#body() };
  }

  #define(): Node {
    this.#open();
    const variable = this.#variable();
    this.#close();
    return { kind: "define", variable, body: this.#body() };
  }

  #variable(): string {
    const reference = this.#expressions.reference();
    if (reference === undefined || reference.path.length > 0) {
      return this.#cursor.fail("expected a variable");
    }
    return reference.root;
  }

  #body(): Node[] {
    const body = this.#block(true);
    if (this.#ending !== "end") this.#cursor.fail(`#${this.#ending} without #if`);
    return body;
  }
}

function addText(nodes: Node[], text: string): void {
  const last = nodes.at(-1);
  if (last?.kind === "text") nodes[nodes.length - 1] = { kind: "text", text: last.text + text };
  else nodes.push({ kind: "text", text });
}
