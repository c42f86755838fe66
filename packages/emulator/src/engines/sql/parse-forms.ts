import type { Expression, FunctionCall } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

/** What the forms below ask of the parser of expressions. */
interface Parser {
  readonly cursor: Cursor;
  expression(): Expression;
  value(): Expression;
}

const intervalUnits = new Set(["SECOND", "MINUTE", "HOUR", "DAY", "MONTH", "YEAR"]);

/** A plain call. */
export function call(name: string, args: readonly Expression[], at: number): FunctionCall {
  return {
    kind: "call",
    name,
    arguments: args,
    star: false,
    distinct: false,
    orderBy: [],
    filter: undefined,
    over: undefined,
    ignoreNulls: false,
    at,
  };
}

/** `extract(year from x)` is `year(x)`. */
export function parseExtract(parser: Parser): Expression {
  const { cursor } = parser;
  const at = cursor.expect("EXTRACT").offset;
  return cursor.parenthesised(() => {
    const field = cursor.next().text.toLowerCase();
    cursor.expect("FROM");
    return call(field, [parser.expression()], at);
  });
}

/** `trim(x)`, `trim(leading from x)`, `trim(both 'a' from x)`, `trim(x, 'a')` */
export function parseTrim(parser: Parser): Expression {
  const { cursor } = parser;
  const at = cursor.expect("TRIM").offset;
  return cursor.parenthesised(() => {
    const sides = ["LEADING", "TRAILING", "BOTH"] as const;
    const side = sides.find((word) => cursor.skip(word)) ?? "BOTH";
    const name = { LEADING: "ltrim", TRAILING: "rtrim", BOTH: "trim" }[side];
    if (cursor.skip("FROM")) return call(name, [parser.expression()], at);
    const first = parser.expression();
    if (cursor.skip("FROM")) return call(name, [parser.expression(), first], at);
    return call(name, cursor.skip(",") ? [first, parser.expression()] : [first], at);
  });
}

/** `position(a in b)` is `strpos(b, a)`. */
export function parsePosition(parser: Parser): Expression {
  const { cursor } = parser;
  const at = cursor.next().offset;
  return cursor.parenthesised(() => {
    const needle = parser.value();
    cursor.expect("IN");
    return call("strpos", [parser.value(), needle], at);
  });
}

/** `interval '3' day` */
export function parseInterval(cursor: Cursor): Expression {
  const at = cursor.expect("INTERVAL").offset;
  const negative = cursor.skip("-");
  const text = cursor.next().text;
  const unit = cursor.next();
  if (!intervalUnits.has(unit.upper)) cursor.fail([...intervalUnits].join(", "), unit);
  if (cursor.at("TO")) cursor.unsupported("An interval from one unit to another", at);
  return { kind: "interval", text, negative, unit: unit.upper, at };
}
