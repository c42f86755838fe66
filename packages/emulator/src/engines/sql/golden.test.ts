import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SqlEngine } from "./engine.ts";
import { SqlError } from "./errors.ts";
import { allowedFunctions } from "./functions/index.ts";
import { FakeObjects, fakeCatalog } from "./testing/fake-lake.ts";
import { typeName } from "./types.ts";

/** What Trino, the engine under Athena, answered; see `golden/README.md`. */
interface Golden {
  readonly engine: string;
  /** Expressions with their type and their value in each row of `from`. */
  readonly expressions: readonly {
    readonly from: string;
    readonly cases: readonly (readonly [string, string, readonly (string | null)[]])[];
  }[];
  readonly statements: readonly {
    readonly sql: string;
    readonly error?: string;
    /** Whether Trino's parser took it. */
    readonly parses?: boolean;
    readonly columns?: readonly (readonly [string, string])[];
    readonly rows?: readonly (readonly (string | null)[])[];
  }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("./golden/trino-475.json", import.meta.url), "utf8"),
);
const engine = new SqlEngine({
  catalog: fakeCatalog([]),
  objects: new FakeObjects("/nowhere"),
  clock: { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) },
});
const query = (sql: string) => engine.query(sql, { database: "shop" });
/** Digits after a comma only, as Trino and Athena do not agree on the space. */
const plain = (type: string): string => type.replaceAll(", ", ",");

describe(`as ${golden.engine} says`, () => {
  const batches = golden.expressions.flatMap(({ from, cases }) =>
    Array.from({ length: Math.ceil(cases.length / 60) }, (_, i) => ({
      from,
      cases: cases.slice(60 * i, 60 * i + 60),
    })),
  );
  // Many expressions in one statement: an engine is started for each statement.
  test.each(batches)("expressions, batch %#", async ({ from, cases }) => {
    const { columns, rows } = await query(`select ${cases.map(([sql]) => sql).join(", ")} ${from}`);
    const answers = cases.map(([sql], i) => [
      sql,
      plain(typeName(columns[i]?.type ?? { kind: "unknown" })),
      rows.map((row) => row[i]),
    ]);
    expect(answers).toEqual(cases);
  });

  const failing = golden.statements.filter(({ error }) => error !== undefined);
  test.each(failing.map(({ sql, error = "", parses }) => [sql, error, parses] as const))(
    "refuses %s",
    async (sql, error, parses) => {
      const failure = await query(sql).catch((reason: unknown) => reason);
      expect(failure).toBeInstanceOf(SqlError);
      expect(String(failure)).not.toContain("GENERIC_INTERNAL_ERROR");
      // What Trino's parser does not take, is refused before anything is started; and the place agrees.
      // Several statements are Athena's to refuse, in its own words.
      if (parses === false && !sql.includes(";")) {
        expect(() => engine.check(sql)).toThrow(SqlError);
        expect(String(failure)).toContain(/^line \d+:\d+/.exec(error)?.[0]);
      } else if (parses) expect(() => engine.check(sql)).not.toThrow();
    },
  );

  const answered = golden.statements.filter(({ rows }) => rows !== undefined);
  test.each(answered.map(({ sql, columns, rows }) => [sql, columns, rows] as const))(
    "%s",
    async (sql, columns, rows) => {
      const answer = await query(sql);
      expect(answer.columns.map(({ name, type }) => [name, plain(typeName(type))])).toEqual(
        columns,
      );
      expect(answer.rows).toEqual(rows);
    },
  );
});

test("every function that is offered has a case that Trino answered", () => {
  const text = JSON.stringify(golden).toLowerCase();
  // These ask the clock, and have a test of their own.
  const clock = ["now", "current_date", "current_timestamp", "localtimestamp"];
  const missing = allowedFunctions.filter(
    (name) => !clock.includes(name) && !text.includes(`${name}(`),
  );
  expect(missing).toEqual([]);
});

test("the clock's functions say the same moment wherever they are asked", async () => {
  const { rows } = await query(
    "select now(), current_timestamp, localtimestamp, current_date, now() = current_timestamp, current_date = date(localtimestamp)",
  );
  const moment = "2026-01-02 03:04:05.006";
  expect(rows).toEqual([[`${moment} UTC`, `${moment} UTC`, moment, "2026-01-02", "true", "true"]]);
});
