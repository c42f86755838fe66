import { gunzipSync } from "node:zlib";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { datasets, prefixes, type TableName } from "@tributary/contract";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { type Cells, itemCells } from "../../src/fuzz/cells.ts";
import type { Deployment } from "../../src/target/deployment.ts";

export interface ArchivedEvent {
  readonly text: string;
  readonly arrivedAt: number;
  readonly sequenceNumber: string;
}

export interface QuarantinedEvent {
  readonly code: string;
  readonly field: string;
  /** The original bytes. */
  readonly bytes: Buffer;
}

/** A row of a Parquet file with the partition that its object's key names. */
export interface LakeRow {
  readonly key: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Everything that a pipeline has stored, by event id: read with no code of the pipeline's. */
export interface StoredEvents {
  readonly raw: ReadonlyMap<string, ArchivedEvent>;
  readonly quarantine: ReadonlyMap<string, QuarantinedEvent>;
  /** Bytes under a dataset's error prefix. */
  readonly errors: Readonly<Record<string, ReadonlyMap<string, Buffer>>>;
  readonly lake: Readonly<Record<string, ReadonlyMap<string, readonly LakeRow[]>>>;
  readonly items: Readonly<Record<TableName, readonly Cells[]>>;
  /** All object keys. */
  readonly keys: readonly string[];
}

const idOf = (text: string): string =>
  /^\{"specversion":"1\.0","id":"([^"]*)"/.exec(text)?.[1] ?? "";

const lines = (bytes: Buffer): string[] =>
  bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");

export async function readStored({ client, names }: Deployment): Promise<StoredEvents> {
  const s3 = new S3Client(client);
  const dynamodb = new DynamoDBClient(client);
  const objects = await everyObject(s3, names.dataBucket);
  const under = (prefix: string): [string, Buffer][] =>
    [...objects].filter(([key]) => key.startsWith(prefix));
  const items: Record<TableName, Cells[]> = { orders: [], invoices: [], customers: [] };
  for (const name of ["orders", "invoices", "customers"] as const) {
    const pages = paginateScan({ client: dynamodb }, { TableName: names.tables[name] });
    for await (const { Items = [] } of pages) items[name].push(...Items.map(itemCells));
  }
  const errors: Record<string, Map<string, Buffer>> = {};
  const lake: Record<string, Map<string, LakeRow[]>> = {};
  for (const dataset of Object.keys(datasets)) {
    errors[dataset] = errorsOf(under(`${prefixes.errors}${dataset}/`));
    lake[dataset] = await rowsOf(under(`${prefixes.lake}${dataset}/`));
  }
  s3.destroy();
  dynamodb.destroy();
  return {
    raw: archiveOf(under(prefixes.raw)),
    quarantine: quarantineOf(under(prefixes.quarantine)),
    errors,
    lake,
    items,
    keys: [...objects.keys()],
  };
}

async function everyObject(client: S3Client, Bucket: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await Body?.transformToByteArray();
      if (Key !== undefined && bytes !== undefined) found.set(Key, Buffer.from(bytes));
    }
  }
  return found;
}

function archiveOf(objects: readonly [string, Buffer][]): Map<string, ArchivedEvent> {
  const found = new Map<string, ArchivedEvent>();
  for (const [, bytes] of objects) {
    for (const line of lines(gunzipSync(bytes))) {
      const record: { data: string; arrivedAt: string; sequenceNumber: string } = JSON.parse(line);
      const { sequenceNumber } = record;
      const arrivedAt = Date.parse(record.arrivedAt);
      // The API writes one event a line.
      for (const text of record.data.split("\n")) {
        if (text !== "") found.set(idOf(text), { text, arrivedAt, sequenceNumber });
      }
    }
  }
  return found;
}

interface QuarantineLine {
  readonly reason: { readonly code: string; readonly field: string };
  readonly eventId: string;
  readonly dataBase64: string;
}

function quarantineOf(objects: readonly [string, Buffer][]): Map<string, QuarantinedEvent> {
  const found = new Map<string, QuarantinedEvent>();
  for (const [, object] of objects) {
    for (const line of lines(object)) {
      const entry: QuarantineLine = JSON.parse(line);
      const { reason, eventId, dataBase64 } = entry;
      found.set(eventId, { ...reason, bytes: Buffer.from(dataBase64, "base64") });
    }
  }
  return found;
}

function errorsOf(objects: readonly [string, Buffer][]): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const [, object] of objects) {
    for (const line of lines(object)) {
      const { rawData }: { rawData: string } = JSON.parse(line);
      const bytes = Buffer.from(rawData, "base64");
      found.set(idOf(bytes.toString("utf8")), bytes);
    }
  }
  return found;
}

// hyparquet's own reader of texts takes a byte order mark away.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const parsers = { stringFromBytes: (bytes?: Uint8Array) => bytes && decoder.decode(bytes) };

async function rowsOf(objects: readonly [string, Buffer][]): Promise<Map<string, LakeRow[]>> {
  const found = new Map<string, LakeRow[]>();
  for (const [key, object] of objects) {
    const file = new ArrayBuffer(object.byteLength);
    new Uint8Array(file).set(object);
    for (const values of await parquetReadObjects({ file, compressors, parsers })) {
      const rows = found.get(String(values.event_id)) ?? [];
      found.set(String(values.event_id), [...rows, { key, values }]);
    }
  }
  return found;
}
