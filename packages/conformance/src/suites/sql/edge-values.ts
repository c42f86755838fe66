import type { Expressions } from "./expressions.ts";

/** Each of these for each pair of values, in every order. */
function each(templates: readonly string[], ...values: readonly (readonly string[])[]): string[] {
  const [first, ...others] = values;
  if (first === undefined) return [...templates];
  return first.flatMap((value) =>
    each(
      templates.map((template) => template.replace("?", () => value)),
      ...others,
    ),
  );
}

const integers = [
  "7",
  "-7",
  "0",
  "1",
  "cast(9223372036854775807 as bigint)",
  "cast(null as integer)",
];
const divisors = ["2", "-2", "3", "cast(-1 as bigint)"];
const decimals = ["1.25", "-0.05", "99999999.99", "cast(null as decimal(12,2))"];
const doubles = [
  "0.5e0",
  "-0.5e0",
  "1.5e0",
  "2.5e0",
  "-2.5e0",
  "1e20",
  "nan()",
  "infinity()",
  "cast(null as double)",
];
const fractions = ["0.5", "-0.5", "1.5", "2.5", "2.4999", "-1.005"];
const texts = [
  "''",
  "'a'",
  "'Ünïcødé'",
  "'😀👩‍👧'",
  "' padded '",
  "'O''Brien'",
  "'a,b,,c'",
  "cast(null as varchar)",
];
const moments = [
  "timestamp '2024-02-29 23:59:59.999'",
  "timestamp '1969-12-31 23:59:59.500'",
  "timestamp '2026-03-29 00:59:59.000'",
  "timestamp '2026-12-31 12:00:00.123'",
  "cast(null as timestamp)",
];
const days = ["date '2024-02-29'", "date '2023-12-31'", "date '1970-01-01'", "cast(null as date)"];
const zoned = [
  "timestamp '2026-03-29 00:30:00.000 UTC'",
  "timestamp '2026-03-29 01:30:00.000 UTC'",
  "timestamp '2026-10-25 00:30:00.000 UTC'",
  "timestamp '2026-10-25 01:30:00.000 UTC'",
  "timestamp '1970-01-01 00:00:00.000 UTC'",
];
const zones = ["'Europe/London'", "'America/New_York'", "'Asia/Kolkata'", "'UTC'"];

const constant = (name: string, cases: readonly string[]): Expressions => ({
  name,
  from: "",
  cases,
});

