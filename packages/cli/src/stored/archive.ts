import { gunzipSync } from "node:zlib";
import { jsonLines } from "./lines.ts";

/** A record of the stream as the raw archive keeps it. */
export interface ArchivedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** ISO 8601. */
  readonly arrivedAt: string;
  readonly data: Buffer;
}

interface ArchiveLine extends Omit<ArchivedRecord, "data"> {
  readonly data?: string;
  /** In place of `data` where the bytes are not UTF-8. */
  readonly dataBase64?: string;
}

/** The records of an object of the raw archive. The same record may be in several objects: a bisected retry writes smaller ones. */
export function* archivedRecords(object: Buffer): Generator<ArchivedRecord> {
  for (const line of jsonLines(gunzipSync(object).toString("utf8"))) {
    const { dataBase64, data = "", ...record } = line as ArchiveLine;
    const bytes = dataBase64 === undefined ? Buffer.from(data) : Buffer.from(dataBase64, "base64");
    yield { ...record, data: bytes };
  }
}
