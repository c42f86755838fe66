import type {
  Alias,
  CommonTable,
  Expression,
  GroupingElement,
  Query,
  QueryBody,
  Relation,
  Select,
  SelectItem,
  Statement,
  Window,
} from "./ast.ts";
import { Cursor } from "./cursor.ts";
import { SqlError } from "./errors.ts";
import { ExpressionParser } from "./parse-expressions.ts";

/** Words that may follow a relation or a select item and so are no alias there, though not reserved. */
const notAnAlias = new Set([
  "LIMIT",
  "OFFSET",
  "FETCH",
  "WINDOW",
  "TABLESAMPLE",
  "MATCH_RECOGNIZE",
]);

class QueryParser {
  readonly cursor: Cursor;
  readonly expressions: ExpressionParser;

  constructor(source: string) {
    this.cursor = new Cursor(source);
    this.expressions = new ExpressionParser(this.cursor, () => this.query());
  }

  query(): Query {
    const cursor = this.cursor;
    const at = cursor.peek().offset;
    const common: CommonTable[] = [];
    if (cursor.skip("WITH")) {
      if (cursor.at("RECURSIVE")) cursor.unsupported("WITH RECURSIVE");
      common.push(...cursor.list(() => this.#commonTable()));
    }
    const body = this.#union();
    const orderBy = this.expressions.orderBy();
    let offset: Expression | undefined;
    if (cursor.skip("OFFSET")) {
      offset = this.#rowCount();
      if (!cursor.skip("ROWS")) cursor.skip("ROW");
    }
    return { with: common, body, orderBy, offset, limit: this.#limit(), at };
  }

  #limit(): Expression | undefined {
    const cursor = this.cursor;
    if (cursor.skip("LIMIT")) return cursor.skip("ALL") ? undefined : this.#rowCount();
    if (!cursor.skip("FETCH")) return undefined;
    if (!cursor.skip("FIRST")) cursor.expect("NEXT");
    const count = this.#rowCount();
    if (!cursor.skip("ROWS")) cursor.expect("ROW");
    if (cursor.at("WITH", "TIES")) cursor.unsupported("WITH TIES");
    cursor.expect("ONLY");
    return count;
  }

  #rowCount(): Expression {
    const { kind, upper } = this.cursor.peek();
    if (kind !== "integer" && upper !== "?") this.cursor.fail("'?', an integer");
    return this.expressions.expression();
  }

  #commonTable(): CommonTable {
    const name = this.cursor.identifier();
    const columns = this.#columnAliases();
    this.cursor.expect("AS");
    return { name, columns, query: this.cursor.parenthesised(() => this.query()) };
  }

