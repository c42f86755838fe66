import type { ExpressionAnalysis } from "./analysis-expressions.ts";
import { arithmetic } from "./arithmetic.ts";
import type { Expression, FunctionCall, SortItem, Window } from "./ast.ts";
import { coerce, wallTime } from "./casts.ts";
import type { FunctionDefinition, Typed } from "./functions/definition.ts";
import { javaFormat } from "./functions/format.ts";
import { definitionsOf } from "./functions/index.ts";
import { bestMatch, type Match, signatureOf } from "./functions/signature.ts";
import type { Scope } from "./scope.ts";
import {
  arrayOf,
  bigintType,
  dateType,
  engineType,
  integerType,
  timestampType,
  typeName,
  zoned,
} from "./types.ts";

/** Calls: of the functions on the list, and of the forms that have a grammar or a typing of their own. */
export class CallAnalysis {
  readonly #expressions: ExpressionAnalysis;
  readonly #moment: string;

  constructor(expressions: ExpressionAnalysis, now: number) {
    this.#expressions = expressions;
    this.#moment = new Date(now).toISOString().replace("T", " ").replace("Z", "");
  }

  analyze(call: FunctionCall, scope: Scope): Typed {
    const special = this.#special(call, scope);
    if (special !== undefined) return special;
    const definitions = definitionsOf(call.name);
    const [first] = definitions;
    if (first === undefined) {
      return this.#expressions.fail(
        "FUNCTION_NOT_FOUND",
        `Function '${call.name}' not registered (it is not on the list of functions that the embedded Athena offers)`,
        call.at,
      );
    }
    if (first.kind === "scalar") return this.#scalar(call, definitions, scope);
    return this.#aggregate(call, first.kind, definitions, scope);
  }

  #match(
    call: FunctionCall,
    definitions: readonly FunctionDefinition[],
    args: readonly Typed[],
  ): Match {
    const match = bestMatch(definitions, args);
    if (match !== undefined) return match;
    const given = args.map((arg) => typeName(arg.type)).join(", ");
    const expected = definitions.map((definition) => definition.signature).join("; ");
    return this.#expressions.fail(
      "FUNCTION_NOT_FOUND",
      `Unexpected parameters (${given}) for function ${call.name}. Expected: ${expected}`,
      call.at,
    );
  }

  #scalar(call: FunctionCall, definitions: readonly FunctionDefinition[], scope: Scope): Typed {
    if (
      call.over !== undefined ||
      call.filter !== undefined ||
      call.distinct ||
      call.orderBy.length > 0
    ) {
      return this.#expressions.fail(
        "FUNCTION_NOT_AGGREGATE",
        `${call.name} is not an aggregate function`,
        call.at,
      );
    }
    const args = call.arguments.map((arg) => this.#expressions.analyze(arg, scope));
    const match = this.#match(call, definitions, args);
    return result(
      render(match, args, () => ""),
      match,
    );
  }

  #aggregate(
    call: FunctionCall,
    kind: "aggregate" | "window",
    definitions: readonly FunctionDefinition[],
    scope: Scope,
  ): Typed {
    const expressions = this.#expressions;
    const over = call.over === undefined ? "" : this.#over(call.over, call.at, scope);
    if (kind === "window" && over === "") {
      return expressions.fail(
        "MISSING_OVER",
        `Window function ${call.name} requires an OVER clause`,
        call.at,
      );
    }
    if (scope.noAggregates !== undefined) {
      return expressions.fail(
        "EXPRESSION_NOT_SCALAR",
        `${scope.noAggregates} cannot contain aggregations, window functions or grouping operations: [${call.name}]`,
        call.at,
      );
    }
    if (over === "" && scope.grouping !== undefined) scope.grouping.aggregates = true;
    // Without OVER its arguments are outside the grouping, and hold no further aggregate.
    const inner: Scope =
      over === ""
        ? { ...scope, grouping: undefined, noAggregates: `Arguments of ${call.name}` }
        : scope;
    const condition =
      call.filter === undefined
        ? ""
        : ` FILTER (WHERE ${expressions.condition(call.filter, inner, "Filter expression")})`;
    if (call.star) {
      if (call.name !== "count")
        expressions.fail("SYNTAX_ERROR", `${call.name}(*) is not a function`, call.at);
      return { sql: `count(*)${condition}${over}`, type: bigintType };
    }
    const args = call.arguments.map((arg) => expressions.analyze(arg, inner));
    if (call.name === "count" && args.length === 0)
      return { sql: `count(*)${condition}${over}`, type: bigintType };
    const match = this.#match(call, definitions, args);
    const orderBy = call.orderBy.length === 0 ? "" : ` ${this.sort(call.orderBy, inner)}`;
    const sql = render(match, args, (name, text) => {
      const distinct = call.distinct && text !== "" ? "DISTINCT " : "";
      const nulls = call.ignoreNulls ? " IGNORE NULLS" : "";
      return `${name}(${distinct}${text}${orderBy}${nulls})${condition}${over}`;
    });
    return result(sql, match);
  }

  #over(over: Window | string, at: number, scope: Scope): string {
    if (typeof over !== "string") return ` OVER (${this.window(over, scope)})`;
    const named = scope.windows?.get(over);
    if (named === undefined) {
      return this.#expressions.fail(
        "INVALID_WINDOW_REFERENCE",
        `Cannot resolve WINDOW name ${over}`,
        at,
      );
    }
    return ` OVER (${named})`;
  }

  /** The inside of `OVER (…)`. */
  window(window: Window, scope: Scope): string {
    const parts: string[] = [];
    if (window.partitionBy.length > 0) {
      const keys = window.partitionBy.map((item) => this.#expressions.analyze(item, scope).sql);
      parts.push(`PARTITION BY ${keys.join(", ")}`);
    }
    if (window.orderBy.length > 0) parts.push(this.sort(window.orderBy, scope));
    const { frame } = window;
    if (frame !== undefined) {
      const bound = ({ kind, value }: { kind: string; value: Expression | undefined }) =>
        value === undefined ? kind : `${this.#expressions.analyze(value, scope).sql} ${kind}`;
      parts.push(
        frame.end === undefined
          ? `${frame.unit} ${bound(frame.start)}`
          : `${frame.unit} BETWEEN ${bound(frame.start)} AND ${bound(frame.end)}`,
      );
    }
    return parts.join(" ");
  }

  sort(items: readonly SortItem[], scope: Scope): string {
    const keys = items.map((item) =>
      sortKey(this.#expressions.analyze(item.expression, scope).sql, item),
    );
    return `ORDER BY ${keys.join(", ")}`;
  }

  #special(call: FunctionCall, scope: Scope): Typed | undefined {
    const expressions = this.#expressions;
    const args = call.arguments;
    const arity = (low: number, high = low): void => {
      if (args.length < low || args.length > high) {
        expressions.fail(
          "INVALID_FUNCTION_ARGUMENT",
          `Invalid number of arguments for ${call.name}`,
          call.at,
        );
      }
    };
    switch (call.name) {
      case "current_date":
        return { sql: `DATE '${this.#moment.slice(0, 10)}'`, type: dateType };
      case "localtimestamp":
        return { sql: `TIMESTAMP '${this.#moment}'`, type: timestampType };
      case "now":
      case "current_timestamp":
        arity(0);
        return { sql: `TIMESTAMPTZ '${this.#moment}+00'`, type: zoned("UTC") };
      case "coalesce": {
        arity(2, 1000);
        const { type, values } = expressions.unified(args, scope, "All COALESCE operands");
        return { sql: `coalesce(${values.map((value) => value.sql).join(", ")})`, type };
      }
      case "nullif": {
        arity(2);
        const { values } = expressions.unified(args, scope, "Types");
        const [first] = args;
        if (first === undefined) return undefined;
        const value = expressions.analyze(first, scope);
        return {
          sql: `CASE WHEN ${values[0]?.sql} = ${values[1]?.sql} THEN NULL ELSE ${value.sql} END`,
          type: value.type,
        };
      }
      case "if": {
        arity(2, 3);
        const [test, ...branches] = args;
        if (test === undefined) return undefined;
        const condition = expressions.condition(test, scope, "IF condition");
        const { type, values } = expressions.unified(branches, scope, "Result types for IF");
        return {
          sql: `CASE WHEN ${condition} THEN ${values[0]?.sql} ELSE ${values[1]?.sql ?? "NULL"} END`,
          type,
        };
      }
      case "mod": {
        arity(2);
        const [left, right] = args.map((arg) => expressions.analyze(arg, scope));
        const result =
          left === undefined || right === undefined ? undefined : arithmetic("%", left, right);
        return (
          result ??
          expressions.fail("FUNCTION_NOT_FOUND", "Unexpected parameters for function mod", call.at)
        );
      }
      case "format": {
        const [template, ...values] = args.map((arg) => expressions.analyze(arg, scope));
        if (template?.literal === undefined) {
          return expressions.fail(
            "NOT_SUPPORTED",
            "format is offered with a literal first argument only",
            call.at,
          );
        }
        return javaFormat(template.literal, values);
      }
      case "grouping": {
        if (scope.grouping !== undefined) scope.grouping.aggregates = true;
        const keys = args.map((arg) => expressions.analyze(arg, scope).sql);
        return { sql: `CAST(grouping(${keys.join(", ")}) AS INTEGER)`, type: integerType };
      }
      case "transform":
      case "filter":
        arity(2);
        return this.#lambda(call, scope);
      default:
        return undefined;
    }
  }

  #lambda(call: FunctionCall, scope: Scope): Typed {
    const expressions = this.#expressions;
    const [list, lambda] = call.arguments;
    if (list === undefined || lambda?.kind !== "lambda" || lambda.parameters.length !== 1) {
      return expressions.fail(
        "FUNCTION_NOT_FOUND",
        `${call.name} takes an array and a lambda of one parameter`,
        call.at,
      );
    }
    const array = expressions.analyze(list, scope);
    const [parameter] = lambda.parameters;
    if (array.type.kind !== "array" || parameter === undefined) {
      return expressions.fail(
        "FUNCTION_NOT_FOUND",
        `Unexpected parameters (${typeName(array.type)}) for function ${call.name}`,
        call.at,
      );
    }
    // The engine's name must be no other's: lambdas may be nested.
    const name = `p${lambda.at}`;
    const named = new Map(scope.named ?? []).set(parameter.name.toLowerCase(), {
      sql: name,
      type: array.type.element,
    });
    const inner: Scope = { ...scope, named, noAggregates: "Lambda expression" };
    if (call.name === "filter") {
      const condition = expressions.condition(lambda.body, inner, "Filter predicate");
      return { sql: `list_filter(${array.sql}, lambda ${name} : ${condition})`, type: array.type };
    }
    const body = expressions.analyze(lambda.body, inner);
    return {
      sql: `list_transform(${array.sql}, lambda ${name} : ${body.sql})`,
      type: arrayOf(body.type),
    };
  }
}

