import { parseStatement } from "./parser.ts";
import type { Statement } from "./statement.ts";

const MAX_ENTRIES = 1000;

/** Parsed statements by their text: callers send few texts, with changing parameters. Errors are not kept. */
export class StatementCache {
  readonly #statements = new Map<string, Statement>();

  /** @throws PartiqlError */
  get(text: string): Statement {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = parseStatement(text);
    // A full cache starts afresh: cheaper than keeping the order of use, and as good for few texts.
    if (this.#statements.size >= MAX_ENTRIES) this.#statements.clear();
    this.#statements.set(text, statement);
    return statement;
  }
}
