import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { datasets, partitionKey } from "@tributary/contract";
import { datasetNames, fixtureRows, parquetFile, viewSources } from "@tributary/local/testing";

const athena = join(import.meta.dirname, "../../../../../athena");

/** A text of `athena/` by its file's name. */
export interface SavedText {
  readonly name: string;
  readonly sql: string;
}

export async function savedQueryTexts(): Promise<SavedText[]> {
  const files = (await readdir(join(athena, "queries"))).filter((file) => file.endsWith(".sql"));
  return Promise.all(
    files.sort().map(async (file) => ({
      name: file.replace(/\.sql$/, ""),
      sql: await readFile(join(athena, "queries", file), "utf8"),
    })),
  );
}

/** The views, those first that others build on. */
export async function viewTexts(): Promise<SavedText[]> {
  const views = (await viewSources()).map(({ name, sql }) => ({ name, sql }));
  const uses = (a: SavedText, b: SavedText) => a !== b && new RegExp(`\\b${b.name}\\b`).test(a.sql);
  const done: SavedText[] = [];
  while (done.length < views.length) {
    const next = views.find(
      (view) =>
        !done.includes(view) && views.every((other) => done.includes(other) || !uses(view, other)),
    );
    if (next === undefined) throw new Error("the views build on each other in a circle");
    done.push(next);
  }
  return done;
}

/** The fixtures' Parquet files below a directory: the same bytes that ours reads. */
export async function writeLake(directory: string): Promise<void> {
  for (const name of datasetNames) {
    const rows = await fixtureRows(name);
    for (const dt of new Set(rows.map((row) => String(row.dt)))) {
      const part = rows.filter((row) => row.dt === dt);
      const folder = join(directory, name, `dt=${dt}`);
      await mkdir(folder, { recursive: true });
      await writeFile(
        join(folder, "rows.parquet"),
        await parquetFile(datasets[name].columns, part),
      );
    }
  }
}

/** A digest of the fixtures, for the cases that ask about them. */
export async function lakeDigest(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of datasetNames) hash.update(JSON.stringify(await fixtureRows(name)));
  return hash.digest("hex").slice(0, 12);
}

const trinoTypes: Readonly<Record<string, string>> = {
  string: "varchar",
  int: "integer",
  timestamp: "timestamp(3)",
};

/** Statements that make the tables over those files, as Hive keeps them. */
export function tableStatements(): string[] {
  return datasetNames.flatMap((name) => {
    const columns = [
      ...datasets[name].columns.map((column) => ({
        name: column.name,
        type: column.type as string,
      })),
      { name: partitionKey.name, type: "string" },
    ];
    const list = columns.map(
      (column) => `${column.name} ${trinoTypes[column.type] ?? column.type}`,
    );
    return [
      `create table ${name} (${list.join(", ")}) with (external_location = 'local:///lake/${name}', format = 'PARQUET', partitioned_by = array['${partitionKey.name}'])`,
      `call system.sync_partition_metadata('lake', '${name}', 'FULL')`,
    ];
  });
}
