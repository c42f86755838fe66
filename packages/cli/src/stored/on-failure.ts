/** A record of a batch that an event source mapping has given up. */
export interface FailedRecord {
  /** Of the function that could not take it. */
  readonly functionArn: string;
  /** Why: `RetryAttemptsExhausted`, `RecordAgeExceeded`. */
  readonly condition: string;
  /** `<shard id>:<sequence number>` */
  readonly recordId: string;
  readonly partitionKey: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly data: Buffer;
}

interface KinesisEvent {
  readonly Records: readonly {
    readonly eventID: string;
    readonly kinesis: {
      readonly data: string;
      readonly partitionKey: string;
      readonly approximateArrivalTimestamp: number;
    };
  }[];
}

interface InvocationRecord {
  readonly requestContext: { readonly functionArn: string; readonly condition: string };
  /** Text in text on S3; an object where another destination unpacked it. */
  readonly payload: string | KinesisEvent;
}

/**
 * The records of an object at the on-failure destination: the whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function* failedRecords(object: Buffer): Generator<FailedRecord> {
  const { requestContext, payload }: InvocationRecord = JSON.parse(object.toString("utf8"));
  const { Records }: KinesisEvent = typeof payload === "string" ? JSON.parse(payload) : payload;
  for (const { eventID, kinesis } of Records) {
    yield {
      functionArn: requestContext.functionArn,
      condition: requestContext.condition,
      recordId: eventID,
      partitionKey: kinesis.partitionKey,
      arrivedAt: Math.round(kinesis.approximateArrivalTimestamp * 1_000),
      data: Buffer.from(kinesis.data, "base64"),
    };
  }
}
