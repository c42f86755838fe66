/*
 * Firehose's data transformation, as documented:
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 * https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
 */

export interface FirehoseRecord {
  readonly recordId: string;
  /** Milliseconds since the epoch. */
  readonly approximateArrivalTimestamp: number;
  /** Of a Kinesis source: when the stream, rather than Firehose, took the record. */
  readonly kinesisRecordMetadata?: { readonly approximateArrivalTimestamp: number } | undefined;
  /** Base64. */
  readonly data: string;
}

export interface FirehoseEvent {
  readonly records: readonly FirehoseRecord[];
}

export interface FirehoseResultRecord {
  readonly recordId: string;
  /**
   * `Dropped` counts as success, so it is for what is by contract another dataset's. `ProcessingFailed`
   * goes to the error prefix; Firehose keeps the original bytes, so neither carries data.
   */
  readonly result: "Ok" | "Dropped" | "ProcessingFailed";
  /** Base64: JSON objects one after another, never an array. */
  readonly data?: string;
  readonly metadata?: { readonly partitionKeys: { readonly dt: string } };
}

export interface FirehoseResult {
  readonly records: FirehoseResultRecord[];
}

/**
 * Most that an answer may hold, in bytes, with room left for the envelope: a synchronous Lambda answer
 * is limited to 6 MB, and an answer over it loses the whole batch.
 */
export const MAX_RESULT_BYTES = 6_000_000;

/** Bytes of one record in the answer beside its id and data, with room to spare. */
export const RESULT_RECORD_OVERHEAD = 128;
