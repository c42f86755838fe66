import type { Case, Group, Suite } from "../../suite.ts";
import { edgeValues } from "./edge-values.ts";
import { ours, trino } from "./engines.ts";
import { type Expressions, expressions } from "./expressions.ts";
import { lakeDigest, savedQueryTexts, viewTexts } from "./lake.ts";
import { statements } from "./statements.ts";

/** Expressions that are known to differ, by the id of the difference. */
const differing: Readonly<Record<string, readonly string[]>> = {
  "athena-grammar": [
    "bigint '5'",
    "decimal '1.50'",
    "double '1.5'",
    "boolean 'true'",
    "varchar 'x'",
  ],
  "athena-milliseconds": ["timestamp '2024-02-29 01:02:03'"],
  "athena-double-text": ["0.5e0", "1e20", "1e-7", "100e0"].map(
    (text) => `cast(${text} as varchar)`,
  ),
};

const expressionGroup = ({ name, from, cases }: Expressions): Group => ({
  name: `expressions: ${name}`,
  cases: cases.map((expression): Case => {
    const differs = Object.keys(differing).find((id) => differing[id]?.includes(expression));
    const asked = { name: expression, input: { expression, from } };
    return differs === undefined ? asked : { ...asked, differs };
  }),
});

async function savedGroups(): Promise<Group[]> {
  const lake = await lakeDigest();
  const queries = (await savedQueryTexts()).map(
    ({ name, sql }): Case => ({ name, input: { sql, lake } }),
  );
  const views = (await viewTexts()).map(
    ({ name, sql }): Case => ({
      name,
      input: { sql: `select * from ${name}`, view: sql, lake, unordered: true },
    }),
  );
  return [
    { name: "saved queries", cases: queries },
    { name: "views", cases: views },
  ];
}

/** Athena's SQL: every function with its type and value, whole statements, and everything that is saved. */
export const sql: Suite = {
  name: "sql",
  service: "athena",
  what: "saved queries and views on the same Parquet files, every function of the allowed list with edge values, statements that must be refused",
  groups: async () => [
    ...(await savedGroups()),
    ...[...expressions, ...edgeValues].map(expressionGroup),
    { name: "statements", cases: statements.map((text) => ({ name: text, input: { sql: text } })) },
  ],
  ours,
  reference: trino,
};
