import { CallAnalysis, sortKey } from "./analysis-calls.ts";
import { ExpressionAnalysis } from "./analysis-expressions.ts";
import { RelationAnalysis } from "./analysis-relations.ts";
import type { Expression, Identifier, Query, QueryBody, Select, SortItem } from "./ast.ts";
import { coerce } from "./casts.ts";
import { commonType } from "./coercion.ts";
import type { Typed } from "./functions/definition.ts";
import type { Field, Grouping, Output, QueryAnalysis, Scope } from "./scope.ts";
import type { Analysed, Common, StatementContext } from "./statement.ts";
import { type SqlType, typeName } from "./types.ts";

/** Analyses one query text: names and types as in Trino, and the engine's SQL. */
export class SelectAnalysis implements QueryAnalysis {
  readonly statement: StatementContext;
  readonly expressions: ExpressionAnalysis;
  readonly #calls: CallAnalysis;
  readonly #relations: RelationAnalysis;
  #commons: ReadonlyMap<string, Common> = new Map();

  constructor(statement: StatementContext) {
    this.statement = statement;
    this.expressions = new ExpressionAnalysis(statement.source, this, statement.now);
    this.#calls = new CallAnalysis(this.expressions, statement.now);
    this.#relations = new RelationAnalysis(this);
  }

  parameter(index: number): Expression | undefined {
    return this.statement.parameters[index];
  }

  common(name: string): Common | undefined {
    return this.#commons.get(name.toLowerCase());
  }

  subquery(query: Query, scope: Scope): Analysed {
    return this.query(query, { ...scope, grouping: undefined, noAggregates: undefined });
  }

