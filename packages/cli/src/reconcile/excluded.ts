import { deliveryErrors } from "../stored/delivery-errors.ts";
import { failedRecords } from "../stored/on-failure.ts";
import { quarantinedEvents } from "../stored/quarantine.ts";
import { splitObjects } from "../stored/split-objects.ts";
import { expectedEvent } from "./expected.ts";
import type { Ledger } from "./ledger.ts";
import { fileRecord, recordId } from "./records.ts";

/** Files an object of the consumer's quarantine: NDJSON, a line an event or a record that cannot be stored. */
export function fileQuarantine(object: Buffer, ledger: Ledger): void {
  for (const entry of quarantinedEvents(object)) {
    const id = entry.eventId ?? recordId(entry.shardId, entry.sequenceNumber);
    ledger.add("excluded", entry.sink, id, entry.reason.code);
  }
}

/** Files an object under a dataset's error prefix: NDJSON with the bytes that Firehose could not deliver. */
export function fileErrors(object: Buffer, dataset: string, ledger: Ledger): void {
  for (const { data, reason } of deliveryErrors(object)) {
    fileEvents(data, `lake ${dataset}`, reason, ledger);
  }
}

/** Files an invocation record at the on-failure destination: the whole batch that was given up. */
export function fileOnFailure(object: Buffer, ledger: Ledger): void {
  for (const { functionArn, condition, recordId: id, data } of failedRecords(object)) {
    const sink = functionArn.includes("raw-archiver") ? "raw" : "tables";
    // Kept here with all its bytes, it is expected in the other sinks although the archive lacks it.
    fileRecord(ledger, "on-failure", id, data);
    ledger.add("excluded", sink, id, condition);
    fileEvents(data, sink, condition, ledger);
  }
}

function fileEvents(data: Buffer, sink: string, reason: string, ledger: Ledger): void {
  for (const text of splitObjects(data.toString("utf8"))) {
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
