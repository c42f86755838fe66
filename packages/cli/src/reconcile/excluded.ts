import { expectedEvent, splitObjects } from "./expected.ts";
import type { Ledger } from "./ledger.ts";
import { recordId } from "./raw-archive.ts";

/** Files an object of the consumer's quarantine: NDJSON, a line an event or a record that cannot be stored. */
export function fileQuarantine(object: Buffer, ledger: Ledger): void {
  for (const line of lines(object)) {
    const entry: {
      reason: { code: string };
      sink: string;
      eventId: string | null;
      shardId: string;
      sequenceNumber: string;
    } = JSON.parse(line);
    const id = entry.eventId ?? recordId(entry.shardId, entry.sequenceNumber);
    ledger.add("excluded", entry.sink, id, entry.reason.code);
  }
}

/** Files an object under a dataset's error prefix: NDJSON with the bytes that Firehose could not deliver. */
export function fileErrors(object: Buffer, dataset: string, ledger: Ledger): void {
  for (const line of lines(object)) {
    const entry: { rawData: string; errorCode?: string; lastErrorCode?: string } = JSON.parse(line);
    const reason = entry.errorCode ?? entry.lastErrorCode ?? "unknown";
    fileEvents(entry.rawData, `lake ${dataset}`, reason, ledger);
  }
}

/** Files an invocation record at the on-failure destination: the whole batch that was given up. */
export function fileOnFailure(object: Buffer, ledger: Ledger): void {
  const record: {
    requestContext: { functionArn: string; condition: string };
    payload: string | { Records: KinesisRecord[] };
  } = JSON.parse(object.toString("utf8"));
  const payload: { Records: KinesisRecord[] } =
    typeof record.payload === "string" ? JSON.parse(record.payload) : record.payload;
  const sink = record.requestContext.functionArn.includes("raw-archiver") ? "raw" : "tables";
  for (const { eventID, kinesis } of payload.Records) {
    ledger.add("excluded", sink, eventID, record.requestContext.condition);
    fileEvents(kinesis.data, sink, record.requestContext.condition, ledger);
  }
}

interface KinesisRecord {
  /** `<shard id>:<sequence number>` */
  readonly eventID: string;
  readonly kinesis: { readonly data: string };
}

function fileEvents(base64: string, sink: string, reason: string, ledger: Ledger): void {
  for (const text of splitObjects(Buffer.from(base64, "base64").toString("utf8"))) {
    const id = expectedEvent(text)?.eventId ?? rowEventId(text);
    if (id !== undefined) ledger.add("excluded", sink, id, reason);
  }
}

/** What fails its conversion is a row, which names the event it was made of. */
function rowEventId(text: string): string | undefined {
  try {
    const { event_id: id }: { event_id?: unknown } = JSON.parse(text);
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

const lines = (object: Buffer): string[] =>
  object
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
