import { raise, scalar } from "./definition.ts";

export const arrayFunctions = [
  scalar("cardinality(array(T)) bigint", "len($1)"),
  // Null where the element is not found and the array holds a null.
  scalar(
    "contains(array(T), T) boolean",
    "CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL WHEN list_contains($1, $2) THEN true " +
      "WHEN list_count($1) < len($1) THEN NULL ELSE false END",
  ),
  scalar(
    "element_at(array(T), bigint) T",
    `CASE WHEN $2 = 0 THEN ${raise("INVALID_FUNCTION_ARGUMENT", "SQL array indices start at 1")} ELSE list_extract($1, $2) END`,
  ),
  scalar("array_join(array(varchar), varchar) varchar", "array_to_string($1, $2)"),
  scalar("array_max(array(T)) T", "CASE WHEN list_count($1) = len($1) THEN list_max($1) END"),
  scalar("array_min(array(T)) T", "CASE WHEN list_count($1) = len($1) THEN list_min($1) END"),
  scalar("array_sort(array(T)) array(T)", "list_sort($1, 'ASC', 'NULLS LAST')"),
  scalar(
    "sequence(bigint, bigint) array(bigint)",
    "CASE WHEN $2 >= $1 THEN generate_series($1, $2) ELSE generate_series($1, $2, -1) END",
  ),
  scalar(
    "sequence(date, date) array(date)",
    "list_transform(generate_series(CAST($1 AS TIMESTAMP), CAST($2 AS TIMESTAMP), INTERVAL 1 DAY), lambda x : CAST(x AS DATE))",
  ),
];
