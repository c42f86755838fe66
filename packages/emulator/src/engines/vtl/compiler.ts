import type { Expression, Node, Reference, Step } from "./ast.ts";
import { VtlError } from "./errors.ts";
import { parseTemplate } from "./parser.ts";
import { Runtime } from "./runtime.ts";
import type { Value } from "./values.ts";

/** The names a template starts with, for example `input`, `util`, `context`. */
export type Variables = Readonly<Record<string, Value>>;

/** A compiled template. */
export interface Template {
  readonly source: string;
  /** @throws VtlError where the template fails, as API Gateway's 500 */
  render(variables: Variables): string;
}

const cache = new Map<string, Template>();

/**
 * Compiles a template into one JavaScript function, once for each text.
 *
 * @example
 * compileTemplate('{"id":"$context.requestId"}').render({ context })
 * @throws VtlError where it cannot be parsed
 */
export function compileTemplate(source: string): Template {
  let found = cache.get(source);
  if (found === undefined) {
    const code = new Compiler().compile(parseTemplate(source));
    const compiled = new Function("rt", "vars", code);
    found = { source, render: (variables) => compiled(Runtime, variables) };
    if (cache.size >= 500) cache.clear();
    cache.set(source, found);
  }
  return found;
}

const quote = JSON.stringify;

/** Writes JavaScript for a template. Every piece of the template's text enters it as a JSON literal. */
class Compiler {
  /** Variable of the template → its JavaScript name. */
  readonly #roots = new Map<string, string>();
  #names = 0;
  /** Depth of `#foreach` in the function being written; a `#break` must have one. */
  #loops = 0;
  /** Whether the code being written is inside a nested function, where `return` would not stop the template. */
  #nested = 0;

  compile(nodes: readonly Node[]): string {
    const body = this.#block(nodes);
    const roots = [...this.#roots].map(([name, js]) => `let ${js}=rt.root(vars,${quote(name)});`);
    return `"use strict";${roots.join("")}let out="";${body}return out;`;
  }

  #root(name: string): string {
    let js = this.#roots.get(name);
    if (js === undefined) {
      js = `r${this.#roots.size}`;
      this.#roots.set(name, js);
    }
    return js;
  }

