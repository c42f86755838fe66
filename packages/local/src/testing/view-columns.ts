import type { viewSources } from "../saved-sql.ts";
import type { SqlLake } from "./sql-lake.ts";

export interface ViewColumns {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  /** Types in Hive's names, as Glue wants them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const hiveNames: Readonly<Record<string, string>> = { varchar: "string", integer: "int" };

/**
 * Asks the engine for each view's columns and defines the view, those first that the others build on.
 * @throws the engine's error for a view that does not run
 */
export async function viewColumns(
  lake: SqlLake,
  sources: Awaited<ReturnType<typeof viewSources>>,
): Promise<ViewColumns[]> {
  const done: ViewColumns[] = [];
  let waiting = [...sources];
  while (waiting.length > 0) {
    const later: typeof waiting = [];
    let failure: unknown;
    for (const source of waiting) {
      try {
        const { columns } = await lake.query(source.sql);
        await lake.defineView({ ...source, columns });
        done.push({
          ...source,
          columns: columns.map(({ name, type }) => ({ name, type: hiveNames[type] ?? type })),
        });
      } catch (error) {
        failure = error;
        later.push(source);
      }
    }
    if (later.length === waiting.length) throw failure;
    waiting = later;
  }
  return done.sort((a, b) => (a.name < b.name ? -1 : 1));
}
