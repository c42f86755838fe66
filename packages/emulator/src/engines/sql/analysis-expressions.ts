import { CallAnalysis } from "./analysis-calls.ts";
import { arithmetic } from "./arithmetic.ts";
import type { Expression } from "./ast.ts";
import { cast, coerce, unify } from "./casts.ts";
import { sameType } from "./coercion.ts";
import { SqlError } from "./errors.ts";
import { raise, type Typed } from "./functions/definition.ts";
import { literal } from "./literals.ts";
import { type QueryAnalysis, resolveName, type Scope } from "./scope.ts";
import {
  arrayOf,
  bigintType,
  booleanType,
  fromTypeName,
  type SqlType,
  typeName,
  varcharType,
  zoned,
} from "./types.ts";

/** Gives each expression its type, as Trino would, and the engine's text for it. */
export class ExpressionAnalysis {
  readonly source: string;
  readonly queries: QueryAnalysis;
  readonly #calls: CallAnalysis;

  /** `now` is the moment of the statement in milliseconds: the same wherever it asks. */
  constructor(source: string, queries: QueryAnalysis, now: number) {
    this.source = source;
    this.queries = queries;
    this.#calls = new CallAnalysis(this, now);
  }

  fail(code: string, detail: string, at: number): never {
    throw new SqlError(code, detail, { source: this.source, offset: at });
  }

  analyze(expression: Expression, scope: Scope): Typed {
    const grouping = scope.grouping;
    const before = grouping?.ungrouped.length ?? 0;
    const typed = this.#analyze(expression, scope);
    // What lies within a grouping expression is grouped.
    if (grouping?.keys.has(typed.sql)) grouping.ungrouped.length = before;
    return typed;
  }

  /** The value as the type that is asked for. */
  analyzeAs(expression: Expression, scope: Scope, type: SqlType, what: string): Typed {
    const typed = this.analyze(expression, scope);
    const common = unify([typed, { sql: "NULL", type }]);
    if (common === undefined || !sameType(common.type, type)) {
      this.fail(
        "TYPE_MISMATCH",
        `${what} must evaluate to a ${typeName(type)}: actual type ${typeName(typed.type)}`,
        expression.at,
      );
    }
    return coerce(typed, type);
  }

  condition(expression: Expression, scope: Scope, what: string): string {
    return this.analyzeAs(expression, scope, booleanType, what).sql;
  }

  /** Several expressions as one type. */
  unified(
    expressions: readonly Expression[],
    scope: Scope,
    what: string,
  ): { type: SqlType; values: Typed[] } {
    const values = expressions.map((item) => this.analyze(item, scope));
    const result = unify(values);
    if (result !== undefined) return result;
    const names = [...new Set(values.map((value) => typeName(value.type)))].join(", ");
    return this.fail(
      "TYPE_MISMATCH",
      `${what} must be the same type or coercible to a common type: ${names}`,
      expressions[0]?.at ?? 0,
    );
  }

