import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";

export interface LakeRow {
  readonly eventId: string;
  readonly version: string | null;
  readonly line: number | null;
}

/** The identities of a Parquet file's rows, read by another program than the one that wrote it. */
export async function lakeRows(file: Buffer, dataset: string): Promise<LakeRow[]> {
  const buffer = new ArrayBuffer(file.byteLength);
  new Uint8Array(buffer).set(file);
  const columns = ["event_id", ...(extra[dataset] ?? [])];
  const rows = await parquetReadObjects({ file: buffer, columns, compressors });
  return rows.map((row) => ({
    eventId: String(row.event_id),
    version: typeof row.version === "string" ? row.version : null,
    line: typeof row.line === "number" ? row.line : null,
  }));
}

/** Columns that tell rows of one event apart. */
const extra: Readonly<Record<string, readonly string[]>> = {
  orders: ["version"],
  product_details: ["version", "line"],
  purchase_details: ["version"],
  shipping_addresses: ["version"],
  invoice_lines: [],
};
