/** Settings of the stream and of everything that reads it; Terraform and the local runtime take them from here. */
export const stream = {
  name: "events",
  retentionHours: 168,
} as const;

export interface EventSource {
  readonly startingPosition: "TRIM_HORIZON";
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly parallelizationFactor: number;
  readonly bisectBatchOnFunctionError: boolean;
  /** −1: until the record's age ends it. */
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeSeconds: number;
  readonly reportBatchItemFailures: boolean;
}

// An hour under retention: a record goes to the on-failure destination before the stream forgets it.
const maximumRecordAgeSeconds = stream.retentionHours * 3600 - 3600;

export const eventSources = {
  "kinesis-consumer": {
    startingPosition: "TRIM_HORIZON",
    batchSize: 500,
    batchingWindowSeconds: 0,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds,
    reportBatchItemFailures: true,
  },
  "raw-archiver": {
    startingPosition: "TRIM_HORIZON",
    batchSize: 10_000,
    batchingWindowSeconds: 30,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds,
    reportBatchItemFailures: true,
  },
} as const satisfies Record<string, EventSource>;
export type EventSourceName = keyof typeof eventSources;

/** Firehose, the same for every dataset. */
export const delivery = {
  /** Least that dynamic partitioning takes. */
  bufferMb: 64,
  bufferSeconds: 60,
  /** A transform's rows may be several times its input; 6 MB is the limit of the answer. */
  transformBufferMb: 0.5,
  transformBufferSeconds: 15,
  transformRetries: 10,
  deAggregation: "JSON",
  prefix: "lake/{dataset}/dt=!{partitionKeyFromLambda:dt}/",
  errorPrefix: "errors/{dataset}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/",
} as const;

/** First parts of the object keys in the buckets. */
export const prefixes = {
  lake: "lake/",
  errors: "errors/",
  raw: "raw/",
  quarantine: "quarantine/",
  onFailure: "aws/lambda/",
  athenaResults: "results/",
} as const;
