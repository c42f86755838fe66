import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readFolder, repositoryRoot } from "./repository.ts";

/** A question that is answered by SQL: a file of `athena/queries/`. */
export interface SavedQuery {
  /** The file's name without its extension. */
  readonly name: string;
  /** The question. */
  readonly title: string;
  /** At most 1,024 characters. */
  readonly description: string;
  /** What one row is: `one row per currency`. */
  readonly grain: string;
  /** How the rows are best shown: `table`, or `bar x=… y=…`. */
  readonly chart: string;
  /** The whole file, its front matter included: the text that Athena is given, here and on AWS. */
  readonly sql: string;
}

/** A view of the lake, from `athena/views/`. */
export interface SavedView {
  readonly name: string;
  readonly description: string;
  /** Without front matter. */
  readonly sql: string;
  /** Types in Trino's names: `varchar`, `decimal(12,2)`. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** What `athena/views/views.json` says of a view, where Terraform reads it: types in Hive's names. */
export interface ViewRecord {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface SqlFile {
  readonly fields: Readonly<Record<string, string>>;
  /** What stands behind the front matter. */
  readonly body: string;
}

/** Reads the front matter, lines `-- key: value` at the top of a file. */
export function readSqlFile(text: string): SqlFile {
  const fields: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  let at = 0;
  for (; at < lines.length; at++) {
    const [, key, value] = /^-- ([a-z]+): (.+)$/.exec(lines[at] ?? "") ?? [];
    if (key === undefined || value === undefined) break;
    fields[key] = value.trim();
  }
  return { fields, body: `${lines.slice(at).join("\n").trim()}\n` };
}

function field(file: string, { fields }: SqlFile, key: string): string {
  const value = fields[key];
  if (value === undefined) throw new Error(`${file} has no line '-- ${key}: …' at its top`);
  return value;
}

/**
 * The saved queries, sorted by name.
 * @throws Error naming the file whose front matter lacks a field
 */
export async function savedQueries(): Promise<SavedQuery[]> {
  const files = await readFolder("athena/queries", ".sql");
  return [...files].map(([name, sql]) => {
    const file = readSqlFile(sql);
    const read = (key: string): string => field(`athena/queries/${name}.sql`, file, key);
    return {
      name,
      title: read("title"),
      description: read("description"),
      grain: read("grain"),
      chart: read("chart"),
      sql,
    };
  });
}

/**
 * The views' texts and descriptions without their columns, which an engine says.
 * @throws Error naming the file whose front matter lacks a field
 */
export async function viewSources(): Promise<Omit<SavedView, "columns">[]> {
  const files = await readFolder("athena/views", ".sql");
  return [...files].map(([name, text]) => {
    const file = readSqlFile(text);
    const description = field(`athena/views/${name}.sql`, file, "description");
    return { name, description, sql: file.body };
  });
}

/** The views with their columns, as `athena/views/views.json` holds them, sorted by name. */
export async function savedViews(): Promise<SavedView[]> {
  const text = await readFile(join(repositoryRoot, "athena/views/views.json"), "utf8");
  const records: readonly ViewRecord[] = JSON.parse(text);
  return records.map((view) => ({
    ...view,
    columns: view.columns.map(({ name, type }) => ({ name, type: trinoType(type) })),
  }));
}

const trinoNames: Readonly<Record<string, string>> = { string: "varchar", int: "integer" };
const trinoType = (hive: string): string => trinoNames[hive] ?? hive;
