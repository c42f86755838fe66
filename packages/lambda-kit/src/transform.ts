import { type DatasetName, datasets, INVOICE_LINE_TYPE, ORDER_TYPE } from "@tributary/contract";
import { encodeText, RecordBytes } from "./base64.ts";
import { type ParsedEvent, parseEvents, peekType } from "./events/parse.ts";
import type { Rejected } from "./events/rejection.ts";
import {
  type FirehoseEvent,
  type FirehoseRecord,
  type FirehoseResult,
  type FirehoseResultRecord,
  MAX_RESULT_BYTES,
  RESULT_RECORD_OVERHEAD,
} from "./firehose.ts";
import { errorFields, log } from "./log.ts";
import { emitCounts } from "./metrics.ts";

/** What a dataset makes of one event: its partition and its rows, JSON objects each ended by a newline. */
export type EventRows =
  | { readonly ok: true; readonly dt: string; readonly rows: string }
  | Rejected;

/** @param arrivedAt when the stream took the record, milliseconds since the epoch */
export type RowsOf = (event: ParsedEvent, arrivedAt: number) => EventRows;

const types = { order: ORDER_TYPE, invoice_line: INVOICE_LINE_TYPE } as const;

/**
 * The handler of one dataset's Firehose transform. Every `recordId` comes back exactly once:
 * `Ok` with rows and partition, `Dropped` where all its events are another dataset's, and
 * `ProcessingFailed` where one cannot be stored, has another day than its neighbours, or does not fit
 * the answer.
 */
export function transformHandler(
  dataset: DatasetName,
  rowsOf: RowsOf,
): (event: FirehoseEvent) => Promise<FirehoseResult> {
  const { event: name, transform } = datasets[dataset];
  const own = types[name];
  return async ({ records }) => {
    const counts: Record<string, number> = {};
    let bytes = 0;
    const results = records.map((record): FirehoseResultRecord => {
      let result = transformRecord(record, own, rowsOf, counts);
      const size = record.recordId.length + RESULT_RECORD_OVERHEAD + (result.data?.length ?? 0);
      if (bytes + size > MAX_RESULT_BYTES && result.data !== undefined) {
        result = failed(record, "answer_full", counts);
        bytes += record.recordId.length + RESULT_RECORD_OVERHEAD;
      } else bytes += size;
      return result;
    });
    const failures = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (failures > 0) {
      log("warn", "records failed", { dataset, ...counts });
      emitCounts(transform, { RecordsFailed: failures });
    }
    return { records: results };
  };
}

function transformRecord(
  record: FirehoseRecord,
  own: ParsedEvent["type"],
  rowsOf: RowsOf,
  counts: Record<string, number>,
): FirehoseResultRecord {
  try {
    const bytes = new RecordBytes(record.data);
    if (isForeign(bytes, own)) return { recordId: record.recordId, result: "Dropped" };
    const events = parseEvents(bytes);
    if (events === undefined) return failed(record, "not_utf8", counts);
    const { kinesisRecordMetadata, approximateArrivalTimestamp } = record;
    // The consumer of the tables judges by the same time.
    const arrivedAt =
      kinesisRecordMetadata?.approximateArrivalTimestamp ?? approximateArrivalTimestamp;
    let rows = "";
    let dt: string | undefined;
    for (const event of events) {
      if (event.ok && event.type !== own) continue;
      const made = event.ok ? rowsOf(event, arrivedAt) : event;
      if (!made.ok) return failed(record, made.reason.code, counts);
      // A record has one set of partition keys.
      if (dt !== undefined && dt !== made.dt) return failed(record, "several_days", counts);
      dt = made.dt;
      rows += made.rows;
    }
    if (dt === undefined) return { recordId: record.recordId, result: "Dropped" };
    return {
      recordId: record.recordId,
      result: "Ok",
      data: encodeText(rows),
      metadata: { partitionKeys: { dt } },
    };
  } catch (error) {
    // A defect of ours must not cost the neighbours.
    log("error", "record threw", errorFields(error));
    return failed(record, "defect", counts);
  }
}

/** By a look at the types in the bytes, and only where no event of our own can be in them. */
function isForeign(bytes: RecordBytes, own: string): boolean {
  const { latin1 } = bytes;
  if (latin1.includes(own) || latin1.includes("\\u")) return false;
  const type = peekType(latin1);
  return (type === ORDER_TYPE || type === INVOICE_LINE_TYPE) && bytes.isUtf8();
}

function failed(
  { recordId }: FirehoseRecord,
  code: string,
  counts: Record<string, number>,
): FirehoseResultRecord {
  counts[code] = (counts[code] ?? 0) + 1;
  return { recordId, result: "ProcessingFailed" };
}
