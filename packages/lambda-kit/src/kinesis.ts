import { UnexpectedEventError } from "./errors.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html#services-kinesis-event-example */
export interface KinesisEventRecord {
  /** `<shard id>:<sequence number>` */
  readonly eventID: string;
  readonly kinesis: {
    readonly sequenceNumber: string;
    readonly partitionKey: string;
    /** Base64. */
    readonly data: string;
    /** Seconds since the epoch, with milliseconds as a fraction. */
    readonly approximateArrivalTimestamp: number;
  };
}

export interface KinesisEvent {
  readonly Records: readonly KinesisEventRecord[];
}

/**
 * What an event source mapping with partial responses reads: it retries from the lowest sequence
 * number named. An empty list is success; so is any other shape, and an unknown identifier fails the
 * whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export interface KinesisBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The records of an invocation. @throws UnexpectedEventError where the event is not of Kinesis */
export function kinesisRecords(event: KinesisEvent): readonly KinesisEventRecord[] {
  if (!Array.isArray(event?.Records)) {
    throw new UnexpectedEventError(
      "The event has no Records: it is not from a Kinesis event source.",
    );
  }
  return event.Records;
}

/** When the stream took a record, milliseconds since the epoch. */
export function arrivalTime({ kinesis }: KinesisEventRecord): number {
  return Math.round(kinesis.approximateArrivalTimestamp * 1_000);
}

/** The shard that a record was read from. */
export function shardId({ eventID }: KinesisEventRecord): string {
  return eventID.slice(0, Math.max(eventID.indexOf(":"), 0));
}
