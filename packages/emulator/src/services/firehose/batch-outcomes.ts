import { isUtf8 } from "node:buffer";
import { notUtf8, type RecordRows, type RowReader } from "../../engines/parquet/row-reader.ts";
import type { AddOutcome, DeliveryBuffer } from "./delivery-buffer.ts";
import type { FailedRecord } from "./error-record.ts";
import type { Piece } from "./pieces.ts";
import type { TransformSink } from "./transform-answer.ts";

interface Transformed {
  readonly piece: Piece;
  readonly rows: RecordRows;
  readonly partitionKeys: Readonly<Record<string, string>> | undefined;
  readonly attempts: number;
  /** As the function made it; kept only where it cannot be converted. */
  readonly base64: string | undefined;
}

type Failure = Pick<FailedRecord, "type" | "errorCode" | "errorMessage" | "attempts">;

/** What came of a batch, kept apart until the whole of it is through. */
export class BatchOutcomes implements TransformSink {
  readonly #rows: RowReader | undefined;
  readonly #transformed: Transformed[] = [];
  readonly #failed: { readonly piece: Piece; readonly failure: Failure }[] = [];

  /** @param rows of the table to convert to; undefined where records are delivered as they are */
  constructor(rows: RowReader | undefined) {
    this.#rows = rows;
  }

  dropped(): void {}

  failed(piece: Piece, errorCode: string, errorMessage: string, attempts: number): void {
    const failure = { type: "processing-failed", errorCode, errorMessage, attempts } as const;
    this.#failed.push({ piece, failure });
  }

  transformed(
    piece: Piece,
    data: string,
    partitionKeys: Readonly<Record<string, string>> | undefined,
    attempts: number,
  ): void {
    const rows = this.#read(data);
    const base64 = "errorCode" in rows ? data : undefined;
    this.#transformed.push({ piece, rows, partitionKeys, attempts, base64 });
  }

  addTo(buffer: DeliveryBuffer, now: number): void {
    const fail = (piece: Piece, failure: Failure, base64 = piece.base64): void => {
      const { sequenceNumber, arrivedAt } = piece.record;
      const { index } = piece;
      buffer.fail({ ...failure, base64, sequenceNumber, index, arrivedAt, endedAt: now });
    };
    for (const { piece, rows, partitionKeys, attempts, base64 } of this.#transformed) {
      if ("errorCode" in rows) {
        fail(piece, { ...rows, type: "format-conversion-failed", attempts: 1 }, base64);
        continue;
      }
      const { sequenceNumber, arrivedAt } = piece.record;
      const entry = { content: rows.ndjson, sequenceNumber, index: piece.index, arrivedAt };
      const outcome = buffer.add(entry, partitionKeys);
      if (outcome !== "added") fail(piece, { ...refusals[outcome], attempts });
    }
    for (const { piece, failure } of this.#failed) fail(piece, failure);
  }

  #read(base64: string): RecordRows {
    if (scratch.length < base64.length) scratch = Buffer.allocUnsafeSlow(base64.length * 2);
    const length = scratch.write(base64, "base64");
    if (this.#rows === undefined) return { ndjson: scratch.toString("latin1", 0, length), rows: 1 };
    const text = scratch.toString("utf8", 0, length);
    if (text.includes("\ufffd") && !isUtf8(scratch.subarray(0, length))) return notUtf8;
    return this.#rows.read(text);
  }
}

/** Decoded into and read from at once, so that a record costs no buffer of its own. */
let scratch = Buffer.allocUnsafeSlow(1024 * 1024);

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
