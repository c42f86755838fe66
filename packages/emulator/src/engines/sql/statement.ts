import type { Expression, Identifier } from "./ast.ts";
import type { Output } from "./scope.ts";

/** A relation's columns in the engine are `c0`, `c1`, … */
export interface Analysed {
  readonly sql: string;
  readonly columns: readonly Output[];
}

/** A relation that the engine knows by a name: a table, a view, a query of a WITH clause. */
export interface Common {
  readonly engineName: string;
  readonly columns: readonly Output[];
}

/** What the analysis of a statement asks of the lake: where a table or view lies. */
export interface Tables {
  /**
   * The engine's name of a table and its columns.
   * @throws SqlError TABLE_NOT_FOUND, …
   */
  table(parts: readonly Identifier[], source: string): Common;
}

/** One query text and what surrounds it. */
export interface StatementContext {
  readonly source: string;
  readonly tables: Tables;
  readonly parameters: readonly Expression[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Gives a name that no other relation of the statement has. */
  readonly fresh: (prefix: string) => string;
}
