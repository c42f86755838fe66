import { unscaled } from "../arithmetic.ts";
import { bigintType, decimal, engineType, type SqlType } from "../types.ts";
import { aggregate, raise, windowed } from "./definition.ts";

const scaleOf = (type: SqlType | undefined): number => (type?.kind === "decimal" ? type.scale : 0);

const between = raise("INVALID_FUNCTION_ARGUMENT", "Percentile must be between 0 and 1");

export const aggregateFunctions = [
  aggregate("count(T) bigint", "{count|$1}"),
  aggregate("count_if(boolean) bigint", "coalesce({count_if|$1}, 0)::BIGINT"),
  aggregate("sum(bigint) bigint", "CAST({sum|$1} AS BIGINT)"),
  aggregate("sum(double) double", "{sum|$1}"),
  aggregate("sum(decimal) decimal", "{sum|$1}", ([type]) => decimal(38, scaleOf(type))),
  aggregate("avg(double) double", "{avg|$1}"),
  // The exact sum over the count, rounded half up to the scale: DuckDB's own is a double.
  aggregate(
    "avg(decimal) decimal",
    ([value]) => {
      const type = value?.type ?? bigintType;
      const scale = scaleOf(type);
      const argument = value?.sql ?? "NULL";
      const sum = unscaled(`{sum|${argument}}`, decimal(38, scale));
      const count = `CAST(nullif({count|${argument}}, 0) AS HUGEINT)`;
      return `CAST(decimal_of_${scale}(divide_rounded(${sum}, ${count})) AS ${engineType(type)})`;
    },
    ([type]) => type ?? bigintType,
  ),
  aggregate("min(T) T", "{min|$1}"),
  aggregate("max(T) T", "{max|$1}"),
  aggregate("arbitrary(T) T", "{any_value|$1}"),
  aggregate("any_value(T) T", "{any_value|$1}"),
  aggregate("max_by(T, U) T", "{arg_max_null|$1, $2}"),
  aggregate("min_by(T, U) T", "{arg_min_null|$1, $2}"),
  aggregate("bool_and(boolean) boolean", "{bool_and|$1}"),
  aggregate("bool_or(boolean) boolean", "{bool_or|$1}"),
  aggregate("every(boolean) boolean", "{bool_and|$1}"),
  aggregate("array_agg(T) array(T)", "{list|$1}"),
  // Exact here: a sketch would differ from Trino's own sketch anyway, and by chance.
  aggregate("approx_distinct(T) bigint", "{count|DISTINCT $1}"),
  // Trino's digests are exact for few values, and this is what they say then: the value at floor(p × n).
  ...["bigint", "double"].map((type) =>
    aggregate(`approx_percentile(${type}, literal double) ${type}`, ([value, percentile]) => {
      const p = Number(percentile?.literal);
      if (!(p >= 0 && p <= 1)) return between;
      // Counted from the greatest, as DuckDB does for a negative fraction, to round the same way.
      const rest = Number((1 - p).toFixed(12));
      return rest === 0 ? `{max|${value?.sql}}` : `{quantile_disc|${value?.sql}, -${rest}}`;
    }),
  ),
  ...["stddev", "stddev_samp"].map((name) =>
    aggregate(`${name}(double) double`, "{stddev_samp|$1}"),
  ),
  aggregate("stddev_pop(double) double", "{stddev_pop|$1}"),
  ...["variance", "var_samp"].map((name) => aggregate(`${name}(double) double`, "{var_samp|$1}")),
  aggregate("var_pop(double) double", "{var_pop|$1}"),
];

export const windowFunctions = [
  windowed("row_number() bigint", "{row_number|}"),
  windowed("rank() bigint", "{rank|}"),
  windowed("dense_rank() bigint", "{dense_rank|}"),
  windowed("percent_rank() double", "{percent_rank|}"),
  windowed("cume_dist() double", "{cume_dist|}"),
  windowed("ntile(bigint) bigint", "{ntile|$1}"),
  windowed("first_value(T) T", "{first_value|$1}"),
  windowed("last_value(T) T", "{last_value|$1}"),
  windowed("nth_value(T, bigint) T", "{nth_value|$1, $2}"),
  ...["lag", "lead"].flatMap((name) => [
    windowed(`${name}(T) T`, `{${name}|$1}`),
    windowed(`${name}(T, bigint) T`, `{${name}|$1, $2}`),
    windowed(`${name}(T, bigint, T) T`, `{${name}|$1, $2, $3}`),
  ]),
];
