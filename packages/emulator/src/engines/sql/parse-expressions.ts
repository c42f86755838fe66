import type {
  Expression,
  FrameBound,
  FunctionCall,
  Query,
  SortItem,
  Window,
  WindowFrame,
} from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { call, parseExtract, parseInterval, parsePosition, parseTrim } from "./parse-forms.ts";
import { parseTypeName } from "./parse-types.ts";

const comparisons = new Set(["=", "<>", "!=", "<", "<=", ">", ">="]);
const withoutParentheses = new Set(["CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP"]);

/** Trino's expressions, by precedence climbing. Queries inside them are read by `query`. */
export class ExpressionParser {
  readonly cursor: Cursor;
  readonly #query: () => Query;

  constructor(cursor: Cursor, query: () => Query) {
    this.cursor = cursor;
    this.#query = query;
  }

  expression(): Expression {
    return this.cursor.nested(() => this.#logic("OR", () => this.#logic("AND", () => this.#not())));
  }

  #logic(operator: "AND" | "OR", term: () => Expression): Expression {
    const first = term();
    if (!this.cursor.at(operator)) return first;
    const terms = [first];
    while (this.cursor.skip(operator)) terms.push(term());
    return { kind: "logic", operator, terms, at: first.at };
  }

  #not(): Expression {
    const at = this.cursor.peek().offset;
    if (!this.cursor.skip("NOT")) return this.#predicate();
    return { kind: "not", operand: this.cursor.nested(() => this.#not()), at };
  }

  #predicate(): Expression {
    const cursor = this.cursor;
    const operand = this.value();
    const at = operand.at;
    const token = cursor.peek();
    if (comparisons.has(token.upper)) {
      cursor.next();
      if (cursor.at("ALL") || cursor.at("ANY") || cursor.at("SOME")) {
        cursor.unsupported("A quantified comparison");
      }
      const operator = token.upper === "!=" ? "<>" : token.upper;
      return { kind: "compare", operator, left: operand, right: this.value(), at };
    }
    if (cursor.skip("IS")) {
      const negated = cursor.skip("NOT");
      if (cursor.skip("NULL")) return { kind: "isNull", operand, negated, at };
      cursor.expect("DISTINCT", "FROM");
      const operator = negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM";
      return { kind: "compare", operator, left: operand, right: this.value(), at };
    }
    const negated = ["BETWEEN", "IN", "LIKE"].includes(cursor.peek(1).upper) && cursor.skip("NOT");
    if (cursor.skip("BETWEEN")) {
      const low = this.value();
      cursor.expect("AND");
      return { kind: "between", operand, low, high: this.value(), negated, at };
    }
    if (cursor.skip("IN")) {
      const values = cursor.parenthesised(() =>
        this.#atQuery() ? this.#query() : cursor.list(() => this.expression()),
      );
      return { kind: "in", operand, values, negated, at };
    }
    if (cursor.skip("LIKE")) {
      const pattern = this.value();
      const escaping = cursor.skip("ESCAPE") ? this.value() : undefined;
      return { kind: "like", operand, pattern, escape: escaping, negated, at };
    }
    return operand;
  }

