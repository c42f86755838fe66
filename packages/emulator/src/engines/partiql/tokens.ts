/** What is wrong with a statement, as AWS words it. */
export class PartiqlError extends Error {
  override readonly name = "PartiqlError";
}

export interface Token {
  readonly kind: "word" | "quoted" | "string" | "number" | "symbol" | "end";
  /** A word or symbol as written; a quoted name or string without its quotes. */
  readonly text: string;
}

const TOKEN =
  /\s*(?:([A-Za-z_$][A-Za-z0-9_$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(<<|>>|<>|!=|<=|>=|[=<>()[\]{}.,:?*;+-]))/y;
const MAX_DEPTH = 300;
const END: Token = { kind: "end", text: "" };

/** A statement as tokens, with the position of its parser. */
export class TokenStream {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #parameters = 0;
  #depth = 0;

  /** @throws PartiqlError where a character begins no token. */
  constructor(text: string) {
    this.#text = text;
    this.#tokens = this.#read();
  }

  #read(): Token[] {
    const tokens: Token[] = [];
    const text = this.#text.trimEnd();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const match = TOKEN.exec(text);
      if (!match) throw this.malformed();
      const [, word, quoted, string, number, symbol] = match;
      if (word !== undefined) tokens.push({ kind: "word", text: word });
      else if (quoted !== undefined) {
        tokens.push({ kind: "quoted", text: quoted.replaceAll('""', '"') });
      } else if (string !== undefined) {
        tokens.push({ kind: "string", text: string.replaceAll("''", "'") });
      } else if (number !== undefined) tokens.push({ kind: "number", text: number });
      else tokens.push({ kind: "symbol", text: symbol ?? "" });
    }
    return tokens;
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#next + ahead] ?? END;
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  /** Whether the next token is this symbol or, in any case of letters, this unquoted word. */
  is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    if (token.kind === "symbol") return token.text === text;
    return token.kind === "word" && token.text.toUpperCase() === text;
  }

  takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.#next++;
    return true;
  }

  expect(text: string): void {
    if (!this.takeIf(text)) throw this.malformed();
  }

  /** A name, quoted or not. */
  name(): string {
    const token = this.take();
    if (token.kind !== "word" && token.kind !== "quoted") throw this.malformed();
    return token.text;
  }

  /** Takes a `?` and returns its number. */
  parameter(): number | undefined {
    return this.takeIf("?") ? this.#parameters++ : undefined;
  }

  /** Parses something that may contain itself. */
  nested<T>(parse: () => T): T {
    this.#depth++;
    if (this.#depth > MAX_DEPTH) throw new PartiqlError("The statement is nested too deeply");
    const parsed = parse();
    this.#depth--;
    return parsed;
  }

  get parameters(): number {
    return this.#parameters;
  }

  malformed(): PartiqlError {
    return new PartiqlError(`Statement wasn't well formed, can't be processed: ${this.#text}`);
  }
}