  #columnAliases() {
    if (!this.cursor.at("(")) return undefined;
    return this.cursor.parenthesised(() => this.cursor.list(() => this.cursor.identifier()));
  }

  #union(): QueryBody {
    return this.#setOperation(["UNION", "EXCEPT"], () =>
      this.#setOperation(["INTERSECT"], () => this.#primary()),
    );
  }

  #setOperation(
    operators: readonly ("UNION" | "INTERSECT" | "EXCEPT")[],
    operand: () => QueryBody,
  ): QueryBody {
    let left = operand();
    for (;;) {
      const operator = operators.find((word) => this.cursor.skip(word));
      if (operator === undefined) return left;
      const all = this.cursor.skip("ALL");
      if (!all) this.cursor.skip("DISTINCT");
      left = { kind: "set", operator, all, left, right: operand(), at: left.at };
    }
  }

  #primary(): QueryBody {
    const cursor = this.cursor;
    const at = cursor.peek().offset;
    if (cursor.at("SELECT")) return this.#select();
    if (cursor.skip("VALUES")) {
      return { kind: "values", rows: cursor.list(() => this.expressions.expression()), at };
    }
    if (cursor.skip("TABLE")) return { kind: "table", name: cursor.qualifiedName(), at };
    if (cursor.at("(")) {
      return { kind: "nested", query: cursor.parenthesised(() => this.query()), at };
    }
    return cursor.fail("'(', 'SELECT', 'TABLE', 'VALUES', 'WITH'");
  }

  #select(): Select {
    const cursor = this.cursor;
    const at = cursor.expect("SELECT").offset;
    const distinct = cursor.skip("DISTINCT");
    if (!distinct) cursor.skip("ALL");
    const items = cursor.list(() => this.#item());
    const from = cursor.skip("FROM") ? cursor.list(() => this.#relation()) : [];
    const where = cursor.skip("WHERE") ? this.expressions.expression() : undefined;
    const groupBy = cursor.skip("GROUP") ? this.#groupBy() : undefined;
    const having = cursor.skip("HAVING") ? this.expressions.expression() : undefined;
    const windows: { name: string; window: Window }[] = [];
    if (cursor.skip("WINDOW")) {
      windows.push(
        ...cursor.list(() => {
          const name = cursor.identifier().name.toLowerCase();
          cursor.expect("AS");
          return { name, window: this.expressions.window() };
        }),
      );
    }
    return { kind: "select", distinct, items, from, where, groupBy, having, windows, at };
  }

  #item(): SelectItem {
    const cursor = this.cursor;
    const at = cursor.peek().offset;
    if (cursor.skip("*")) return { kind: "star", of: undefined, at };
    if (cursor.atIdentifier() && cursor.peek(1).upper === "." && cursor.peek(2).upper === "*") {
      const of = cursor.identifier();
      cursor.expect(".", "*");
      return { kind: "star", of, at };
    }
    const expression = this.expressions.expression();
    const named = cursor.skip("AS") || this.#atImplicitAlias();
    return { kind: "expression", expression, alias: named ? cursor.identifier() : undefined, at };
  }

  #atImplicitAlias(): boolean {
    return this.cursor.atIdentifier() && !notAnAlias.has(this.cursor.peek().upper);
  }

  #groupBy(): GroupingElement[] {
    const cursor = this.cursor;
    cursor.expect("BY");
    if (!cursor.skip("DISTINCT")) cursor.skip("ALL");
    const set = () =>
      cursor.at("(")
        ? cursor.parenthesised(() =>
            cursor.at(")") ? [] : cursor.list(() => this.expressions.expression()),
          )
        : [this.expressions.expression()];
    const sets = () => cursor.parenthesised(() => (cursor.at(")") ? [] : cursor.list(set)));
    return cursor.list((): GroupingElement => {
      if (cursor.skip("ROLLUP")) return { kind: "rollup", sets: sets() };
      if (cursor.skip("CUBE")) return { kind: "cube", sets: sets() };
      if (cursor.skip("GROUPING", "SETS")) return { kind: "sets", sets: sets() };
      const expression = this.expressions.expression();
      return {
        kind: "simple",
        expressions: expression.kind === "row" ? expression.items : [expression],
      };
    });
  }

  #relation(): Relation {
    const cursor = this.cursor;
    let left = this.#aliased();
    for (;;) {
      const at = left.at;
      if (cursor.at("NATURAL")) cursor.unsupported("NATURAL JOIN");
      if (cursor.skip("CROSS", "JOIN")) {
        const right = this.#aliased();
        left = { kind: "join", type: "CROSS", left, right, on: undefined, using: undefined, at };
        continue;
      }
      const outer = (["LEFT", "RIGHT", "FULL"] as const).find((word) => cursor.skip(word));
      if (outer !== undefined) cursor.skip("OUTER");
      else cursor.skip("INNER");
      if (!cursor.skip("JOIN")) {
        if (outer !== undefined) cursor.fail("'JOIN'");
        return left;
      }
      // `a join b join c on … on …` is legal and nobody writes it: the right side is one relation here.
      const right = this.#aliased();
      const using = cursor.skip("USING")
        ? cursor.parenthesised(() => cursor.list(() => cursor.identifier()))
        : undefined;
      if (using === undefined) cursor.expect("ON");
      const on = using === undefined ? this.expressions.expression() : undefined;
      left = { kind: "join", type: outer ?? "INNER", left, right, on, using, at };
    }
  }

  #aliased(): Relation {
    const cursor = this.cursor;
    const relation = this.#relationPrimary();
    if (cursor.at("TABLESAMPLE") || cursor.at("MATCH_RECOGNIZE")) {
      cursor.unsupported(cursor.peek().upper);
    }
    if (relation.kind === "join") return relation;
    if (!cursor.skip("AS") && !this.#atImplicitAlias()) return relation;
    const alias: Alias = { name: cursor.identifier(), columns: this.#columnAliases() };
    return { ...relation, alias };
  }

  #relationPrimary(): Relation {
    const cursor = this.cursor;
    const at = cursor.peek().offset;
    if (cursor.skip("UNNEST")) {
      const expressions = cursor.parenthesised(() =>
        cursor.list(() => this.expressions.expression()),
      );
      const ordinality = cursor.skip("WITH", "ORDINALITY");
      return { kind: "unnest", expressions, ordinality, alias: undefined, at };
    }
    if (cursor.at("LATERAL", "(")) {
      cursor.next();
      const query = cursor.parenthesised(() => this.query());
      return { kind: "derived", query, lateral: true, alias: undefined, at };
    }
    if (cursor.at("TABLE", "(")) cursor.unsupported("A table function");
    if (cursor.at("(")) {
      let ahead = 0;
      while (cursor.peek(ahead).upper === "(") ahead++;
      if (["SELECT", "WITH", "VALUES", "TABLE"].includes(cursor.peek(ahead).upper)) {
        const read = () => cursor.parenthesised(() => this.query());
        // `((select 1) a cross join b)` begins like a query and is none.
        const query = cursor.at("(", "(") ? cursor.attempt(read) : read();
        if (query !== undefined) {
          return { kind: "derived", query, lateral: false, alias: undefined, at };
        }
      }
      return cursor.parenthesised(() => this.#relation());
    }
    const name = cursor.qualifiedName();
    if (cursor.at("(")) {
      const text = name.map((part) => part.name).join(".");
      throw new SqlError("FUNCTION_NOT_FOUND", `Table function '${text}' not registered`, {
        source: cursor.source,
        offset: at,
      });
    }
    return { kind: "table", name, alias: undefined, at };
  }

  statement(): Statement {
    const cursor = this.cursor;
    const at = cursor.peek().offset;
    if (cursor.skip("SHOW")) return this.#show(at);
    if (cursor.skip("DESCRIBE") || cursor.skip("DESC")) {
      for (const word of ["FORMATTED", "EXTENDED"])
        if (cursor.at(word)) cursor.unsupported(`DESCRIBE ${word}`);
      return { kind: "describe", table: cursor.qualifiedName(), at };
    }
    return { kind: "query", query: this.query() };
  }

  #show(at: number): Statement {
    const cursor = this.cursor;
    if (cursor.skip("DATABASES") || cursor.skip("SCHEMAS")) return { kind: "showDatabases", at };
    if (cursor.skip("TABLES")) {
      const database = cursor.skip("IN") || cursor.skip("FROM") ? cursor.identifier() : undefined;
      const pattern = cursor.peek().kind === "string" ? cursor.next().text : undefined;
      return { kind: "showTables", database, pattern, at };
    }
    if (cursor.skip("COLUMNS")) {
      if (!cursor.skip("IN")) cursor.expect("FROM");
      return { kind: "showColumns", table: cursor.qualifiedName(), at };
    }
    return cursor.unsupported(`SHOW ${cursor.peek().upper}`, at);
  }
}

