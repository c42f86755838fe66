import type { Expression, Identifier, Query } from "./ast.ts";
import { SqlError } from "./errors.ts";
import type { Typed } from "./functions/definition.ts";
import type { SqlType } from "./types.ts";

/** A column that a clause can name. */
export interface Field {
  /** As it was written; compared without case. Undefined for an expression without an alias. */
  readonly name: string | undefined;
  /** The relation's alias, or its table's name. */
  readonly relation: string | undefined;
  readonly type: SqlType;
  /** How the engine is to refer to it. */
  readonly sql: string;
}

/** What an expression may refer to and use. */
export interface Scope {
  readonly fields: readonly Field[];
  /** The enclosing query's, for correlated subqueries. */
  readonly parent: Scope | undefined;
  /** Why an aggregate function is not allowed here (`WHERE clause cannot contain …`); undefined where it is. */
  readonly noAggregates?: string | undefined;
  readonly grouping?: Grouping | undefined;
  /** Values by name that go before the fields: output columns in ORDER BY, parameters of a lambda. */
  readonly named?: ReadonlyMap<string, Typed>;
  /** The left side of a join, which only UNNEST and LATERAL on its right side see. */
  readonly siblings?: boolean;
  readonly windows?: ReadonlyMap<string, string>;
}

/** In a grouped query a column outside an aggregate must lie within a grouping expression. */
export interface Grouping {
  /** The engine's text of each grouping expression. */
  readonly keys: ReadonlySet<string>;
  /** Columns met outside of them, in order. */
  readonly ungrouped: { name: string; at: number }[];
  /** Whether an aggregate function was met, which groups a query that does not say so. */
  aggregates: boolean;
}

const same = (field: string | undefined, name: string): boolean =>
  field !== undefined && field.toLowerCase() === name.toLowerCase();

/** Fields that the last one or two parts of a name fit; a database before the table is not compared. */
function candidates(scope: Scope, relation: string | undefined, column: string): Field[] {
  return scope.fields.filter(
    (field) =>
      same(field.name, column) && (relation === undefined || same(field.relation, relation)),
  );
}

/**
 * The column a name stands for, and how many of its parts it took (the rest are fields of a row);
 * undefined where no scope knows it. `column`: it is one of the scope's own fields.
 * @throws SqlError AMBIGUOUS_NAME
 */
export function resolveName(
  scope: Scope,
  parts: readonly Identifier[],
  source: string,
): { typed: Typed; used: number; column: boolean } | undefined {
  const [first, second] = parts;
  if (first === undefined) return undefined;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const named = at.named?.get(first.name.toLowerCase());
    if (named !== undefined) return { typed: named, used: 1, column: false };
    const readings: [string | undefined, Identifier, number][] = [[undefined, first, 1]];
    if (second !== undefined) readings.unshift([first.name, second, 2]);
    for (const [relation, column, used] of readings) {
      const found = candidates(at, relation, column.name);
      const [only] = found;
      if (only === undefined) continue;
      if (found.length > 1) {
        throw new SqlError("AMBIGUOUS_NAME", `Column '${column.name}' is ambiguous`, {
          source,
          offset: first.at,
        });
      }
      return { typed: { sql: only.sql, type: only.type }, used, column: at === scope };
    }
  }
  return undefined;
}

/** What expressions ask of the analysis of queries. */
export interface QueryAnalysis {
  /** The subquery as the engine's text, without parentheses, and its columns (`c0`, `c1`, … in the engine). */
  subquery(query: Query, scope: Scope): { sql: string; columns: readonly Output[] };
  /** The literal that was given for a question mark. */
  parameter(index: number): Expression | undefined;
}

/** A column of a query's result. */
export interface Output {
  readonly name: string | undefined;
  readonly type: SqlType;
}
