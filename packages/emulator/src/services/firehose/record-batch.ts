/**
 * Pieces of stream records on their way to a Lambda processor, as data that crosses threads without
 * being copied: the bytes of all of them in one buffer, and numbers that say where each one lies.
 */
export interface RecordBatch {
  /** The whole of its buffer, which changes hands. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly records: readonly BatchRecord[];
  /** `STRIDE` numbers a piece: its record, its position in the record, its start and end in `bytes`. */
  readonly pieces: Uint32Array;
}

export interface BatchRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly shardId: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** Whether its pieces are objects out of it, by de-aggregation; else the one piece is the record. */
  readonly isSplit: boolean;
}

export const STRIDE = 4;

export function pieceCount(batch: RecordBatch): number {
  return batch.pieces.length / STRIDE;
}

/** Sequence number and position in the record: unique, the same whenever the record is read. */
export function recordId(sequenceNumber: string, index: number): string {
  return `${sequenceNumber}${String(index).padStart(6, "0")}`;
}

/** A piece's record, its position there, and where it lies in the batch's bytes. */
export function pieceAt(
  { records, pieces }: RecordBatch,
  piece: number,
): { record: BatchRecord; index: number; start: number; end: number } {
  const at = piece * STRIDE;
  const record = records[pieces[at] ?? 0];
  if (record === undefined) throw new RangeError(`the batch has no piece ${piece}`);
  return {
    record,
    index: pieces[at + 1] ?? 0,
    start: pieces[at + 2] ?? 0,
    end: pieces[at + 3] ?? 0,
  };
}

/** What the same for all invocations of a delivery stream's processor says. */
export interface TransformSource {
  readonly sourceKinesisStreamArn: string;
  readonly deliveryStreamArn: string;
  readonly region: string;
}

/**
 * The event of an invocation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html
 */
export function transformEvent(
  invocationId: string,
  source: TransformSource,
  batch: RecordBatch,
): object {
  const { buffer, byteOffset, byteLength } = batch.bytes;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const records: object[] = [];
  for (let piece = 0; piece < pieceCount(batch); piece++) {
    records.push(eventRecord(batch, piece, bytes));
  }
  return { invocationId, ...source, records };
}

/** A piece as it stands in the event; `bytes` are the batch's. */
export function eventRecord(batch: RecordBatch, piece: number, bytes: Buffer): object {
  const { record, index, start, end } = pieceAt(batch, piece);
  const { sequenceNumber, partitionKey, shardId, arrivedAt, isSplit } = record;
  return {
    recordId: recordId(sequenceNumber, index),
    approximateArrivalTimestamp: arrivedAt,
    data: bytes.toString("base64", start, end),
    kinesisRecordMetadata: {
      sequenceNumber,
      subsequenceNumber: isSplit ? String(index) : "",
      partitionKey,
      shardId,
      approximateArrivalTimestamp: arrivedAt,
    },
  };
}
