import { prefixes } from "@tributary/contract";
import {
  arrivalTime,
  encodeText,
  type KinesisEventRecord,
  type Rejection,
  shardId,
  utcDay,
} from "@tributary/lambda-kit";

/** An event, or a whole record, that can never be stored. */
export interface QuarantineEntry {
  readonly reason: Rejection;
  /** Position in the record; undefined for the record as a whole. */
  readonly index: number | undefined;
  readonly eventId: string | undefined;
  /** The event's own text; undefined for the record as a whole. */
  readonly text: string | undefined;
}

export interface QuarantineObject {
  readonly key: string;
  readonly body: string;
}

/**
 * The quarantine object of one record: NDJSON, a line for each of its events that cannot be stored,
 * with the reason and the original bytes (`dataBase64`). Its key follows from the record alone, so
 * that a retry overwrites it: `quarantine/dt=<day of arrival>/<shard>-<sequence number>.ndjson`.
 */
export function quarantineObject(
  record: KinesisEventRecord,
  entries: readonly QuarantineEntry[],
): QuarantineObject {
  const { sequenceNumber, partitionKey, data } = record.kinesis;
  const shard = shardId(record);
  const arrivedAt = arrivalTime(record);
  const lines = entries
    .toSorted((a, b) => (a.index ?? -1) - (b.index ?? -1))
    .map((entry) =>
      JSON.stringify({
        reason: entry.reason,
        sink: "tables",
        eventId: entry.eventId ?? null,
        shardId: shard,
        sequenceNumber,
        index: entry.index ?? null,
        partitionKey,
        arrivedAt: new Date(arrivedAt).toISOString(),
        dataBase64: entry.text === undefined ? data : encodeText(entry.text),
      }),
    );
  const name = `${encodeURIComponent(shard)}-${encodeURIComponent(sequenceNumber)}`;
  return {
    key: `${prefixes.quarantine}dt=${utcDay(arrivedAt)}/${name}.ndjson`,
    body: `${lines.join("\n")}\n`,
  };
}
