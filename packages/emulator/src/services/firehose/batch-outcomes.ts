import type { AddOutcome, DeliveryBuffer } from "./delivery-buffer.ts";
import type { FailedRecord } from "./error-record.ts";
import type { TransformedBatch } from "./transform.ts";

type Failure = Pick<FailedRecord, "type" | "errorCode" | "errorMessage" | "attempts">;

/** Adds what came of a batch to a buffer: rows to their partitions, failures to the errors. */
export function addOutcomes(
  { builder, settled, attempts }: TransformedBatch,
  buffer: DeliveryBuffer,
  now: number,
): void {
  const fail = (piece: number, failure: Failure, base64?: string): void => {
    const { record, index, bytes } = builder.piece(piece);
    const { sequenceNumber, arrivedAt } = record;
    const kept = base64 ?? bytes.toString("base64");
    buffer.fail({ ...failure, base64: kept, sequenceNumber, index, arrivedAt, endedAt: now });
  };
  for (const { keys, start, ends, pieces, oldestArrival } of settled.partitions) {
    const bytes = settled.bytes.subarray(start, start + (ends.at(-1) ?? 0));
    const origin = (record: number) => {
      const { record: source, index } = builder.piece(pieces[record] ?? 0);
      return { sequenceNumber: source.sequenceNumber, index, arrivedAt: source.arrivedAt };
    };
    const outcome = buffer.add({ bytes, ends, origin }, keys, oldestArrival);
    if (outcome === "added") continue;
    for (const piece of pieces) fail(piece, { ...refusals[outcome], attempts });
  }
  for (const { piece, type, errorCode, errorMessage, base64 } of settled.failed) {
    const made = type === "format-conversion-failed" ? 1 : attempts;
    fail(piece, { type, errorCode, errorMessage, attempts: made }, base64);
  }
}

/**
 * Why a transformed record has no place. That the first two are filed under processing-failed, and the
 * third's code, is not documented.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-error-handling.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/buffering.html (activePartitionExceeded)
 */
const refusals = {
  "no-keys": {
    type: "processing-failed",
    errorCode: "DynamicPartitioning.MetadataExtractionFailed",
    errorMessage: "partitionKeys values must not be null or empty",
  },
  "key-too-long": {
    type: "processing-failed",
    errorCode: "DynamicPartitioning.MetadataExtractionFailed",
    errorMessage: "The object's key would be longer than 1,024 bytes",
  },
  "too-many-partitions": {
    type: "activePartitionExceeded",
    errorCode: "DynamicPartitioning.ActivePartitionsLimitExceeded",
    errorMessage: "The limit of 500 active partitions is exceeded",
  },
} as const satisfies Record<Exclude<AddOutcome, "added">, Omit<Failure, "attempts">>;