  query(query: Query, outer: Scope | undefined): Analysed {
    const before = this.#commons;
    const definitions: string[] = [];
    const names = new Set<string>();
    for (const item of query.with) {
      const key = item.name.name.toLowerCase();
      if (names.has(key)) {
        this.expressions.fail(
          "DUPLICATE_NAMED_QUERY",
          `WITH query name '${key}' specified more than once`,
          item.name.at,
        );
      }
      names.add(key);
      const inner = this.query(item.query, outer);
      const columns = this.renamed(inner.columns, item.columns);
      const engineName = this.statement.fresh("w");
      this.#commons = new Map(this.#commons).set(key, {
        engineName,
        columns,
      });
      definitions.push(`${engineName} AS (${inner.sql})`);
    }
    const body = this.#body(query, outer);
    this.#commons = before;
    const head = definitions.length === 0 ? "" : `WITH ${definitions.join(", ")} `;
    return { sql: `${head}${body.sql}`, columns: body.columns };
  }

  /** Columns under the names of an alias's list. */
  renamed(columns: readonly Output[], names: readonly Identifier[] | undefined): readonly Output[] {
    if (names === undefined) return columns;
    if (names.length !== columns.length) {
      this.expressions.fail(
        "MISMATCHED_COLUMN_ALIASES",
        `Column alias list has ${names.length} entries but relation has ${columns.length} columns`,
        names[0]?.at ?? 0,
      );
    }
    return columns.map((column, i) => ({ ...column, name: names[i]?.name ?? column.name }));
  }

  #body(query: Query, outer: Scope | undefined): Analysed {
    const tail = this.#tail(query, outer);
    if (query.body.kind === "select") {
      const { sql, columns, orderBy } = this.#select(query.body, query.orderBy, outer);
      return { sql: `${sql}${orderBy}${tail}`, columns };
    }
    const inner = this.#part(query.body, outer);
    if (query.orderBy.length === 0 && tail === "") return inner;
    const name = this.statement.fresh("r");
    const named = new Map<string, Typed>();
    const outputs = inner.columns.map(
      (column, i): Typed => ({ sql: `${name}.c${i}`, type: column.type }),
    );
    for (const [i, column] of inner.columns.entries()) {
      const output = outputs[i];
      if (column.name !== undefined && output !== undefined)
        named.set(column.name.toLowerCase(), output);
    }
    const scope: Scope = { fields: [], parent: outer, named, noAggregates: "ORDER BY clause" };
    const orderBy = this.#orderBy(query.orderBy, outputs, scope);
    return {
      sql: `SELECT * FROM (${inner.sql}) AS ${name}${orderBy}${tail}`,
      columns: inner.columns,
    };
  }

  #part(body: QueryBody, outer: Scope | undefined): Analysed {
    switch (body.kind) {
      case "select":
        return this.#select(body, [], outer);
      case "nested": {
        const inner = this.query(body.query, outer);
        return {
          sql: `SELECT * FROM (${inner.sql}) AS ${this.statement.fresh("r")}`,
          columns: inner.columns,
        };
      }
      case "table": {
        const relation = this.#relations.analyze(
          { kind: "table", name: body.name, alias: undefined, at: body.at },
          undefined,
        );
        return {
          sql: `SELECT ${relation.fields.map((field, i) => `${field.sql} AS c${i}`).join(", ")} FROM ${relation.sql}`,
          columns: relation.fields,
        };
      }
      case "values":
        return this.#values(body.rows, outer);
      case "set":
        return this.#set(body, outer);
    }
  }

  #values(rows: readonly Expression[], outer: Scope | undefined): Analysed {
    const scope: Scope = { fields: [], parent: outer, noAggregates: "VALUES" };
    const cells = rows.map((row) =>
      (row.kind === "row" ? row.items : [row]).map((item) => this.expressions.analyze(item, scope)),
    );
    const width = cells[0]?.length ?? 0;
    const types = Array.from({ length: width }, (_, i) => {
      let type: SqlType | undefined = { kind: "unknown" };
      for (const row of cells) type = type && row[i] && commonType(type, row[i].type);
      return type;
    });
    const columns = types.map((type): Output => {
      if (type === undefined)
        this.expressions.fail(
          "TYPE_MISMATCH",
          "Values rows have mismatched types",
          rows[0]?.at ?? 0,
        );
      return { name: undefined, type };
    });
    if (cells.some((row) => row.length !== width)) {
      this.expressions.fail("TYPE_MISMATCH", "Values rows have mismatched types", rows[0]?.at ?? 0);
    }
    const texts = cells.map(
      (row) =>
        `(${row.map((cell, i) => coerce(cell, columns[i]?.type ?? cell.type).sql).join(", ")})`,
    );
    const name = this.statement.fresh("r");
    const names = columns.map((_, i) => `c${i}`).join(", ");
    return { sql: `SELECT * FROM (VALUES ${texts.join(", ")}) AS ${name}(${names})`, columns };
  }

  #set(body: Extract<QueryBody, { kind: "set" }>, outer: Scope | undefined): Analysed {
    const left = this.#part(body.left, outer);
    const right = this.#part(body.right, outer);
    if (left.columns.length !== right.columns.length) {
      this.expressions.fail(
        "TYPE_MISMATCH",
        `${body.operator} query has different number of fields: ${left.columns.length}, ${right.columns.length}`,
        body.at,
      );
    }
    const columns = left.columns.map((column, i): Output => {
      const other = right.columns[i];
      const type = other === undefined ? undefined : commonType(column.type, other.type);
      if (type === undefined) {
        this.expressions.fail(
          "TYPE_MISMATCH",
          `column ${i + 1} in ${body.operator} query has incompatible types: ${typeName(column.type)}, ${typeName(other?.type ?? column.type)}`,
          body.at,
        );
      }
      return { name: column.name, type };
    });
    const side = ({ sql, columns: own }: Analysed) => {
      const name = this.statement.fresh("r");
      const cells = own.map((column, i) => {
        const value = coerce(
          { sql: `${name}.c${i}`, type: column.type },
          columns[i]?.type ?? column.type,
        );
        return `${value.sql} AS c${i}`;
      });
      return `SELECT ${cells.join(", ")} FROM (${sql}) AS ${name}`;
    };
    const operator = `${body.operator}${body.all ? " ALL" : ""}`;
    return { sql: `(${side(left)}) ${operator} (${side(right)})`, columns };
  }

  #tail(query: Query, outer: Scope | undefined): string {
    const count = (expression: Expression | undefined, word: string) => {
      if (expression === undefined) return "";
      const value = this.expressions.analyze(expression, {
        fields: [],
        parent: outer,
        noAggregates: word,
      });
      if (value.literal === undefined || !/^\d+$/.test(value.literal)) {
        this.expressions.fail("SYNTAX_ERROR", `${word} must be a whole number`, expression.at);
      }
      return ` ${word} ${value.literal}`;
    };
    return `${count(query.limit, "LIMIT")}${count(query.offset, "OFFSET")}`;
  }

  #orderBy(
    items: readonly SortItem[],
    outputs: readonly Typed[],
    scope: Scope,
    distinct = false,
  ): string {
    if (items.length === 0) return "";
    const keys = items.map((item) => {
      const { expression } = item;
      const { sql } =
        expression.kind === "integer" ? { sql: "" } : this.expressions.analyze(expression, scope);
      const place =
        expression.kind === "integer"
          ? Number(expression.text)
          : 1 + outputs.findIndex((output) => output.sql === sql);
      if (expression.kind === "integer" && outputs[place - 1] === undefined) {
        this.expressions.fail(
          "INVALID_COLUMN_REFERENCE",
          `ORDER BY position ${expression.text} is not in select list`,
          expression.at,
        );
      }
      if (distinct && place === 0) {
        this.expressions.fail(
          "EXPRESSION_NOT_IN_DISTINCT",
          "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
          expression.at,
        );
      }
      // By position where it is an output: a constant would be read as one, and DISTINCT demands it.
      return sortKey(place > 0 ? String(place) : sql, item);
    });
    return ` ORDER BY ${keys.join(", ")}`;
  }

  #select(
    select: Select,
    sort: readonly SortItem[],
    outer: Scope | undefined,
  ): Analysed & { orderBy: string } {
    const from = this.#relations.from(select.from, outer);
    const plain: Scope = { fields: from.fields, parent: outer };
    const where =
      select.where === undefined
        ? ""
        : ` WHERE ${this.expressions.condition(select.where, { ...plain, noAggregates: "WHERE clause" }, "WHERE clause")}`;
    const groups = this.#groupBy(select, plain);
    const grouping: Grouping = { keys: groups.keys, ungrouped: [], aggregates: false };
    let scope: Scope = { ...plain, grouping };
    const windows = new Map<string, string>();
    for (const { name, window } of select.windows)
      windows.set(name, this.#calls.window(window, scope));
    scope = { ...scope, windows };

    const items = this.#items(select, scope, from.fields);
    const having =
      select.having === undefined
        ? ""
        : ` HAVING ${this.expressions.condition(select.having, scope, "HAVING clause")}`;
    const named = new Map<string, Typed>();
    for (const { name, typed } of items)
      if (name !== undefined) named.set(name.toLowerCase(), typed);
    const orderBy = this.#orderBy(
      sort,
      items.map((item) => item.typed),
      { ...scope, named },
      select.distinct,
    );
    const grouped =
      select.groupBy !== undefined || select.having !== undefined || grouping.aggregates;
    const [first] = grouping.ungrouped;
    if (grouped && first !== undefined) {
      this.expressions.fail(
        "EXPRESSION_NOT_AGGREGATE",
        `'${first.name}' must be an aggregate expression or appear in GROUP BY clause`,
        first.at,
      );
    }
    const list = items.map(({ typed }, i) => `${typed.sql} AS c${i}`).join(", ");
    const sql =
      `SELECT ${select.distinct ? "DISTINCT " : ""}${list}` +
      `${from.sql === "" ? "" : ` FROM ${from.sql}`}${where}${groups.sql}${having}`;
    return { sql, columns: items.map(({ name, typed }) => ({ name, type: typed.type })), orderBy };
  }

  #items(
    select: Select,
    scope: Scope,
    fields: readonly Field[],
  ): { name: string | undefined; typed: Typed }[] {
    return select.items.flatMap((item) => {
      if (item.kind === "expression") {
        const typed = this.expressions.analyze(item.expression, scope);
        // As it was written, not as the table says it.
        const named =
          item.expression.kind === "name" ? item.expression.parts.at(-1)?.name : undefined;
        return [{ name: item.alias?.name ?? named, typed }];
      }
      const of = item.of?.name.toLowerCase();
      const chosen = fields.filter(
        (field) => of === undefined || field.relation?.toLowerCase() === of,
      );
      if (chosen.length === 0) {
        const text =
          of === undefined
            ? "SELECT * not allowed in queries without FROM clause"
            : `Unable to resolve reference ${of}`;
        this.expressions.fail(
          of === undefined ? "COLUMN_NOT_FOUND" : "TABLE_NOT_FOUND",
          text,
          item.at,
        );
      }
      return chosen.map((field) => {
        if (scope.grouping !== undefined && !scope.grouping.keys.has(field.sql)) {
          scope.grouping.ungrouped.push({ name: field.name ?? "", at: item.at });
        }
        return { name: field.name, typed: { sql: field.sql, type: field.type } };
      });
    });
  }

  #groupBy(select: Select, scope: Scope): { sql: string; keys: ReadonlySet<string> } {
    const keys = new Set<string>();
    const key = (expression: Expression): string => {
      const place =
        expression.kind === "integer" ? select.items[Number(expression.text) - 1] : undefined;
      if (expression.kind === "integer" && place?.kind !== "expression") {
        this.expressions.fail(
          "INVALID_COLUMN_REFERENCE",
          `GROUP BY position ${expression.text} is not in select list`,
          expression.at,
        );
      }
      const meant = place?.kind === "expression" ? place.expression : expression;
      const { sql } = this.expressions.analyze(meant, {
        ...scope,
        noAggregates: "GROUP BY clause",
      });
      keys.add(sql);
      return sql;
    };
    if (select.groupBy === undefined) return { sql: "", keys };
    const elements = select.groupBy.map((element) => {
      if (element.kind === "simple") return element.expressions.map(key).join(", ");
      const sets = element.sets.map((set) => `(${set.map(key).join(", ")})`).join(", ");
      return `${{ rollup: "ROLLUP", cube: "CUBE", sets: "GROUPING SETS" }[element.kind]} (${sets})`;
    });
    return { sql: ` GROUP BY ${elements.join(", ")}`, keys };
  }
}