  #fresh(): string {
    this.#names += 1;
    return `t${this.#names}`;
  }

  #block(nodes: readonly Node[]): string {
    return nodes.map((node) => this.#node(node)).join("");
  }

  #node(node: Node): string {
    switch (node.kind) {
      case "text":
        return `out+=${quote(node.text)};`;
      case "print":
        return `out+=${this.#printed(node.reference, node.slashes)};`;
      case "set":
        return this.#set(node.target, node.value);
      case "if":
        return this.#if(node);
      case "foreach":
        return this.#foreach(node);
      case "define": {
        const body = this.#isolated(node.body);
        return `${this.#root(node.variable)}=rt.block(()=>{let out="";${body}return out;});`;
      }
      case "stop":
        if (this.#nested > 0)
          throw new VtlError("#stop inside a string or #define is not supported");
        return "return out;";
      case "break":
        if (this.#loops === 0) throw new VtlError("#break outside #foreach is not supported");
        return "break;";
    }
  }

  #isolated(nodes: readonly Node[]): string {
    const loops = this.#loops;
    this.#loops = 0;
    this.#nested += 1;
    const body = this.#block(nodes);
    this.#nested -= 1;
    this.#loops = loops;
    return body;
  }

  #if(node: Extract<Node, { kind: "if" }>): string {
    const branches = node.branches.map(
      ({ condition, body }) => `if(${this.#condition(condition)}){${this.#block(body)}}`,
    );
    const otherwise = node.otherwise === undefined ? "" : `else{${this.#block(node.otherwise)}}`;
    return `${branches.join("else ")}${otherwise}`;
  }

  #foreach(node: Extract<Node, { kind: "foreach" }>): string {
    const variable = this.#root(node.variable);
    const scope = this.#root("foreach");
    const counter = this.#root("velocityCount");
    const [loop, saved] = [this.#fresh(), this.#fresh()];
    const list = this.#value(node.list);
    this.#loops += 1;
    const body = this.#block(node.body);
    this.#loops -= 1;
    return (
      `{const ${saved}=[${variable},${scope},${counter}];const ${loop}=rt.loop(${list},${scope});` +
      `if(${loop}!==undefined){${scope}=${loop};while(${loop}.next()){` +
      `${variable}=${loop}.value;${counter}=${loop}.count;${body}}}` +
      `[${variable},${scope},${counter}]=${saved};}`
    );
  }

  #set(target: Reference, value: Expression): string {
    const name = this.#fresh();
    const steps = target.path.slice(0, -1);
    const last = target.path.at(-1);
    // Null on the right leaves what is on the left as it was (directive.set.null.allowed is false).
    const assign =
      last === undefined
        ? `${this.#root(target.root)}=${name}`
        : this.#assignment(this.#walk(target.root, steps), last, name);
    return `{const ${name}=${this.#value(value)};if(${name}!=null)${assign};}`;
  }

  #assignment(owner: string, step: Step, name: string): string {
    if (step.kind === "method") throw new VtlError("#set cannot assign to a method call");
    const key = step.kind === "property" ? quote(step.name) : this.#value(step.index);
    return `rt.assign(${owner},${key},${name})`;
  }

  #walk(root: string, path: readonly Step[]): string {
    return path.reduce((owner, step) => {
      if (step.kind === "property") return `rt.property(${owner},${quote(step.name)})`;
      if (step.kind === "index") return `rt.index(${owner},${this.#value(step.index)})`;
      const args = step.args.map((arg) => this.#value(arg)).join(",");
      return `rt.call(${owner},${quote(step.name)},[${args}])`;
    }, this.#root(root));
  }

  #printed(reference: Reference, slashes: number): string {
    const value = this.#walk(reference.root, reference.path);
    const nothing = reference.quiet ? "" : reference.text;
    if (slashes === 0) return `rt.print(${value},${quote(nothing)})`;
    const half = "\\".repeat(Math.floor(slashes / 2));
    const [shown, absent] =
      slashes % 2 === 1
        ? [quote(half + reference.text), quote(`${half}\\${reference.text}`)]
        : [`${quote(half)}+rt.print(${value},"")`, quote(half + half + nothing)];
    return `(${value}==null?${absent}:${shown})`;
  }

  #value(expression: Expression): string {
    switch (expression.kind) {
      case "reference":
        return this.#walk(expression.root, expression.path);
      case "string":
        return quote(expression.text);
      case "interpolated":
        return this.#interpolated(expression.body);
      case "integer":
        return Number.isSafeInteger(Number(expression.value))
          ? `(${expression.value})`
          : `(${expression.value}n)`;
      case "decimal":
        return `rt.decimal(${expression.value})`;
      case "boolean":
        return String(expression.value);
      case "list":
        return `rt.list([${expression.items.map((item) => this.#value(item)).join(",")}])`;
      case "map":
        return `rt.map([${expression.entries.map(([key, value]) => `[${this.#value(key)},${this.#value(value)}]`).join(",")}])`;
      case "range":
        return `rt.range(${this.#value(expression.from)},${this.#value(expression.to)})`;
      case "not":
        return `!${this.#condition(expression.operand)}`;
      case "binary":
        return this.#binary(expression);
    }
  }

  #interpolated(body: readonly Node[]): string {
    const simple = body.every((node) => node.kind === "text" || node.kind === "print");
    if (!simple) return `(()=>{let out="";${this.#isolated(body)}return out;})()`;
    const pieces = body.map((node) => {
      if (node.kind === "text") return quote(node.text);
      return node.kind === "print" ? this.#printed(node.reference, node.slashes) : '""';
    });
    return `(""+${pieces.join("+")})`;
  }

  #binary(expression: Extract<Expression, { kind: "binary" }>): string {
    const { operator } = expression;
    if (operator === "&&" || operator === "||") {
      const [left, right] = [this.#condition(expression.left), this.#condition(expression.right)];
      return `(${left}${operator}${right})`;
    }
    const [left, right] = [this.#value(expression.left), this.#value(expression.right)];
    switch (operator) {
      case "==":
        return `rt.equal(${left},${right})`;
      case "!=":
        return `!rt.equal(${left},${right})`;
      case "+":
        return `rt.add(${left},${right},${quote(literal(expression.left))},${quote(literal(expression.right))})`;
      case "-":
      case "*":
      case "/":
      case "%":
        return `rt.arithmetic(${quote(operator)},${left},${right})`;
      default:
        return `rt.ordered(${quote(operator)},${left},${right})`;
    }
  }

  /** An expression as a condition. In Velocity 1.7 a literal that is no boolean does not hold, nor does arithmetic. */
  #condition(expression: Expression): string {
    switch (expression.kind) {
      case "boolean":
      case "not":
        return this.#value(expression);
      case "reference":
        return `rt.truthy(${this.#value(expression)})`;
      case "binary":
        return "+-*/%".includes(expression.operator) ? "false" : this.#binary(expression);
      default:
        return "false";
    }
  }
}

/** What a null operand of `+` contributes beside a string. */
function literal(expression: Expression): string {
  return expression.kind === "reference" ? expression.text : "null";
}
