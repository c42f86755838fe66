import { invalidArgument, streamArnNotFound } from "./errors.ts";
import type { Fields } from "./fields.ts";
import type { Kinesis } from "./kinesis.ts";
import type { Stream } from "./stream.ts";

export const streamName = { pattern: /[a-zA-Z0-9_.-]+/, min: 1, max: 128 };
export const shardId = { pattern: /[a-zA-Z0-9_.-]+/, min: 1, max: 128 };

export function streamArn(kinesis: Kinesis, name: string): string {
  return `arn:aws:kinesis:${kinesis.region}:${kinesis.accountId}:stream/${name}`;
}

/**
 * The stream that a request names by `StreamName` or by `StreamARN` (or by the member given).
 * Checks the fields read so far.
 *
 * @throws AwsError ValidationException, InvalidArgumentException, ResourceNotFoundException
 */
export function requestedStream(kinesis: Kinesis, fields: Fields, arnMember = "StreamARN"): Stream {
  const name = fields.optionalText("StreamName", streamName);
  const arn = fields.optionalText(arnMember, {
    pattern: /arn:aws.*:kinesis:.*:\d{12}:\S+/,
    max: 2048,
  });
  fields.check();
  if (arn !== undefined) return streamOfArn(kinesis, arn);
  if (name === undefined) {
    throw invalidArgument(`Either StreamName or ${arnMember} must be given.`);
  }
  return kinesis.stream(name);
}

function streamOfArn(kinesis: Kinesis, arn: string): Stream {
  const name = /:stream\/([a-zA-Z0-9_.-]+)(?:\/|$)/.exec(arn)?.[1];
  if (name === undefined || !kinesis.streamNames.includes(name)) throw streamArnNotFound(arn);
  return kinesis.stream(name);
}
