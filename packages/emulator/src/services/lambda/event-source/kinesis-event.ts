import type { EventSourceIdentity, KinesisInput } from "../../in-thread.ts";
import type { StreamRecord } from "../../ports.ts";

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

const EMPTY = {
  sequenceNumber: "",
  partitionKey: "",
  data: Buffer.alloc(0),
  base64: "",
  arrivedAt: 0,
};
/** What a record takes beside its own texts: no quotes of the key, no digits of the time, but a comma. */
const RECORD_OVERHEAD =
  recordText(EMPTY, "", { streamArn: "", region: "", roleArn: "" }).length -
  JSON.stringify(EMPTY.partitionKey).length -
  String(EMPTY.arrivedAt).length +
  ",".length;

/** Bytes that a record takes in the event. */
export function recordBytes(
  { sequenceNumber, partitionKey, data, arrivedAt }: StreamRecord,
  shardId: string,
  { streamArn, region, roleArn }: EventSourceIdentity,
): number {
  return (
    RECORD_OVERHEAD +
    2 * sequenceNumber.length +
    Buffer.byteLength(JSON.stringify(partitionKey)) +
    4 * Math.ceil(data.length / 3) +
    String(arrivedAt / 1000).length +
    shardId.length +
    roleArn.length +
    region.length +
    streamArn.length
  );
}

/** Records for an event that is made in the function's thread. */
export function kinesisInput(
  records: readonly StreamRecord[],
  shardId: string,
  identity: EventSourceIdentity,
): KinesisInput {
  const bytes = new Uint8Array(records.reduce((sum, { data }) => sum + data.length, 0));
  let end = 0;
  const heads = records.map(({ sequenceNumber, partitionKey, arrivedAt, data }) => {
    bytes.set(data, end);
    end += data.length;
    return { sequenceNumber, partitionKey, arrivedAt, end };
  });
  return { kind: "kinesis", shardId, identity, bytes, records: heads };
}

/** The event of `kinesisInput`: what JSON gives of `recordText`. */
export function kinesisEvent({ shardId, identity, bytes, records }: KinesisInput): object {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let start = 0;
  return {
    Records: records.map(({ sequenceNumber, partitionKey, arrivedAt, end }) => {
      const base64 = data.toString("base64", start, end);
      start = end;
      return {
        kinesis: {
          kinesisSchemaVersion: "1.0",
          partitionKey,
          sequenceNumber,
          data: base64,
          approximateArrivalTimestamp: arrivedAt / 1000,
        },
        eventSource: "aws:kinesis",
        eventVersion: "1.0",
        eventID: `${shardId}:${sequenceNumber}`,
        eventName: "aws:kinesis:record",
        invokeIdentityArn: identity.roleArn,
        awsRegion: identity.region,
        eventSourceARN: identity.streamArn,
      };
    }),
  };
}
