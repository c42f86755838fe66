import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { SqlError } from "./errors.ts";
import { quote } from "./functions/time.ts";

export interface RuntimeLimits {
  /** As DuckDB writes it: `1GB`. */
  readonly memory: string;
  readonly threads: number;
}

/**
 * Runs `prelude`, then `work` on an engine of its own that may read `paths` and nothing else: no other file, no
 * network, no extension, no setting can be changed. It keeps nothing when it ends.
 */
export async function withRuntime<T>(
  limits: RuntimeLimits,
  paths: readonly string[],
  prelude: readonly string[],
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(limits.threads) });
  try {
    const connection = await instance.connect();
    try {
      await connection.run([...prelude, settings(limits, paths)].join(";\n"));
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

function settings(limits: RuntimeLimits, paths: readonly string[]): string {
  return [
    // Nothing spills to disk: there is no directory it may write to.
    "SET temp_directory = ''",
    `SET allowed_paths = [${[...new Set(paths)].map(quote).join(", ")}]`,
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    `SET memory_limit = ${quote(limits.memory)}`,
    "SET TimeZone = 'UTC'",
    "SET ieee_floating_point_ops = true",
    "SET lock_configuration = true",
  ].join(";\n");
}

const known: readonly (readonly [RegExp, (found: RegExpExecArray) => [string, string]])[] = [
  [/Invalid Input Error: ([A-Z_]{4,}): ([\s\S]*)/, ([, code = "", text = ""]) => [code, text]],
  [
    /Out of Range Error: (Overflow[^!\n]*)/,
    ([, text = ""]) => ["NUMERIC_VALUE_OUT_OF_RANGE", text],
  ],
  [/Conversion Error: ([^\n]*)/, ([, text = ""]) => ["INVALID_CAST_ARGUMENT", text]],
  [
    /Could not parse string "([^"]*)"/,
    ([, text = ""]) => ["INVALID_FUNCTION_ARGUMENT", `Invalid format: "${text}"`],
  ],
  [
    /More than one row returned by a subquery/,
    () => ["SUBQUERY_MULTIPLE_ROWS", "Scalar sub-query has returned multiple rows"],
  ],
  [
    /Unknown TimeZone '([^']*)'/,
    ([, zone = ""]) => ["INVALID_FUNCTION_ARGUMENT", `'${zone}' is not a valid time zone`],
  ],
  [
    /must appear in the GROUP BY clause/,
    () => [
      "EXPRESSION_NOT_AGGREGATE",
      "An output must be an aggregate expression or appear in GROUP BY clause",
    ],
  ],
  [
    /Out of Memory Error/,
    () => ["EXCEEDED_LOCAL_MEMORY_LIMIT", "Query exhausted resources at this scale factor"],
  ],
];

/** An error of the engine's in Athena's words; what is not known is an internal error that shows its text. */
export function runtimeError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, read] of known) {
    const found = pattern.exec(message);
    if (found !== null) return new SqlError(...read(found));
  }
  return new SqlError("GENERIC_INTERNAL_ERROR", message.split("\n", 1)[0] ?? message);
}
