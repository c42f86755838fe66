import { asDecimal } from "../coercion.ts";
import { decimal, integerType, type SqlType } from "../types.ts";
import { scalar, type Typed } from "./definition.ts";

const integers = ["tinyint", "smallint", "integer", "bigint"];

function digits(type: SqlType | undefined): { precision: number; scale: number } {
  return (type === undefined ? undefined : asDecimal(type)) ?? { precision: 38, scale: 0 };
}

/** https://trino.io/docs/current/functions/math.html#round: a whole number has one digit more to round into. */
function whole([type]: readonly SqlType[]): SqlType {
  const { precision, scale } = digits(type);
  return decimal(Math.min(38, precision - scale + Math.min(1, scale)), 0);
}

function wider([type]: readonly SqlType[]): SqlType {
  const { precision, scale } = digits(type);
  return decimal(Math.min(38, precision + 1), scale);
}

const first = ([type]: readonly SqlType[]): SqlType => type ?? integerType;

/** Trino's greatest and least are null where one argument is; DuckDB's pass over nulls. */
const extreme = (name: string) => (args: readonly Typed[]) =>
  `CASE WHEN ${args.map((arg) => `${arg.sql} IS NULL`).join(" OR ")} THEN NULL ` +
  `ELSE ${name}(${args.map((arg) => arg.sql).join(", ")}) END`;

const ofEach = (types: readonly string[], name: string, engine: string) =>
  types.map((type) => scalar(`${name}(${type}) ${type}`, `CAST(${engine} AS ${type})`));

export const numberFunctions = [
  ...ofEach([...integers, "double"], "abs", "abs($1)"),
  scalar("abs(decimal) decimal", "abs($1)", first),
  ...["ceil", "ceiling"].flatMap((name) => [
    ...ofEach(integers, name, "$1"),
    ...ofEach(["double"], name, "ceil($1)"),
    scalar(`${name}(decimal) decimal`, "ceil($1)", whole),
  ]),
  ...ofEach(integers, "floor", "$1"),
  ...ofEach(["double"], "floor", "floor($1)"),
  scalar("floor(decimal) decimal", "floor($1)", whole),
  ...ofEach(integers, "round", "$1"),
  ...ofEach(["double"], "round", "round($1)"),
  scalar("round(decimal) decimal", "round($1)", whole),
  scalar("round(double, literal integer) double", "round($1, $2)"),
  scalar("round(decimal, literal integer) decimal", "round($1, $2)", wider),
  ...ofEach(["double"], "truncate", "trunc($1)"),
  scalar("truncate(decimal) decimal", "trunc($1)", ([type]) => {
    const { precision, scale } = digits(type);
    return decimal(Math.max(1, precision - scale), 0);
  }),
  ...ofEach([...integers, "double"], "sign", "sign($1)"),
  scalar("sign(decimal) decimal", "sign($1)", () => decimal(1, 0)),
  scalar("power(double, double) double", "pow($1, $2)"),
  scalar("pow(double, double) double", "pow($1, $2)"),
  scalar("sqrt(double) double", "CASE WHEN $1 < 0 THEN 'nan'::DOUBLE ELSE sqrt($1) END"),
  scalar("exp(double) double", "exp($1)"),
  scalar(
    "ln(double) double",
    "CASE WHEN $1 > 0 THEN ln($1) WHEN $1 = 0 THEN '-inf'::DOUBLE WHEN $1 < 0 THEN 'nan'::DOUBLE END",
  ),
  scalar(
    "log10(double) double",
    "CASE WHEN $1 > 0 THEN log10($1) WHEN $1 = 0 THEN '-inf'::DOUBLE WHEN $1 < 0 THEN 'nan'::DOUBLE END",
  ),
  scalar(
    "log2(double) double",
    "CASE WHEN $1 > 0 THEN log2($1) WHEN $1 = 0 THEN '-inf'::DOUBLE WHEN $1 < 0 THEN 'nan'::DOUBLE END",
  ),
  scalar("pi() double", "pi()"),
  scalar("nan() double", "'nan'::DOUBLE"),
  scalar("infinity() double", "'inf'::DOUBLE"),
  scalar("is_nan(double) boolean", "isnan($1)"),
  scalar("is_finite(double) boolean", "isfinite($1)"),
  scalar("greatest(T…) T", extreme("greatest")),
  scalar("least(T…) T", extreme("least")),
];
