import { AwsError } from "../../errors.ts";

/** The errors of Kinesis, each in one place. https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html */

export function streamNotFound(name: string, accountId: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `Stream ${name} under account ${accountId} not found.`,
  );
}

export function streamArnNotFound(arn: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Stream with ARN ${arn} not found.`);
}

export function streamInUse(name: string, accountId: string): AwsError {
  return new AwsError(
    "ResourceInUseException",
    `Stream ${name} under account ${accountId} already exists.`,
  );
}

export function streamNotActive(name: string, accountId: string): AwsError {
  return new AwsError(
    "ResourceInUseException",
    `Stream ${name} under account ${accountId} not ACTIVE, instead in state UPDATING`,
  );
}

export function shardNotFound(shardId: string, stream: string, accountId: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `Could not find shard ${shardId} in stream ${stream} under account ${accountId}.`,
  );
}

export function shardRateExceeded(shardId: string, stream: string, accountId: string): AwsError {
  return new AwsError(
    "ProvisionedThroughputExceededException",
    `Rate exceeded for shard ${shardId} in stream ${stream} under account ${accountId}.`,
  );
}

export function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}

export function validation(...problems: readonly string[]): AwsError {
  const found =
    problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
  return new AwsError("ValidationException", `${found} detected: ${problems.join("; ")}`);
}

/** The disk refused: nothing was acknowledged, and the caller may try again. */
export function internalFailure(cause: unknown): AwsError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AwsError("InternalFailure", `Internal service failure: ${why}`, {
    status: 500,
    cause,
  });
}
