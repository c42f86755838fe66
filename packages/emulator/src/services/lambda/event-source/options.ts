import { AwsError } from "../../../errors.ts";

/** Settings of one event source mapping on a Kinesis stream, by AWS's names and defaults. */
export interface EventSourceMappingOptions {
  readonly functionName: string;
  readonly streamName: string;
  readonly startingPosition: "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP";
  /** Milliseconds since the epoch; with AT_TIMESTAMP. */
  readonly startingPositionTimestamp?: number;
  /** 1–10,000; 100 where absent. */
  readonly batchSize?: number;
  /** 0–300; 0 where absent. */
  readonly maximumBatchingWindowSeconds?: number;
  /** 1–10; 1 where absent. */
  readonly parallelizationFactor?: number;
  readonly bisectBatchOnFunctionError?: boolean;
  /** −1 (until the record's age ends it) to 10,000; −1 where absent. */
  readonly maximumRetryAttempts?: number;
  /** −1 (no limit), or 60–604,800; −1 where absent. */
  readonly maximumRecordAgeSeconds?: number;
  /** Whether `functionResponseTypes` holds ReportBatchItemFailures. */
  readonly reportBatchItemFailures?: boolean;
  /** Bucket of the on-failure destination. */
  readonly onFailureBucket?: string;
}

export type EventSourceSettings = Required<
  Omit<EventSourceMappingOptions, "onFailureBucket" | "startingPositionTimestamp">
> & {
  readonly onFailureBucket: string | undefined;
  readonly startingPositionTimestamp: number | undefined;
};

/**
 * @throws AwsError InvalidParameterValueException
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export function eventSourceSettings(options: EventSourceMappingOptions): EventSourceSettings {
  const settings: EventSourceSettings = {
    batchSize: 100,
    maximumBatchingWindowSeconds: 0,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: false,
    maximumRetryAttempts: -1,
    maximumRecordAgeSeconds: -1,
    reportBatchItemFailures: false,
    onFailureBucket: undefined,
    startingPositionTimestamp: undefined,
    ...options,
  };
  within("BatchSize", settings.batchSize, 1, 10_000);
  within("MaximumBatchingWindowInSeconds", settings.maximumBatchingWindowSeconds, 0, 300);
  within("ParallelizationFactor", settings.parallelizationFactor, 1, 10);
  within("MaximumRetryAttempts", settings.maximumRetryAttempts, -1, 10_000);
  if (settings.maximumRecordAgeSeconds !== -1) {
    within("MaximumRecordAgeInSeconds", settings.maximumRecordAgeSeconds, 60, 604_800);
  }
  const hasTimestamp = settings.startingPositionTimestamp !== undefined;
  if (hasTimestamp !== (settings.startingPosition === "AT_TIMESTAMP")) {
    throw invalid(
      "StartingPositionTimestamp goes with StartingPosition AT_TIMESTAMP, and only with it",
    );
  }
  return settings;
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(`${name} ${value} must be a whole number from ${least} to ${most}`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
