import fc from "fast-check";
import { expect, test } from "vitest";
import { SelectAnalysis } from "./analysis-query.ts";
import { SqlError } from "./errors.ts";
import { parseStatement } from "./parse-query.ts";

const words = fc.constantFrom(
  ..."select from where group by order limit with as values union all distinct case when then else end cast null true".split(
    " ",
  ),
  ..."a b t count sum lower coalesce if date '2020-01-01' 'x' 1 2.5 1e3 ( ) [ ] , . ; ? * + - / % || = <> < -> :: \" ' /* */ --".split(
    " ",
  ),
  ..."over partition rows between unbounded preceding in exists not is like array row unnest join on using interval day".split(
    " ",
  ),
);

/** Reads and analyses; what it refuses it refuses as an SqlError. */
function outcome(sql: string): unknown {
  try {
    const { statement } = parseStatement(sql);
    if (statement.kind !== "query") return undefined;
    let count = 0;
    const unknown = () => {
      throw new SqlError("TABLE_NOT_FOUND", "none");
    };
    const analysis = new SelectAnalysis({
      source: sql,
      tables: { table: unknown },
      parameters: [],
      now: 0,
      fresh: (prefix) => `${prefix}${++count}`,
    });
    return analysis.query(statement.query, undefined).sql;
  } catch (error) {
    return error;
  }
}

test("any text is read or refused, never a failure of the reader's own", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words, { maxLength: 30 }).map((list) => list.join(" ")),
    fc
      .array(words, { maxLength: 20 })
      .map((list) => `select ${list.join(" ")} from (values (1, 'x')) t(a, b)`),
  );
  fc.assert(
    fc.property(texts, (sql) => {
      const result = outcome(sql);
      if (result instanceof Error) expect(result).toBeInstanceOf(SqlError);
    }),
    { numRuns: 3000 },
  );
});

test("any text between quotes is one value", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const { statement } = parseStatement(`select '${text.replaceAll("'", "''")}'`);
      expect(statement).toMatchObject({
        query: { body: { items: [{ expression: { kind: "string", text } }] } },
      });
    }),
  );
});
