import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { KEY_SEPARATOR } from "./expected.ts";

export interface LakeRow {
  readonly eventId: string;
  /** The order, or the line of the invoice. */
  readonly lakeKey: string;
  /** Empty where the dataset has none. */
  readonly version: string;
  readonly line: number | null;
}

/** The identities of a Parquet file's rows, read by another program than the one that wrote it. */
export async function lakeRows(file: Buffer, dataset: string): Promise<LakeRow[]> {
  const buffer = new ArrayBuffer(file.byteLength);
  new Uint8Array(buffer).set(file);
  const { key, more } = identities[dataset] ?? { key: [], more: [] };
  const columns = ["event_id", ...key, ...more];
  const rows = await parquetReadObjects({ file: buffer, columns, compressors });
  return rows.map((row) => ({
    eventId: String(row.event_id),
    lakeKey: key.map((column) => String(row[column])).join(KEY_SEPARATOR),
    version: typeof row.version === "string" ? row.version : "",
    line: typeof row.line === "number" ? row.line : null,
  }));
}

/** Columns that tell rows apart. */
const identities: Readonly<
  Record<string, { readonly key: readonly string[]; readonly more: readonly string[] }>
> = {
  orders: { key: ["order_id"], more: ["version"] },
  product_details: { key: ["order_id"], more: ["version", "line"] },
  purchase_details: { key: ["order_id"], more: ["version"] },
  shipping_addresses: { key: ["order_id"], more: ["version"] },
  invoice_lines: { key: ["invoice_no", "line_id"], more: [] },
};