const refused = new Set(
  `ALTER ANALYZE CALL COMMENT COMMIT CREATE DEALLOCATE DELETE DENY DROP EXECUTE EXPLAIN GRANT INSERT MERGE MSCK
  OPTIMIZE PREPARE REFRESH RESET REVOKE ROLLBACK SET START TRUNCATE UNLOAD UPDATE USE VACUUM`.split(
    /\s+/,
  ),
);

export interface ParsedStatement {
  readonly statement: Statement;
  /** How many question marks it has. */
  readonly parameters: number;
}

/**
 * Reads one statement. A semicolon may end it; another statement after that is refused, as Athena does.
 * @throws SqlError SYNTAX_ERROR, NOT_SUPPORTED (a statement or clause that is not offered), STACK_OVERFLOW
 */
export function parseStatement(source: string): ParsedStatement {
  const parser = new QueryParser(source);
  const { cursor } = parser;
  const first = cursor.peek();
  if (refused.has(first.upper)) {
    throw new SqlError("NOT_SUPPORTED", `Queries of this type are not supported: ${first.upper}`);
  }
  const statement = parser.statement();
  if (cursor.skip(";") && cursor.peek().kind !== "end") {
    throw new SqlError("SYNTAX_ERROR", `Only one sql statement is allowed. Got: ${source}`);
  }
  if (cursor.peek().kind !== "end") cursor.fail("<EOF>");
  return { statement, parameters: cursor.parameters };
}