  /** An expression without comparisons and logic. */
  value(): Expression {
    return this.#binary(["||"], () =>
      this.#binary(["+", "-"], () => this.#binary(["*", "/", "%"], () => this.#unary())),
    );
  }

  #binary(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    while (operators.includes(this.cursor.peek().upper)) {
      const operator = this.cursor.next().upper;
      left = { kind: "binary", operator, left, right: operand(), at: left.at };
    }
    return left;
  }

  #unary(): Expression {
    const at = this.cursor.peek().offset;
    if (this.cursor.skip("-")) {
      return { kind: "negate", operand: this.cursor.nested(() => this.#unary()), at };
    }
    if (this.cursor.skip("+")) return this.cursor.nested(() => this.#unary());
    return this.#postfix(this.#primary());
  }

  #postfix(start: Expression): Expression {
    const cursor = this.cursor;
    let base = start;
    for (;;) {
      const at = base.at;
      if (cursor.skip("[")) {
        base = { kind: "subscript", base, index: this.value(), at };
        cursor.expect("]");
      } else if (cursor.skip(".")) {
        base = { kind: "field", base, name: cursor.identifier(), at };
      } else if (cursor.at("AT", "TIME", "ZONE")) {
        cursor.expect("AT", "TIME", "ZONE");
        base = { kind: "atTimeZone", operand: base, zone: this.#primary(), at };
      } else return base;
    }
  }

  #atQuery(): boolean {
    let ahead = 0;
    while (this.cursor.peek(ahead).upper === "(") ahead++;
    return ["SELECT", "WITH", "VALUES", "TABLE"].includes(this.cursor.peek(ahead).upper);
  }

  #primary(): Expression {
    const cursor = this.cursor;
    const token = cursor.peek();
    const at = token.offset;
    const following = cursor.peek(1);
    switch (token.kind) {
      case "integer":
      case "decimal":
      case "double":
      case "string":
        cursor.next();
        return { kind: token.kind, text: token.text, at };
      case "quoted":
        return this.#nameOrCall();
      case "end":
        return cursor.fail("an expression");
      default:
    }
    switch (token.upper) {
      case "(":
        return this.#parenthesis();
      case "?":
        cursor.next();
        return { kind: "parameter", index: cursor.parameters++, at };
      case "NULL":
        cursor.next();
        return { kind: "null", at };
      case "TRUE":
      case "FALSE":
        cursor.next();
        return { kind: "boolean", value: token.upper === "TRUE", at };
      case "CASE":
        return this.#case();
      case "CAST":
        return this.#cast(false);
      case "EXISTS":
        cursor.next();
        return { kind: "exists", query: cursor.parenthesised(this.#query), at };
      case "EXTRACT":
        return parseExtract(this);
      case "TRIM":
        return parseTrim(this);
      case "GROUPING":
        cursor.next();
        return this.#call("grouping", at);
      case "NORMALIZE":
      case "LISTAGG":
      case "JSON_VALUE":
      case "JSON_QUERY":
      case "JSON_EXISTS":
      case "JSON_ARRAY":
      case "JSON_OBJECT":
        return cursor.unsupported(token.upper);
      default:
    }
    if (withoutParentheses.has(token.upper)) {
      cursor.next();
      if (cursor.at("(")) cursor.unsupported(`${token.upper} with a precision`, at);
      return call(token.text.toLowerCase(), [], at);
    }
    if (token.upper === "TRY_CAST" && following.upper === "(") return this.#cast(true);
    if (token.upper === "POSITION" && following.upper === "(") return parsePosition(this);
    if (token.upper === "INTERVAL" && (following.kind === "string" || following.upper === "-")) {
      return parseInterval(cursor);
    }
    if ((token.upper === "DATE" || token.upper === "TIMESTAMP") && following.kind === "string") {
      cursor.next();
      const type = token.upper === "DATE" ? "date" : "timestamp";
      return { kind: "typed", type, text: cursor.next().text, at };
    }
    if (token.upper === "ARRAY" && following.upper === "[") {
      cursor.next();
      cursor.expect("[");
      const items = cursor.at("]") ? [] : cursor.list(() => this.expression());
      cursor.expect("]");
      return { kind: "array", items, at };
    }
    if (token.upper === "ROW" && following.upper === "(") {
      cursor.next();
      return {
        kind: "row",
        items: cursor.parenthesised(() => cursor.list(() => this.expression())),
        at,
      };
    }
    if (following.upper === "->" && cursor.atIdentifier()) {
      const parameters = [cursor.identifier()];
      cursor.expect("->");
      return { kind: "lambda", parameters, body: this.expression(), at };
    }
    return this.#nameOrCall();
  }

  #nameOrCall(): Expression {
    const cursor = this.cursor;
    const parts = cursor.qualifiedName();
    const [first] = parts;
    const at = first?.at ?? 0;
    if (!cursor.at("(")) return { kind: "name", parts, at };
    return this.#call(parts.map((part) => part.name).join("."), at);
  }

  #parenthesis(): Expression {
    const cursor = this.cursor;
    const at = cursor.peek().offset;
    if (this.#atQuery()) {
      const read = () => cursor.parenthesised(this.#query);
      // `((select 1) + 1)` begins like a query and is none.
      const query = cursor.at("(", "(") ? cursor.attempt(read) : read();
      if (query !== undefined) return { kind: "subquery", query, at };
    }
    if (this.#atLambdaParameters()) {
      const parameters = cursor.parenthesised(() =>
        cursor.at(")") ? [] : cursor.list(() => cursor.identifier()),
      );
      cursor.expect("->");
      return { kind: "lambda", parameters, body: this.expression(), at };
    }
    const items = cursor.parenthesised(() => cursor.list(() => this.expression()));
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: "row", items, at };
  }

  #atLambdaParameters(): boolean {
    let ahead = 1;
    while (this.cursor.atIdentifier(ahead) || this.cursor.peek(ahead).upper === ",") ahead++;
    return this.cursor.peek(ahead).upper === ")" && this.cursor.peek(ahead + 1).upper === "->";
  }

  #case(): Expression {
    const cursor = this.cursor;
    const at = cursor.expect("CASE").offset;
    const operand = cursor.at("WHEN") ? undefined : this.expression();
    const branches: { when: Expression; result: Expression }[] = [];
    do {
      cursor.expect("WHEN");
      const when = this.expression();
      cursor.expect("THEN");
      branches.push({ when, result: this.expression() });
    } while (cursor.at("WHEN"));
    const otherwise = cursor.skip("ELSE") ? this.expression() : undefined;
    cursor.expect("END");
    return { kind: "case", operand, branches, otherwise, at };
  }

  #cast(safe: boolean): Expression {
    const cursor = this.cursor;
    const at = cursor.next().offset;
    return cursor.parenthesised((): Expression => {
      const operand = this.expression();
      cursor.expect("AS");
      return { kind: "cast", operand, type: parseTypeName(cursor), safe, at };
    });
  }

  #call(name: string, at: number): FunctionCall {
    const cursor = this.cursor;
    const inner = cursor.parenthesised(() => {
      if (cursor.skip("*")) return { star: true, distinct: false, args: [], orderBy: [] };
      const distinct = cursor.skip("DISTINCT");
      if (!distinct) cursor.skip("ALL");
      const args = cursor.at(")") ? [] : cursor.list(() => this.expression());
      return { star: false, distinct, args, orderBy: this.orderBy() };
    });
    const filter = cursor.skip("FILTER")
      ? cursor.parenthesised(() => {
          cursor.expect("WHERE");
          return this.expression();
        })
      : undefined;
    const ignoreNulls = cursor.skip("IGNORE", "NULLS");
    if (!ignoreNulls) cursor.skip("RESPECT", "NULLS");
    const over = cursor.skip("OVER") ? this.#over() : undefined;
    return {
      ...call(name.toLowerCase(), inner.args, at),
      star: inner.star,
      distinct: inner.distinct,
      orderBy: inner.orderBy,
      filter,
      ignoreNulls,
      over,
    };
  }

  #over(): Window | string {
    return this.cursor.at("(") ? this.window() : this.cursor.identifier().name.toLowerCase();
  }

  window(): Window {
    const cursor = this.cursor;
    return cursor.parenthesised(() => {
      const partitionBy = cursor.skip("PARTITION", "BY")
        ? cursor.list(() => this.expression())
        : [];
      return { partitionBy, orderBy: this.orderBy(), frame: this.#frame() };
    });
  }

  #frame(): WindowFrame | undefined {
    const cursor = this.cursor;
    const unit = (["ROWS", "RANGE", "GROUPS"] as const).find((word) => cursor.skip(word));
    if (unit === undefined) return undefined;
    if (!cursor.skip("BETWEEN")) return { unit, start: this.#bound(), end: undefined };
    const start = this.#bound();
    cursor.expect("AND");
    return { unit, start, end: this.#bound() };
  }

  #bound(): FrameBound {
    const cursor = this.cursor;
    if (cursor.skip("UNBOUNDED", "PRECEDING"))
      return { kind: "UNBOUNDED PRECEDING", value: undefined };
    if (cursor.skip("UNBOUNDED", "FOLLOWING"))
      return { kind: "UNBOUNDED FOLLOWING", value: undefined };
    if (cursor.skip("CURRENT", "ROW")) return { kind: "CURRENT ROW", value: undefined };
    const value = this.expression();
    if (cursor.skip("PRECEDING")) return { kind: "PRECEDING", value };
    cursor.expect("FOLLOWING");
    return { kind: "FOLLOWING", value };
  }

  /** `ORDER BY …`, or nothing. Trino puts nulls last whichever the direction. */
  orderBy(): SortItem[] {
    const cursor = this.cursor;
    if (!cursor.skip("ORDER")) return [];
    cursor.expect("BY");
    return cursor.list(() => {
      const expression = this.expression();
      const descending = cursor.skip("DESC");
      if (!descending) cursor.skip("ASC");
      const nullsFirst = cursor.skip("NULLS", "FIRST");
      if (!nullsFirst) cursor.skip("NULLS", "LAST");
      return { expression, descending, nullsFirst };
    });
  }
}
