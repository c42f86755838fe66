import { createHash } from "node:crypto";
import type { InvokeResult, StreamRecord } from "../../ports.ts";
import { eventText } from "./kinesis-event.ts";

export type DiscardCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** A batch that is given up, with what is known of its last invocation. */
export interface DiscardedBatch {
  readonly uuid: string;
  readonly shardId: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly condition: DiscardCondition;
  readonly invocations: number;
  readonly lastResult: InvokeResult | undefined;
  readonly records: readonly StreamRecord[];
  /** The records as they stood in the event. */
  readonly texts: readonly string[];
  /** Milliseconds since the epoch. */
  readonly discardedAt: number;
}

/**
 * The invocation record as Lambda writes it to an S3 destination, payload included, and its key
 * `aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function invocationRecord(batch: DiscardedBatch): { key: string; body: string } {
  const { records, shardId, streamArn, uuid, lastResult } = batch;
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined)
    throw new RangeError("A discarded batch has records");
  // Derived from the batch, so that a retry after a crash names the same record.
  const id = uuidOf(`${uuid}/${shardId}/${first.sequenceNumber}/${last.sequenceNumber}`);
  const time = new Date(batch.discardedAt).toISOString();
  const body = JSON.stringify({
    requestContext: {
      requestId: id,
      functionArn: batch.functionArn,
      condition: batch.condition,
      approximateInvokeCount: batch.invocations,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: lastResult?.functionError ?? null,
    },
    version: "1.0",
    timestamp: time,
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivedAt).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivedAt).toISOString(),
      batchSize: records.length,
      streamArn,
    },
    // Text in text: the whole event as an escaped JSON string.
    payload: eventText(batch.texts),
  });
  const day = time.slice(0, 10).replaceAll("-", "/");
  const second = time.slice(0, 19).replaceAll(":", ".");
  return { key: `aws/lambda/${uuid}/${shardId}/${day}/${second}-${id}`, body };
}

/** A stable UUID for a name. */
export function uuidOf(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