/** Every function again with values at the edges: nulls, signs, limits, Unicode, leap days, summer time. */
export const edgeValues: readonly Expressions[] = [
  constant("integer arithmetic", [
    ...each(["? / ?", "? % ?", "mod(?, ?)"], integers, divisors),
    ...each(["? * 3 - ?", "? > ?", "? = ?"], ["7", "-7", "0", "cast(null as integer)"], divisors),
  ]),
  constant("decimal arithmetic", [
    ...each(["? + ?", "? - ?", "? * ?", "? < ?"], decimals, decimals),
    ...each(["? / ?", "? % ?"], decimals, ["3", "-0.07", "7"]),
    ...each(["? * ?", "? / ?", "? + ?"], ["1.25", "0.1"], ["2", "1e0", "cast(5 as bigint)"]),
  ]),
  constant("typed literals", [
    ...["bigint '5'", "decimal '1.50'", "double '1.5'", "boolean 'true'", "varchar 'x'"],
    ...["date '2024-02-29'", "timestamp '2024-02-29 01:02:03'", "interval '2' day"],
  ]),
  constant("rounding", [
    ...each(
      ["round(?)", "floor(?)", "ceil(?)", "ceiling(?)", "truncate(?)", "abs(?)", "sign(?)"],
      fractions,
    ),
    ...each(["round(?)", "floor(?)", "ceil(?)", "truncate(?)", "abs(?)"], doubles),
    ...each(["round(?, 1)", "round(?, 0)", "round(?, 2)"], fractions),
    ...each(["round(?, 1)"], doubles),
    ...each(
      ["cast(? as integer)", "cast(? as bigint)"],
      ["0.5e0", "1.5e0", "-1.5e0", "2.5", "-2.5"],
    ),
    ...each(["cast(? as decimal(10,1))"], [...fractions, "0.25e0", "0.35e0", "'1.25'", "7"]),
    ...each(
      ["cast(? as varchar)"],
      [...fractions, "0.5e0", "1e20", "1e-7", "100e0", "7", "true", ...days, ...moments],
    ),
  ]),
  constant("texts", [
    ...each(["length(?)", "lower(?)", "upper(?)", "trim(?)", "ltrim(?)", "rtrim(?)"], texts),
    ...each(
      ["substr(?, 2)", "substr(?, -1)", "substr(?, 1, 1)", "substr(?, 0)", "substr(?, 2, 100)"],
      texts,
    ),
    ...each(
      ["lpad(?, 4, '*')", "rpad(?, 4, 'é')", "replace(?, 'a', 'ö')", "strpos(?, 'a')"],
      texts,
    ),
    ...each(
      [
        "split_part(?, ',', 2)",
        "split(?, ',')",
        "starts_with(?, 'a')",
        "? || '!'",
        "concat(?, 'x', ?)",
      ],
      texts,
      ["'z'"],
    ),
    ...each(
      ["? like '%a%'", "? like '_'", "? in ('a', 'b')", "coalesce(?, 'none')", "nullif(?, 'a')"],
      texts,
    ),
    ...each(["? < ?", "? = ?"], texts, ["'b'", "'Ü'"]),
  ]),
  constant("dates", [
    ...each(["date_trunc('?', ?)"], ["day", "week", "month", "quarter", "year"], days),
    ...each(
      ["date_trunc('?', ?)"],
      ["second", "minute", "hour", "day", "week", "month", "year"],
      moments,
    ),
    ...each(
      ["date_add('?', ?, ?)"],
      ["day", "week", "month", "year"],
      ["1", "-1", "13"],
      days.slice(0, 2),
    ),
    ...each(
      ["date_add('?', ?, ?)"],
      ["second", "hour", "day", "month", "year"],
      ["1", "-25"],
      moments.slice(0, 3),
    ),
    ...each(
      ["date_diff('?', ?, ?)"],
      ["second", "minute", "hour", "day", "week", "month", "year"],
      moments.slice(0, 2),
      ["timestamp '2026-03-01 00:00:00.000'"],
    ),
    ...each(
      ["date_diff('?', ?, ?)"],
      ["day", "week", "month", "quarter", "year"],
      days.slice(0, 3),
      ["date '2026-02-28'"],
    ),
    ...each(
      [
        "year(?)",
        "month(?)",
        "day(?)",
        "quarter(?)",
        "week(?)",
        "day_of_week(?)",
        "day_of_year(?)",
        "last_day_of_month(?)",
      ],
      days,
    ),
    ...each(
      [
        "hour(?)",
        "minute(?)",
        "second(?)",
        "millisecond(?)",
        "to_unixtime(?)",
        "date(?)",
        "cast(? as date)",
      ],
      moments,
    ),
    ...each(
      [
        "date_format(?, '%Y-%m-%d %H:%i:%s')",
        "format_datetime(?, 'yyyy-MM-dd HH:mm')",
        "to_iso8601(?)",
      ],
      moments,
    ),
    ...each(["? + interval '1' month", "? - interval '1' day", "? + interval '25' hour"], moments),
    ...each(["? + interval '1' month", "? - interval '1' year"], days),
  ]),
  constant("time zones", [
    ...each(["? at time zone ?"], zoned, zones),
    ...each(
      ["hour(? at time zone ?)", "date(? at time zone ?)", "date_trunc('day', ? at time zone ?)"],
      zoned,
      zones.slice(0, 2),
    ),
    ...each(
      [
        "cast(? as timestamp)",
        "cast(? at time zone 'Europe/London' as timestamp)",
        "to_unixtime(?)",
        "cast(? as varchar)",
      ],
      zoned,
    ),
    ...each(["with_timezone(?, ?)"], moments.slice(0, 4), zones.slice(0, 3)),
  ]),
  {
    name: "empty groups",
    from: "from (values 1, 2) as t (i) where i > 5",
    cases: [
      ...each(
        ["?(i)"],
        [
          "sum",
          "avg",
          "min",
          "max",
          "count",
          "array_agg",
          "arbitrary",
          "stddev",
          "approx_distinct",
        ],
      ),
      ...[
        "count(*)",
        "sum(i) + 1",
        "coalesce(sum(i), 0)",
        "count(distinct i)",
        "bool_and(i > 0)",
        "max_by(i, i)",
      ],
    ],
  },
];
