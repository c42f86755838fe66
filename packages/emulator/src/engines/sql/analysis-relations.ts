import type { SelectAnalysis } from "./analysis-query.ts";
import type { Alias, Expression, Relation } from "./ast.ts";
import { unify } from "./casts.ts";
import type { Field, Output, Scope } from "./scope.ts";
import { bigintType, typeName } from "./types.ts";

/** What FROM gives: the engine's text and the columns that the other clauses see. */
export interface From {
  readonly sql: string;
  readonly fields: readonly Field[];
}

type Join = Extract<Relation, { kind: "join" }>;

/** Tables, subqueries, UNNEST and joins. */
export class RelationAnalysis {
  readonly #query: SelectAnalysis;

  constructor(query: SelectAnalysis) {
    this.#query = query;
  }

  /** The relations of a FROM clause, joined crosswise; later ones that are lateral see the earlier ones. */
  from(relations: readonly Relation[], outer: Scope | undefined): From {
    const [first, ...rest] = relations;
    if (first === undefined) return { sql: "", fields: [] };
    const cross = rest.reduce<Relation>(
      (left, right) => ({
        kind: "join",
        type: "CROSS",
        left,
        right,
        on: undefined,
        using: undefined,
        at: right.at,
      }),
      first,
    );
    return this.analyze(cross, outer);
  }

  analyze(relation: Relation, outer: Scope | undefined): From {
    switch (relation.kind) {
      case "table": {
        const [only] = relation.name;
        const common =
          relation.name.length === 1 && only !== undefined
            ? this.#query.common(only.name)
            : undefined;
        const found =
          common ?? this.#query.statement.tables.table(relation.name, this.#query.statement.source);
        return this.#named(
          found.engineName,
          found.columns,
          relation.alias,
          relation.name.at(-1)?.name,
        );
      }
      case "derived": {
        const scope = relation.lateral ? outer : withoutSiblings(outer);
        const { sql, columns } = this.#query.query(relation.query, scope);
        return this.#named(
          `${relation.lateral ? "LATERAL " : ""}(${sql})`,
          columns,
          relation.alias,
          undefined,
        );
      }
      case "unnest":
        return this.#unnest(relation, outer);
      case "join":
        return this.#join(relation, outer);
    }
  }

  #named(
    sql: string,
    columns: readonly Output[],
    alias: Alias | undefined,
    otherwise: string | undefined,
  ): From {
    const name = this.#query.statement.fresh("r");
    const fields = this.#query.renamed(columns, alias?.columns).map(
      (column, i): Field => ({
        name: column.name,
        type: column.type,
        relation: alias?.name.name ?? otherwise,
        sql: `${name}.c${i}`,
      }),
    );
    return { sql: `${sql} AS ${name}`, fields };
  }

  /** Arrays side by side, the shorter ones filled with null; rows become a column a field. */
  #unnest(relation: Extract<Relation, { kind: "unnest" }>, outer: Scope | undefined): From {
    const { expressions } = this.#query;
    const scope: Scope = { fields: [], parent: outer, noAggregates: "UNNEST" };
    const lists: string[] = [];
    const cells: string[] = [];
    const columns: Output[] = [];
    const elements = this.#query.statement.fresh("e");
    for (const expression of relation.expressions) {
      const { sql, type } = expressions.analyze(expression, scope);
      if (type.kind !== "array") {
        return expressions.fail(
          "TYPE_MISMATCH",
          `Cannot unnest type: ${typeName(type)}`,
          expression.at,
        );
      }
      const cell = `${elements}.a${lists.length}`;
      if (type.element.kind === "row") {
        for (const [i, field] of type.element.fields.entries()) {
          columns.push(field);
          cells.push(`struct_extract(${cell}, 'f${i}')`);
        }
      } else {
        columns.push({ name: undefined, type: type.element });
        cells.push(cell);
      }
      lists.push(sql);
    }
    const parts = lists.map((list, i) => `unnest(${list}) AS a${i}`);
    if (relation.ordinality) {
      const length = `greatest(${lists.map((list) => `coalesce(len(${list}), 0)`).join(", ")})`;
      parts.push(`unnest(generate_series(1, ${length})) AS n`);
      columns.push({ name: "ordinality", type: bigintType });
      cells.push(`${elements}.n`);
    }
    const list = cells.map((cell, i) => `${cell} AS c${i}`).join(", ");
    const sql = `LATERAL (SELECT ${list} FROM (SELECT ${parts.join(", ")}) AS ${elements})`;
    return this.#named(sql, columns, relation.alias, undefined);
  }

  #join(join: Join, outer: Scope | undefined): From {
    const left = this.analyze(join.left, outer);
    // Only what is lateral sees the left side; a plain subquery sees the enclosing query.
    const beside: Scope = { fields: left.fields, parent: outer, siblings: true };
    const right = this.analyze(join.right, beside);
    const fields = [...left.fields, ...right.fields];
    if (join.type === "CROSS")
      return { sql: `${left.sql} CROSS JOIN ${nested(join.right, right.sql)}`, fields };
    const keyword = `${join.type} JOIN`;
    if (join.using !== undefined) return this.#using(join, left, right);
    const on = this.#on(join.on, { fields, parent: outer, noAggregates: "JOIN clause" });
    return { sql: `${left.sql} ${keyword} ${nested(join.right, right.sql)} ON ${on}`, fields };
  }

  #on(on: Expression | undefined, scope: Scope): string {
    return on === undefined
      ? "true"
      : this.#query.expressions.condition(on, scope, "JOIN ON clause");
  }

  /** The columns of USING come first and once, from whichever side has them. */
  #using(join: Join, left: From, right: From): From {
    const { expressions } = this.#query;
    const merged: Field[] = [];
    const conditions: string[] = [];
    const taken = new Set<Field>();
    for (const column of join.using ?? []) {
      const pair = [left, right].map(({ fields }) =>
        fields.find((field) => field.name?.toLowerCase() === column.name.toLowerCase()),
      );
      const [a, b] = pair;
      if (a === undefined || b === undefined) {
        return expressions.fail(
          "COLUMN_NOT_FOUND",
          `Column '${column.name}' is missing from ${a === undefined ? "left" : "right"} side of join`,
          column.at,
        );
      }
      const common = unify([a, b]);
      if (common === undefined) {
        return expressions.fail(
          "TYPE_MISMATCH",
          `Column '${column.name}' has incompatible types on the two sides of the join`,
          column.at,
        );
      }
      const [x, y] = common.values.map((value) => value.sql);
      conditions.push(`${x} = ${y}`);
      merged.push({
        name: column.name.toLowerCase(),
        relation: undefined,
        type: common.type,
        sql: `coalesce(${x}, ${y})`,
      });
      taken.add(a).add(b);
    }
    const rest = [...left.fields, ...right.fields].filter((field) => !taken.has(field));
    return {
      sql: `${left.sql} ${join.type} JOIN ${nested(join.right, right.sql)} ON ${conditions.join(" AND ")}`,
      fields: [...merged, ...rest],
    };
  }
}

/** A join on the right side of a join keeps its own parentheses. */
function nested(relation: Relation, sql: string): string {
  return relation.kind === "join" ? `(${sql})` : sql;
}

/** The scope that a subquery in FROM sees: not the relations beside it. */
function withoutSiblings(scope: Scope | undefined): Scope | undefined {
  let at = scope;
  while (at?.siblings === true) at = at.parent;
  return at;
}
