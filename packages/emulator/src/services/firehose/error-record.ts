import type { ErrorOutputType } from "./prefix.ts";

/** A record on its way to the error prefix. */
export interface FailedRecord {
  readonly type: ErrorOutputType;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly endedAt: number;
  /** What is kept of it: as it came from the stream, or as the function made it. */
  readonly base64: string;
  readonly sequenceNumber: string;
  readonly index: number;
}

export interface ErrorRecordContext {
  readonly lambdaArn: string | undefined;
  readonly catalogTable:
    | {
        readonly catalogId: string;
        readonly databaseName: string;
        readonly tableName: string;
        readonly region: string;
        readonly versionId: "LATEST";
        readonly catalogArn: string;
      }
    | undefined;
}

/**
 * A line of an error object. A failed conversion has members of its own (`lastErrorCode` rather than the
 * guide's `ErrorCode` is what AWS writes); the Lambda's ARN is spelt `lambdaARN` where the guide has `lambdaArn`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
 * @see https://github.com/floci-io/floci/pull/3393 and /pull/3333 (as observed on AWS)
 */
export function errorLine(record: FailedRecord, context: ErrorRecordContext): string {
  const { attempts, arrivedAt, endedAt, base64, sequenceNumber, index } = record;
  if (record.type === "format-conversion-failed") {
    return JSON.stringify({
      attemptsMade: attempts,
      arrivalTimestamp: arrivedAt,
      lastErrorCode: record.errorCode,
      lastErrorMessage: record.errorMessage,
      attemptEndingTimestamp: endedAt,
      rawData: base64,
      sequenceNumber,
      subSequenceNumber: index,
      dataCatalogTable: context.catalogTable,
    });
  }
  return JSON.stringify({
    rawData: base64,
    errorCode: record.errorCode,
    errorMessage: record.errorMessage,
    attemptsMade: attempts,
    arrivalTimestamp: arrivedAt,
    attemptEndingTimestamp: endedAt,
    ...(context.lambdaArn === undefined ? {} : { lambdaARN: context.lambdaArn }),
  });
}
