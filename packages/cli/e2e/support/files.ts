import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parquetMetadata } from "hyparquet";

/** Files below a directory whose path has a part and an ending. */
export async function filesBelow(
  directory: string,
  part: string,
  ending: string,
): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.includes(join("/", part, "/")) && path.endsWith(ending));
}

/** Rows of Parquet files, as their footers say. */
export async function parquetRows(files: readonly string[]): Promise<number> {
  let rows = 0;
  for (const file of files) {
    const bytes = await readFile(file);
    const buffer = new ArrayBuffer(bytes.byteLength);
    new Uint8Array(buffer).set(bytes);
    rows += Number(parquetMetadata(buffer).num_rows);
  }
  return rows;
}

/** Events in gzip files of the raw archive. */
export async function archivedEvents(files: readonly string[]): Promise<number> {
  let events = 0;
  for (const file of files) {
    const text = gunzipSync(await readFile(file)).toString("utf8");
    for (const line of text.split("\n").filter((each) => each !== "")) {
      const { data }: { data: string } = JSON.parse(line);
      events += data.split("\n").filter((each) => each !== "").length;
    }
  }
  return events;
}
