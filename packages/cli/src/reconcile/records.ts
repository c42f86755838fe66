import { createHash } from "node:crypto";
import { archivedRecords } from "../stored/archive.ts";
import { splitObjects } from "../stored/split-objects.ts";
import { expectedEvent } from "./expected.ts";
import type { Ledger } from "./ledger.ts";

/** Where records without a readable event are filed: `<shard>:<sequence number>`. */
export const recordId = (shardId: string, sequenceNumber: string): string =>
  `${shardId}:${sequenceNumber}`;

/** Where a record of the stream was found. */
export type RecordSource = "raw" | "stream" | "on-failure";

/** Files the events of one record of the stream. */
export function fileRecord(ledger: Ledger, source: RecordSource, id: string, data: Buffer): void {
  const digest = createHash("sha256").update(data).digest("base64").slice(0, 22);
  for (const [index, part] of splitObjects(data.toString("utf8")).entries()) {
    const event = expectedEvent(part);
    if (event) {
      const { eventId, kind, businessKey, version, lineCount, customerKey, lakeKey } = event;
      const keys = [businessKey, version, lineCount, customerKey, lakeKey] as const;
      ledger.add("found", source, eventId, id, digest, kind, ...keys);
    } else {
      const own = `${id}/${index}`;
      ledger.add("found", source, own, id, digest, "unreadable", id, null, 0, null, own);
    }
  }
}

/** Files the events of one object of the raw archive. */
export function fileArchive(object: Buffer, ledger: Ledger): void {
  for (const { shardId, sequenceNumber, data } of archivedRecords(object)) {
    fileRecord(ledger, "raw", recordId(shardId, sequenceNumber), data);
  }
}
