import type { StreamRecord } from "../../ports.ts";

/** What every record of a shard has in common in a Kinesis event. */
export interface EventSourceIdentity {
  readonly streamArn: string;
  readonly region: string;
  /** The function's execution role. */
  readonly roleArn: string;
}

const BEFORE = '{"Records":[';
const AFTER = "]}";
export const EVENT_OVERHEAD = BEFORE.length + AFTER.length;

/**
 * One record as it stands in the event, as JSON text. Concatenated rather than stringified:
 * nothing in it but the partition key can need escaping.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export function recordText(
  record: StreamRecord,
  shardId: string,
  identity: EventSourceIdentity,
): string {
  const { sequenceNumber, partitionKey, base64, arrivedAt } = record;
  return `{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":${JSON.stringify(partitionKey)},"sequenceNumber":"${sequenceNumber}","data":"${base64}","approximateArrivalTimestamp":${arrivedAt / 1000}},"eventSource":"aws:kinesis","eventVersion":"1.0","eventID":"${shardId}:${sequenceNumber}","eventName":"aws:kinesis:record","invokeIdentityArn":"${identity.roleArn}","awsRegion":"${identity.region}","eventSourceARN":"${identity.streamArn}"}`;
}

export function eventText(records: readonly string[]): string {
  return `${BEFORE}${records.join(",")}${AFTER}`;
}
