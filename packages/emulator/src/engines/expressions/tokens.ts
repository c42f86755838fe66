import { invalid } from "./values.ts";

export interface Token {
  readonly kind: "name" | "name-placeholder" | "value-placeholder" | "number" | "symbol" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[=<>()[\].,+-])|(\S))/y;
const KINDS = ["name", "name-placeholder", "value-placeholder", "number", "symbol"] as const;
const MAX_BYTES = 4096;
/** AWS allows 300 operators in an expression; this also keeps the parser's own recursion within bounds. */
const MAX_DEPTH = 300;

/** An expression as tokens, with the position of its parser and AWS's way to point at one. */
export class TokenStream {
  readonly #text: string;
  readonly #label: string;
  readonly #tokens: Token[] = [];
  #next = 0;
  #depth = 0;

  /**
   * @param label the parameter's name, which begins every message.
   * @throws AwsError ValidationException where the text is empty, too long or holds a foreign character.
   */
  constructor(text: string, label: string) {
    this.#text = text;
    this.#label = label;
    if (text === "") throw this.error("The expression can not be empty;");
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_BYTES) {
      throw this.error(
        `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`,
      );
    }
    this.#read();
  }

  #read(): void {
    const text = this.#text;
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
      const group = match.findIndex((part, index) => index > 0 && part !== undefined);
      const found = match[group] ?? "";
      const end = TOKEN.lastIndex;
      const token = {
        kind: KINDS[group - 1] ?? "symbol",
        text: found,
        start: end - found.length,
        end,
      };
      this.#tokens.push(token);
      if (group > KINDS.length) {
        this.#next = this.#tokens.length - 1;
        throw this.syntaxError();
      }
    }
    const end = text.length;
    this.#tokens.push({ kind: "end", text: "<EOF>", start: end, end });
  }

  get position(): number {
    return this.#next;
  }

  peek(ahead = 0): Token {
    const tokens = this.#tokens;
    const token = tokens[Math.min(this.#next + ahead, tokens.length - 1)];
    if (token === undefined) throw this.error("The expression can not be empty;");
    return token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#next++;
    return token;
  }

  /** Takes the next token if it is this symbol or, in any case of letters, this keyword. */
  takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.#next++;
    return true;
  }

  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token.kind === "symbol") return token.text === text;
    return token.kind === "name" && token.text.toUpperCase() === text;
  }

  expect(text: string): void {
    if (!this.takeIf(text)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.peek().kind !== "end") throw this.syntaxError();
  }

  /** Parses something that may contain itself. */
  nested<T>(parse: () => T): T {
    this.#depth++;
    if (this.#depth > MAX_DEPTH) throw this.error("The expression is nested too deeply;");
    const parsed = parse();
    this.#depth--;
    return parsed;
  }

  error(message: string): Error {
    return invalid(`Invalid ${this.#label}: ${message}`);
  }

  /** Names the next token and quotes it with its neighbours. */
  syntaxError(): Error {
    const current = this.#tokens[this.#next];
    const before = this.#tokens[this.#next - 1] ?? current;
    const after = this.#tokens[this.#next + 1] ?? current;
    const near = this.#text.slice(before?.start ?? 0, after?.end).trim();
    return this.error(`Syntax error; token: "${current?.text}", near: "${near}"`);
  }
}