  #analyze(e: Expression, scope: Scope): Typed {
    switch (e.kind) {
      case "null":
      case "boolean":
      case "integer":
      case "decimal":
      case "double":
      case "string":
      case "typed":
      case "interval":
        return literal(e, (code, detail, at) => this.fail(code, detail, at));
      case "parameter": {
        const given = this.queries.parameter(e.index);
        if (given === undefined)
          return this.fail(
            "INVALID_PARAMETER_USAGE",
            `Incorrect number of parameters: no value for parameter ${e.index + 1}`,
            e.at,
          );
        return this.analyze(given, scope);
      }
      case "name":
        return this.#name(e, scope);
      case "field":
        return this.#field(this.analyze(e.base, scope), e.name.name, e.at);
      case "subscript":
        return this.#subscript(e, scope);
      case "negate": {
        const operand = this.analyze(e.operand, scope);
        if (operand.type.kind.startsWith("interval") || isNumber(operand.type)) {
          return {
            sql: `(-${operand.sql})`,
            type: operand.type,
            ...(operand.literal === undefined ? {} : { literal: `-${operand.literal}` }),
          };
        }
        return this.fail("TYPE_MISMATCH", `Cannot negate ${typeName(operand.type)}`, e.at);
      }
      case "not":
        return boolean(
          `(NOT ${this.condition(e.operand, scope, "Value of logical NOT expression")})`,
        );
      case "logic": {
        const terms = e.terms.map((term) => this.condition(term, scope, "Logical expression term"));
        return boolean(`(${terms.join(` ${e.operator} `)})`);
      }
      case "binary": {
        const left = this.analyze(e.left, scope);
        const right = this.analyze(e.right, scope);
        const result = arithmetic(e.operator, left, right);
        if (result !== undefined) return result;
        return this.fail(
          "TYPE_MISMATCH",
          `Cannot apply operator: ${typeName(left.type)} ${e.operator} ${typeName(right.type)}`,
          e.at,
        );
      }
      case "compare": {
        const { values } = this.#comparable(e.operator, [e.left, e.right], scope, e.at);
        return boolean(`(${values.map((value) => value.sql).join(` ${e.operator} `)})`);
      }
      case "between": {
        const { values } = this.#comparable("BETWEEN", [e.operand, e.low, e.high], scope, e.at);
        const [operand, low, high] = values.map((value) => value.sql);
        return boolean(`(${operand} ${e.negated ? "NOT " : ""}BETWEEN ${low} AND ${high})`);
      }
      case "in":
        return this.#in(e, scope);
      case "like": {
        const texts = [e.operand, e.pattern, ...(e.escape === undefined ? [] : [e.escape])].map(
          (part) => this.analyzeAs(part, scope, varcharType, "LIKE expression").sql,
        );
        const escaping = texts[2] === undefined ? "" : ` ESCAPE ${texts[2]}`;
        return boolean(`(${texts[0]} ${e.negated ? "NOT " : ""}LIKE ${texts[1]}${escaping})`);
      }
      case "isNull":
        return boolean(`(${this.analyze(e.operand, scope).sql} IS ${e.negated ? "NOT " : ""}NULL)`);
      case "exists":
        return boolean(`EXISTS (${this.queries.subquery(e.query, scope).sql})`);
      case "subquery": {
        const { sql, columns } = this.queries.subquery(e.query, scope);
        const [only] = columns;
        if (only === undefined || columns.length !== 1) {
          return this.fail(
            "NOT_SUPPORTED",
            "A scalar subquery of several columns is not offered by the embedded Athena",
            e.at,
          );
        }
        return { sql: `(${sql})`, type: only.type };
      }
      case "case":
        return this.#case(e, scope);
      case "cast":
        return this.#cast(e, scope);
      case "atTimeZone": {
        const value = this.analyze(e.operand, scope);
        const zone = this.analyze(e.zone, scope).literal;
        if (zone === undefined)
          return this.fail(
            "NOT_SUPPORTED",
            "AT TIME ZONE is offered for a literal zone only",
            e.at,
          );
        const moment = coerce(
          value,
          value.type.kind === "timestamp with time zone" ? value.type : zoned("UTC"),
        );
        return { sql: moment.sql, type: zoned(zone) };
      }
      case "array": {
        const { type, values } = this.unified(e.items, scope, "All ARRAY elements");
        return { sql: `[${values.map((value) => value.sql).join(", ")}]`, type: arrayOf(type) };
      }
      case "row": {
        const values = e.items.map((item) => this.analyze(item, scope));
        return {
          sql: `{${values.map((value, i) => `'f${i}': ${value.sql}`).join(", ")}}`,
          type: {
            kind: "row",
            fields: values.map((value) => ({ name: undefined, type: value.type })),
          },
        };
      }
      case "lambda":
        return this.fail(
          "TYPE_MISMATCH",
          "A lambda is only an argument of transform and filter",
          e.at,
        );
      case "call":
        return this.#calls.analyze(e, scope);
    }
  }

  #name(e: Extract<Expression, { kind: "name" }>, scope: Scope): Typed {
    const found = resolveName(scope, e.parts, this.source);
    const text = e.parts.map((part) => part.name.toLowerCase()).join(".");
    if (found === undefined) {
      return this.fail(
        "COLUMN_NOT_FOUND",
        `Column '${text}' cannot be resolved or requester is not authorized to access requested resources`,
        e.at,
      );
    }
    if (found.column) scope.grouping?.ungrouped.push({ name: text, at: e.at });
    return e.parts
      .slice(found.used)
      .reduce((base, part) => this.#field(base, part.name, part.at), found.typed);
  }

  #field(base: Typed, name: string, at: number): Typed {
    if (base.type.kind !== "row") {
      return this.fail(
        "TYPE_MISMATCH",
        `Expression of type ${typeName(base.type)} is not a row`,
        at,
      );
    }
    const index = base.type.fields.findIndex(
      (field) => field.name?.toLowerCase() === name.toLowerCase(),
    );
    const field = base.type.fields[index];
    if (field === undefined)
      return this.fail("COLUMN_NOT_FOUND", `Column '${name}' cannot be resolved`, at);
    return { sql: `struct_extract(${base.sql}, 'f${index}')`, type: field.type };
  }

  #subscript(e: Extract<Expression, { kind: "subscript" }>, scope: Scope): Typed {
    const base = this.analyze(e.base, scope);
    if (base.type.kind !== "array") {
      return this.fail("TYPE_MISMATCH", `Cannot use ${typeName(base.type)} for subscript`, e.at);
    }
    const index = this.analyzeAs(e.index, scope, bigintType, "Array subscript").sql;
    const outside = raise("INVALID_FUNCTION_ARGUMENT", "Array subscript must be within the array");
    return {
      sql: `CASE WHEN ${index} < 1 OR ${index} > len(${base.sql}) THEN ${outside} ELSE list_extract(${base.sql}, ${index}) END`,
      type: base.type.element,
    };
  }

  #comparable(operator: string, expressions: readonly Expression[], scope: Scope, at: number) {
    const values = expressions.map((item) => inUtc(this.analyze(item, scope)));
    const result = unify(values);
    if (result !== undefined) return result;
    const names = values.map((value) => typeName(value.type));
    return this.fail("TYPE_MISMATCH", `Cannot apply operator: ${names.join(` ${operator} `)}`, at);
  }

  #in(e: Extract<Expression, { kind: "in" }>, scope: Scope): Typed {
    const not = e.negated ? "NOT " : "";
    if (!("body" in e.values)) {
      const { values } = this.unified([e.operand, ...e.values], scope, "IN value and list items");
      const [operand, ...items] = values.map((value) => value.sql);
      return boolean(`(${operand} ${not}IN (${items.join(", ")}))`);
    }
    const operand = this.analyze(e.operand, scope);
    const { sql, columns } = this.queries.subquery(e.values, scope);
    const [column] = columns;
    const common =
      column === undefined || columns.length !== 1
        ? undefined
        : unify([operand, { sql: "q.c0", type: column.type }]);
    const [value, member] = common?.values ?? [];
    if (value === undefined || member === undefined) {
      return this.fail(
        "TYPE_MISMATCH",
        "value and result of subquery must be of the same type for IN expression",
        e.at,
      );
    }
    return boolean(`(${value.sql} ${not}IN (SELECT ${member.sql} FROM (${sql}) AS q))`);
  }

  #case(e: Extract<Expression, { kind: "case" }>, scope: Scope): Typed {
    const whens = e.branches.map((branch) => branch.when);
    const operand = e.operand;
    const conditions =
      operand === undefined
        ? whens.map((when) => this.condition(when, scope, "CASE WHEN clause"))
        : whens.map((when) => {
            const { values } = this.#comparable("=", [operand, when], scope, when.at);
            return values.map((value) => value.sql).join(" = ");
          });
    const results = e.branches.map((branch) => branch.result);
    const { type, values } = this.unified(
      e.otherwise === undefined ? results : [...results, e.otherwise],
      scope,
      "All CASE results",
    );
    const branches = conditions.map((condition, i) => `WHEN ${condition} THEN ${values[i]?.sql}`);
    const otherwise = e.otherwise === undefined ? "" : ` ELSE ${values.at(-1)?.sql}`;
    return { sql: `CASE ${branches.join(" ")}${otherwise} END`, type };
  }

  #cast(e: Extract<Expression, { kind: "cast" }>, scope: Scope): Typed {
    const to = fromTypeName(e.type);
    if (to === undefined)
      return this.fail(
        "NOT_SUPPORTED",
        `A cast to ${e.type.name} is not offered by the embedded Athena`,
        e.type.at,
      );
    const value = this.analyze(e.operand, scope);
    const result = cast(value, to, e.safe);
    if (result !== undefined) return result;
    return this.fail(
      "NOT_SUPPORTED",
      `A cast from ${typeName(value.type)} to ${typeName(to)} is not offered by the embedded Athena`,
      e.at,
    );
  }
}

/** Moments are compared as moments, whatever the zone of their clocks. */
const inUtc = (value: Typed): Typed =>
  value.type.kind === "timestamp with time zone" ? { ...value, type: zoned("UTC") } : value;
const boolean = (sql: string): Typed => ({ sql, type: booleanType });
const isNumber = (type: SqlType): boolean =>
  ["tinyint", "smallint", "integer", "bigint", "decimal", "double"].includes(type.kind);
