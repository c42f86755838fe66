import { gunzipSync } from "node:zlib";
import { expectedEvent, splitObjects } from "./expected.ts";
import type { Ledger } from "./ledger.ts";

/** Where records without a readable event are filed: `<shard>:<sequence number>`. */
export const recordId = (shardId: string, sequenceNumber: string): string =>
  `${shardId}:${sequenceNumber}`;

/** Files the events of one archive object. The same record may be in several objects: a bisected retry writes smaller ones. */
export function fileArchive(object: Buffer, ledger: Ledger): void {
  for (const line of gunzipSync(object).toString("utf8").split("\n")) {
    if (line === "") continue;
    const record: ArchivedRecord = JSON.parse(line);
    const id = recordId(record.shardId, record.sequenceNumber);
    const text = record.dataBase64
      ? Buffer.from(record.dataBase64, "base64").toString("utf8")
      : (record.data ?? "");
    for (const [index, part] of splitObjects(text).entries()) {
      const event = expectedEvent(part);
      if (event) {
        const { eventId, kind, businessKey, version, lineCount, customerKey } = event;
        ledger.add("raw", eventId, id, kind, businessKey, version, lineCount, customerKey);
      } else {
        ledger.add("raw", `${id}/${index}`, id, "unreadable", id, null, 0, null);
      }
    }
  }
}

interface ArchivedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly data?: string;
  readonly dataBase64?: string;
}
