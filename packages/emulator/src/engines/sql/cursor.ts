import type { Identifier } from "./ast.ts";
import { SqlError } from "./errors.ts";
import { type Token, tokenize } from "./tokens.ts";

/** Words that no unquoted name may be: https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html (SELECT statements). */
const reserved = new Set(
  `ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE CURRENT_PATH
  CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT DROP
  ELSE END ESCAPE EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT
  INTO IS JOIN JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME
  LOCALTIMESTAMP NATURAL NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN
  TRIM TRUE UESCAPE UNION UNNEST USING VALUES WHEN WHERE WITH`
    .trim()
    .split(/\s+/),
);

/** A subquery, a parenthesis, a call: each is a level. Trino's own limit is the stack. */
const maximumDepth = 200;

/** A place in a statement's tokens, and what every parser of them needs. */
export class Cursor {
  readonly source: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;
  /** Question marks seen so far. */
  parameters = 0;

  constructor(source: string) {
    this.source = source;
    this.#tokens = tokenize(source);
  }

  /** The token `ahead` of the current one; the last is always `end`. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("a statement has at least its end token");
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#position++;
    return token;
  }

  /** Whether the coming words and operators are these. */
  at(...words: readonly string[]): boolean {
    return words.every((word, i) => this.peek(i).upper === word);
  }

  /** Steps over the words where they come next. */
  skip(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.#position += words.length;
    return true;
  }

  /** What `inner` reads, or nothing and no step taken where it finds another grammar. */
  attempt<T>(inner: () => T): T | undefined {
    const before = { position: this.#position, depth: this.#depth, parameters: this.parameters };
    try {
      return inner();
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== "SYNTAX_ERROR") throw error;
      this.#position = before.position;
      this.#depth = before.depth;
      this.parameters = before.parameters;
      return undefined;
    }
  }

  expect(...words: readonly string[]): Token {
    const token = this.peek();
    for (const word of words) if (!this.skip(word)) this.fail(`'${word}'`);
    return token;
  }

  fail(expecting: string, token = this.peek()): never {
    throw new SqlError(
      "SYNTAX_ERROR",
      `mismatched input '${token.text}'. Expecting: ${expecting}`,
      {
        source: this.source,
        offset: token.offset,
      },
    );
  }

  /** What Trino reads and the embedded Athena does not. */
  unsupported(what: string, offset = this.peek().offset): never {
    throw new SqlError("NOT_SUPPORTED", `${what} is not offered by the embedded Athena`, {
      source: this.source,
      offset,
    });
  }

  atIdentifier(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "quoted" || (token.kind === "word" && !reserved.has(token.upper));
  }

  identifier(): Identifier {
    if (!this.atIdentifier()) this.fail("an identifier");
    const token = this.next();
    return { name: token.text, quoted: token.kind === "quoted", at: token.offset };
  }

  /** `a`, `a.b`, `a.b.c` */
  qualifiedName(): Identifier[] {
    const parts = [this.identifier()];
    while (this.skip(".")) parts.push(this.identifier());
    return parts;
  }

  /** One or more, divided by commas. */
  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.skip(",")) items.push(item());
    return items;
  }

  parenthesised<T>(inner: () => T): T {
    this.expect("(");
    const value = this.nested(inner);
    this.expect(")");
    return value;
  }

  nested<T>(inner: () => T): T {
    if (++this.#depth > maximumDepth) {
      throw new SqlError(
        "STACK_OVERFLOW",
        "statement is too large (stack overflow during analysis)",
      );
    }
    const value = inner();
    this.#depth--;
    return value;
  }
}
