import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { SqlError } from "./errors.ts";
import { quote } from "./functions/time.ts";

export interface RuntimeLimits {
  /** As DuckDB writes it: `1GB`. */
  readonly memory: string;
  readonly threads: number;
}

/** How many engines wait for the next query, and how long. */
const MOST_IDLE = 4;
const IDLE_MS = 30_000;

/** Set up once and never changed: `setup` is all that it can do. */
interface Engine {
  readonly setup: string;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/**
 * Engines that run one piece of work at a time. To make and to free one takes 20 ms, longer than a small query, so
 * that it is kept a while for the next work that may read the same files.
 */
export class Runtimes {
  readonly #limits: RuntimeLimits;
  /** The one used last comes last. */
  readonly #idle: Engine[] = [];
  #expiry: NodeJS.Timeout | undefined;

  constructor(limits: RuntimeLimits) {
    this.#limits = limits;
  }

  /**
   * Runs `work` on an engine with `macros` that may read `paths` and nothing else: no other file, no network, no
   * extension, no setting can be changed, and nothing is left behind for the next work.
   */
  async run<T>(
    paths: readonly string[],
    macros: readonly string[],
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    const setup = [...macros, settings(this.#limits, paths)].join(";\n");
    const engine = this.#take(setup) ?? (await create(setup, this.#limits));
    const { connection } = engine;
    try {
      await connection.run("BEGIN TRANSACTION READ ONLY");
      const result = await work(connection);
      await connection.run("ROLLBACK");
      this.#keep(engine);
      return result;
    } catch (error) {
      free(engine);
      throw error;
    }
  }

  /** Frees the engines that wait. */
  close(): void {
    clearTimeout(this.#expiry);
    for (const engine of this.#idle.splice(0)) free(engine);
  }

  #take(setup: string): Engine | undefined {
    const at = this.#idle.findIndex((engine) => engine.setup === setup);
    return at < 0 ? undefined : this.#idle.splice(at, 1)[0];
  }

  #keep(engine: Engine): void {
    this.#idle.push(engine);
    while (this.#idle.length > MOST_IDLE) {
      const oldest = this.#idle.shift();
      // After the answer is out.
      if (oldest !== undefined) setImmediate(free, oldest);
    }
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.close(), IDLE_MS).unref();
  }
}

async function create(setup: string, { threads }: RuntimeLimits): Promise<Engine> {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  try {
    const connection = await instance.connect();
    await connection.run(setup);
    return { setup, instance, connection };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

function free({ connection, instance }: Engine): void {
  connection.closeSync();
  instance.closeSync();
}

function settings(limits: RuntimeLimits, paths: readonly string[]): string {
  return [
    // Nothing spills to disk: there is no directory it may write to.
    "SET temp_directory = ''",
    `SET allowed_paths = [${[...new Set(paths)].map(quote).join(", ")}]`,
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    // The operating system keeps the files; a copy of its own makes no query faster (measured).
    "SET enable_external_file_cache = false",
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