/** Trino puts nulls last in both directions unless told otherwise. */
export function sortKey(sql: string, item: SortItem): string {
  return `${sql} ${item.descending ? "DESC" : "ASC"} NULLS ${item.nullsFirst ? "FIRST" : "LAST"}`;
}

/** DuckDB's decimals come out with digits of their own choice. */
function result(sql: string, { result: type }: Match): Typed {
  return { sql: type.kind === "decimal" ? `CAST(${sql} AS ${engineType(type)})` : sql, type };
}

/** The engine's text of a call; `invoke` writes the part between braces. */
function render(
  match: Match,
  args: readonly Typed[],
  invoke: (name: string, text: string) => string,
): string {
  const { definition, types } = match;
  const { arguments: declared } = signatureOf(definition);
  const values = args.map((arg, i): Typed => {
    const coerced = coerce(arg, types[i] ?? arg.type);
    const moment = (declared[i] ?? declared.at(-1))?.pattern.kind === "moment";
    return moment ? { sql: wallTime(coerced), type: timestampType } : coerced;
  });
  const template =
    typeof definition.engine === "string" ? definition.engine : definition.engine(values);
  // Parentheses keep an argument one operand whatever the template puts beside it.
  const filled =
    typeof definition.engine === "string"
      ? template.replaceAll(/\$(\d+|\*)/g, (_, which: string) =>
          which === "*"
            ? values.map((value) => value.sql).join(", ")
            : (values[Number(which) - 1]?.sql ?? "NULL"),
        )
      : template;
  return invokeParts(filled, definition, invoke);
}

/** Names that may stand between braces: an argument's own braces (a row) are no call. */
const marked = /\{([a-z_]+)\|/;

function invokeParts(
  text: string,
  definition: FunctionDefinition,
  invoke: (name: string, text: string) => string,
): string {
  if (definition.kind === "scalar") return text;
  const start = marked.exec(text);
  if (start === null) return text;
  const open = start.index + start[0].length;
  let depth = 1;
  let quoted = false;
  let end = open;
  for (; end < text.length; end++) {
    const character = text[end];
    if (character === "'") quoted = !quoted;
    else if (!quoted && character === "{") depth++;
    else if (!quoted && character === "}" && --depth === 0) break;
  }
  const inside = text.slice(open, end);
  const [, name = ""] = start;
  return (
    text.slice(0, start.index) +
    invoke(name, inside) +
    invokeParts(text.slice(end + 1), definition, invoke)
  );
}
