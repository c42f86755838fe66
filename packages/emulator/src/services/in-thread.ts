import type { RecordBatch, TransformSource } from "./firehose/record-batch.ts";
import type { SettledBatch } from "./firehose/settled-batch.ts";
import type { GlueColumn } from "./ports.ts";

/*
 * Invocations whose event is made, and whose answer is read, in the function's own thread. The function
 * sees what it would see otherwise; no event of a megabyte is written as JSON, sent, and read again.
 */

/** Records of a shard, for a function that an event source mapping invokes. */
export interface KinesisInput {
  readonly kind: "kinesis";
  readonly shardId: string;
  readonly identity: EventSourceIdentity;
  /** The records' data, one after another; the whole of its buffer, which changes hands. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly records: readonly {
    readonly sequenceNumber: string;
    readonly partitionKey: string;
    /** Milliseconds since the epoch. */
    readonly arrivedAt: number;
    /** Where its data ends. */
    readonly end: number;
  }[];
}

/** What every record of a shard has in common in a Kinesis event. */
export interface EventSourceIdentity {
  readonly streamArn: string;
  readonly region: string;
  /** The function's execution role. */
  readonly roleArn: string;
}

/** A batch for a Lambda processor of Firehose. */
export interface TransformInput {
  readonly kind: "transform";
  readonly invocationId: string;
  readonly source: TransformSource;
  readonly batch: RecordBatch;
  /** Of the table to convert to; undefined where records are delivered as they are. */
  readonly columns: readonly GlueColumn[] | undefined;
  readonly keyNames: readonly string[];
}

export type ThreadInput = KinesisInput | TransformInput;
export type ThreadOutput = SettledBatch;
