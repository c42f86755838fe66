import { type Column, type DatasetName, datasets } from "@tributary/contract";
import type { FirehoseEvent, FirehoseResult } from "../firehose.ts";
import { firehoseEvent } from "./envelopes.ts";

type Transform = (event: FirehoseEvent) => Promise<FirehoseResult>;

/**
 * The rows that a transform makes of one record, each a parsed JSON object.
 *
 * @throws Error where the answer is not `Ok` for that record, or is no NDJSON
 */
export async function rowsOf(transform: Transform, content: string): Promise<unknown[]> {
  const event = firehoseEvent([content]);
  const [record] = (await transform(event)).records;
  if (record?.result !== "Ok" || record.data === undefined) {
    throw new Error(`the transform answered ${JSON.stringify(record)}`);
  }
  const text = Buffer.from(record.data, "base64").toString();
  if (!text.endsWith("\n")) throw new Error("the rows do not end with a newline");
  return text
    .trimEnd()
    .split("\n")
    .map((row): unknown => JSON.parse(row));
}

const patterns: Readonly<Record<string, RegExp>> = {
  string: /^"/,
  timestamp: /^"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}"$/,
  int: /^-?\d+$/,
  boolean: /^(true|false)$/,
};

/**
 * What keeps a row from being the dataset's: names in another order than the contract's, or a value
 * that is not of its column's Glue type, which Parquet conversion would drop or cut without a word.
 */
export function rowFaults(dataset: DatasetName, row: unknown): string[] {
  const columns: readonly Column[] = datasets[dataset].columns;
  if (typeof row !== "object" || row === null) return ["the row is no object"];
  const names = Object.keys(row);
  if (names.join() !== columns.map(({ name }) => name).join()) return [`columns ${names.join()}`];
  return Object.values(row).flatMap((value: unknown, i) => {
    const { name = "", type = "" } = columns[i] ?? {};
    const decimals = /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1];
    const pattern =
      decimals === undefined ? patterns[type] : new RegExp(`^-?\\d+(\\.\\d{1,${decimals}})?$`);
    const json = JSON.stringify(value);
    if (pattern === undefined) return [`${name}: no pattern for the type ${type}`];
    return json === "null" || pattern.test(json) ? [] : [`${name}: ${json} is no ${type}`];
  });
}
