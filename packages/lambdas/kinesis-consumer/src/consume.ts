import { ORDER_TYPE } from "@tributary/contract";
import {
  arrivalTime,
  emitCounts,
  errorFields,
  type KinesisBatchResponse,
  type KinesisEventRecord,
  log,
  normaliseInvoiceLine,
  normaliseOrder,
  type ParsedEvent,
  parseEvents,
  RecordBytes,
  type Rejection,
  reject,
} from "@tributary/lambda-kit";
import { type QuarantineEntry, type QuarantineObject, quarantineObject } from "./quarantine.ts";
import { inFlight, type WriterOptions, writeAll } from "./table-writer.ts";
import { type TableNames, Writes } from "./writes.ts";

export interface ConsumerOptions extends WriterOptions {
  readonly tables: TableNames;
  /** Rejects where the object was not stored. */
  readonly quarantine: (object: QuarantineObject) => Promise<void>;
}

const QUARANTINES_IN_FLIGHT = 8;

/**
 * One batch of the stream into the tables. Events that can never be stored go to quarantine at once
 * and hold up nothing; what could not be written now is reported, and Lambda retries from the first
 * record that is not done.
 */
export async function consume(
  records: readonly KinesisEventRecord[],
  options: ConsumerOptions,
): Promise<KinesisBatchResponse> {
  const writes = new Writes(options.tables);
  const rejected = new Map<number, QuarantineEntry[]>();
  for (const [i, record] of records.entries()) readRecord(i, record, writes, rejected);

  const outcomes = await writeAll(writes.all(), options);
  for (const { write, message } of outcomes.refused) {
    // All that the item stands for: what it superseded is stored nowhere else.
    for (const { record, index, id, text } of write.sources) {
      const { reason } = reject("store_refused", "", message);
      addEntry(rejected, record, { reason, index, eventId: id, text });
    }
  }
  const undone = new Set(outcomes.failed.flatMap(({ sources }) => sources.map((s) => s.record)));
  await quarantineAll(records, rejected, undone, options);
  return respond(records, undone, rejected, outcomes.errors);
}

function readRecord(
  i: number,
  record: KinesisEventRecord,
  writes: Writes,
  rejected: Map<number, QuarantineEntry[]>,
): void {
  const events = parseEvents(new RecordBytes(record.kinesis.data));
  if (events === undefined) {
    const { reason } = reject("not_utf8");
    addEntry(rejected, i, { reason, index: undefined, eventId: undefined, text: undefined });
    return;
  }
  const arrivedAt = arrivalTime(record);
  for (const [index, event] of events.entries()) {
    const reason = event.ok
      ? addEvent(event, { record: i, index }, arrivedAt, writes)
      : event.reason;
    if (reason !== undefined) {
      addEntry(rejected, i, { reason, index, eventId: event.id, text: event.text });
    }
  }
}

/** Why the event cannot be stored; undefined where it is among the writes. */
function addEvent(
  event: ParsedEvent,
  place: { readonly record: number; readonly index: number },
  arrivedAt: number,
  writes: Writes,
): Rejection | undefined {
  const source = { ...place, id: event.id, text: event.text };
  try {
    if (event.type === ORDER_TYPE) {
      const outcome = normaliseOrder(event, arrivedAt);
      if (!outcome.ok) return outcome.reason;
      writes.addOrder(outcome.order, source);
    } else {
      const outcome = normaliseInvoiceLine(event, arrivedAt);
      if (!outcome.ok) return outcome.reason;
      writes.addLine(outcome.line, source);
    }
  } catch (error) {
    // A defect of ours must neither lose the event nor cost its neighbours.
    log("error", "event threw", errorFields(error));
    return reject("defect").reason;
  }
  return undefined;
}

function addEntry(
  rejected: Map<number, QuarantineEntry[]>,
  record: number,
  entry: QuarantineEntry,
): void {
  const entries = rejected.get(record);
  if (entries === undefined) rejected.set(record, [entry]);
  // An invoice line is two items, which may both be refused.
  else if (!entries.some(({ index }) => index === entry.index)) entries.push(entry);
}

async function quarantineAll(
  records: readonly KinesisEventRecord[],
  rejected: ReadonlyMap<number, readonly QuarantineEntry[]>,
  undone: Set<number>,
  { quarantine }: ConsumerOptions,
): Promise<void> {
  await inFlight(
    [...rejected],
    async ([i, entries]) => {
      const record = records[i];
      if (record === undefined) return;
      try {
        await quarantine(quarantineObject(record, entries));
      } catch (error) {
        log("error", "quarantine failed", errorFields(error));
        undone.add(i);
      }
    },
    QUARANTINES_IN_FLIGHT,
  );
}

function respond(
  records: readonly KinesisEventRecord[],
  undone: ReadonlySet<number>,
  rejected: ReadonlyMap<number, readonly QuarantineEntry[]>,
  errors: Readonly<Record<string, number>>,
): KinesisBatchResponse {
  const quarantined: Record<string, number> = {};
  let events = 0;
  for (const entries of rejected.values()) {
    for (const { reason } of entries) {
      quarantined[reason.code] = (quarantined[reason.code] ?? 0) + 1;
      events++;
    }
  }
  if (events > 0) log("warn", "events quarantined", quarantined);
  if (Object.keys(errors).length > 0) {
    log("warn", "statements failed", { ...errors, records: records.length, undone: undone.size });
  }
  emitCounts("kinesis-consumer", { EventsQuarantined: events, RecordsUndone: undone.size });
  // Lambda goes on from the lowest sequence number; the records of a batch are in their order.
  const first = records[Math.min(...undone)];
  return {
    batchItemFailures:
      first === undefined ? [] : [{ itemIdentifier: first.kinesis.sequenceNumber }],
  };
}
