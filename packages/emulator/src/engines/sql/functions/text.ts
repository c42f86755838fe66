import { raise, scalar } from "./definition.ts";

/** What Trino's trim takes away by itself, as characters; DuckDB's takes spaces only. */
const whiteSpace = [
  ...[9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x1680, 0x2028, 0x2029, 0x205f, 0x3000],
  ...[0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2008, 0x2009, 0x200a],
]
  .map((code) => `chr(${code})`)
  .join(" || ");

/** https://trino.io/docs/current/functions/string.html#substring: position 0 and one before the start give ''. */
const outside = "$2 = 0 OR -$2 > length($1)";
/** Null where an argument is, whatever the others are. */
const nothing = "WHEN $1 IS NULL OR $2 IS NULL THEN NULL";

export const textFunctions = [
  scalar("length(varchar) bigint", "length($1)"),
  scalar("lower(varchar) varchar", "lower($1)"),
  // DuckDB has a capital sharp s, which is in no upper-case mapping of Unicode's.
  scalar("upper(varchar) varchar", "replace(upper(replace($1, 'ß', chr(57344))), chr(57344), 'ß')"),
  scalar("trim(varchar) varchar", `trim($1, ${whiteSpace})`),
  scalar("trim(varchar, varchar) varchar", "trim($1, $2)"),
  scalar("ltrim(varchar) varchar", `ltrim($1, ${whiteSpace})`),
  scalar("ltrim(varchar, varchar) varchar", "ltrim($1, $2)"),
  scalar("rtrim(varchar) varchar", `rtrim($1, ${whiteSpace})`),
  scalar("rtrim(varchar, varchar) varchar", "rtrim($1, $2)"),
  ...["substr", "substring"].flatMap((name) => [
    scalar(
      `${name}(varchar, bigint) varchar`,
      `CASE ${nothing} WHEN ${outside} THEN '' ELSE substr($1, $2) END`,
    ),
    scalar(
      `${name}(varchar, bigint, bigint) varchar`,
      `CASE ${nothing} WHEN $3 IS NULL THEN NULL WHEN ${outside} OR $3 <= 0 THEN '' ELSE substr($1, $2, $3) END`,
    ),
  ]),
  scalar("replace(varchar, varchar) varchar", "replace($1, $2, '')"),
  // An empty search is found between all characters by Trino and nowhere by DuckDB.
  scalar(
    "replace(varchar, varchar, varchar) varchar",
    `CASE WHEN $2 = '' THEN ${raise("NOT_SUPPORTED", "replace is not offered with an empty search")} ELSE replace($1, $2, $3) END`,
  ),
  scalar("strpos(varchar, varchar) bigint", "strpos($1, $2)"),
  scalar("starts_with(varchar, varchar) boolean", "starts_with($1, $2)"),
  scalar("split(varchar, literal varchar) array(varchar)", "string_split($1, $2)"),
  scalar(
    "split_part(varchar, literal varchar, bigint) varchar",
    `CASE WHEN $3 <= 0 THEN ${raise("INVALID_FUNCTION_ARGUMENT", "Index must be greater than zero")} ` +
      "ELSE list_extract(string_split($1, $2), $3) END",
  ),
  scalar("lpad(varchar, bigint, varchar) varchar", "lpad($1, CAST($2 AS INTEGER), $3)"),
  scalar("rpad(varchar, bigint, varchar) varchar", "rpad($1, CAST($2 AS INTEGER), $3)"),
  scalar("chr(bigint) varchar", "chr(CAST($1 AS INTEGER))"),
  scalar("concat(varchar…) varchar", (args) => `(${args.map((arg) => arg.sql).join(" || ")})`),
  scalar("concat_ws(varchar, varchar…) varchar", "concat_ws($*)"),
];
