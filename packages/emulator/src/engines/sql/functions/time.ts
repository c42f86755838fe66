import { type SqlType, timestampType, zoned } from "../types.ts";
import { raise, scalar, type Typed } from "./definition.ts";
import { datetimePattern, mysqlPattern } from "./time-patterns.ts";

const units = [
  "millisecond",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "quarter",
  "year",
];
const dateUnits = ["day", "week", "month", "quarter", "year"];

/** A text as the engine's literal. It ends a statement at U+0000, so that is put in by its number. */
export function quote(text: string): string {
  const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join("") : `(${parts.join(" || chr(0) || ")})`;
}

function unit(argument: Typed | undefined, allowed: readonly string[]): string {
  const name = argument?.literal?.toLowerCase();
  if (name !== undefined && allowed.includes(name)) return quote(name);
  return raise("INVALID_FUNCTION_ARGUMENT", `'${argument?.literal ?? ""}' is not a valid field`);
}

const zoneOf = (type: SqlType | undefined): string =>
  quote(type?.kind === "timestamp with time zone" ? type.zone : "UTC");

/** To milliseconds, half up: timestamps are timestamp(3) here, the engine's have microseconds. */
export const toMilliseconds = (sql: string): string =>
  `date_trunc('millisecond', ${sql} + INTERVAL 500 MICROSECOND)`;

const sql = (argument: Typed | undefined): string => argument?.sql ?? "NULL";

/** `date_trunc`, `date_add` and `date_diff` for one kind of moment. */
function arithmetic(type: "date" | "timestamp", allowed: readonly string[]) {
  const back = (text: string) => (type === "date" ? `CAST(${text} AS DATE)` : text);
  return [
    scalar(`date_trunc(literal varchar, ${type}) ${type}`, ([name, value]) =>
      back(`date_trunc(${unit(name, allowed)}, ${sql(value)})`),
    ),
    scalar(`date_add(literal varchar, bigint, ${type}) ${type}`, ([name, count, value]) => {
      const named = unit(name, allowed);
      const step = named.startsWith("'") ? `to_${named.slice(1, -1)}s` : named;
      return named.startsWith("'")
        ? back(
            `(${sql(value)} + ${step}(CAST(${sql(count)} AS ${step === "to_milliseconds" ? "DOUBLE" : "INTEGER"})))`,
          )
        : named;
    }),
    scalar(
      `date_diff(literal varchar, ${type}, ${type}) bigint`,
      ([name, from, to]) => `date_sub(${unit(name, allowed)}, ${sql(from)}, ${sql(to)})`,
    ),
  ];
}

function part(names: readonly string[], engine: string, types: readonly string[]) {
  return names.flatMap((name) =>
    types.map((type) => scalar(`${name}(${type}) bigint`, `${engine}($1)`)),
  );
}

export const timeFunctions = [
  ...arithmetic("date", dateUnits),
  ...arithmetic("timestamp", units),
  scalar(
    "date_trunc(literal varchar, timestamp with time zone) timestamp with time zone",
    ([name, value]) =>
      `timezone(${zoneOf(value?.type)}, date_trunc(${unit(name, units)}, timezone(${zoneOf(value?.type)}, ${sql(value)})))`,
    ([, type]) => type ?? zoned("UTC"),
  ),
  ...part(["year"], "year", ["date", "moment"]),
  ...part(["quarter"], "quarter", ["date", "moment"]),
  ...part(["month"], "month", ["date", "moment"]),
  ...part(["week", "week_of_year"], "week", ["date", "moment"]),
  ...part(["day", "day_of_month"], "day", ["date", "moment"]),
  ...part(["day_of_week", "dow"], "isodow", ["date", "moment"]),
  ...part(["day_of_year", "doy"], "dayofyear", ["date", "moment"]),
  ...part(["hour"], "hour", ["moment"]),
  ...part(["minute"], "minute", ["moment"]),
  ...part(["second"], "second", ["moment"]),
  scalar("millisecond(moment) bigint", "(millisecond($1) % 1000)"),
  scalar("last_day_of_month(date) date", "last_day($1)"),
  scalar("last_day_of_month(moment) date", "last_day($1)"),
  scalar("date(date) date", "$1"),
  scalar("date(moment) date", "CAST($1 AS DATE)"),
  scalar("date(varchar) date", "CAST($1 AS DATE)"),
  scalar(
    "date_format(moment, literal varchar) varchar",
    ([value, format]) =>
      `strftime(${sql(value)}, ${quote(mysqlPattern(format?.literal ?? "", "print"))})`,
  ),
  scalar(
    "date_parse(varchar, literal varchar) timestamp",
    ([value, format]) =>
      toMilliseconds(
        `strptime(${sql(value)}, ${quote(mysqlPattern(format?.literal ?? "", "read"))})`,
      ),
    () => timestampType,
  ),
  scalar(
    "format_datetime(moment, literal varchar) varchar",
    ([value, format]) =>
      `strftime(${sql(value)}, ${quote(datetimePattern(format?.literal ?? ""))})`,
  ),
  scalar("from_unixtime(double) timestamp with time zone", toMilliseconds("to_timestamp($1)"), () =>
    zoned("UTC"),
  ),
  scalar("to_unixtime(timestamp) double", "(epoch_ms($1) / 1000.0::DOUBLE)"),
  scalar("to_unixtime(timestamp with time zone) double", "(epoch_ms($1) / 1000.0::DOUBLE)"),
  // Trino keeps the offset of the text as the value's zone; a zone is part of the type here.
  scalar(
    "from_iso8601_timestamp(varchar) timestamp with time zone",
    "CASE WHEN regexp_full_match($1, '\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]00:?00)?)?') " +
      `THEN ${toMilliseconds("CAST($1 AS TIMESTAMPTZ)")} ` +
      `WHEN $1 IS NOT NULL THEN ${raise("NOT_SUPPORTED", "from_iso8601_timestamp is offered for UTC and yyyy-MM-ddTHH:mm:ss.SSSZ only")} END`,
    () => zoned("UTC"),
  ),
  scalar(
    "from_iso8601_date(varchar) date",
    "CASE WHEN regexp_full_match($1, '\\d{4}-\\d\\d-\\d\\d') THEN CAST($1 AS DATE) " +
      `WHEN $1 IS NOT NULL THEN ${raise("NOT_SUPPORTED", "from_iso8601_date is offered for yyyy-MM-dd only")} END`,
  ),
  scalar("to_iso8601(date) varchar", "strftime($1, '%Y-%m-%d')"),
  scalar("to_iso8601(timestamp) varchar", "strftime($1, '%Y-%m-%dT%H:%M:%S.%g')"),
  scalar(
    "at_timezone(timestamp with time zone, literal varchar) timestamp with time zone",
    "$1",
    (_, [, zone]) => zoned(zone?.literal ?? "UTC"),
  ),
  scalar(
    "with_timezone(timestamp, literal varchar) timestamp with time zone",
    "timezone($2, $1)",
    (_, [, zone]) => zoned(zone?.literal ?? "UTC"),
  ),
];
