import type { FirehoseEvent } from "../firehose.ts";
import type { KinesisEvent, KinesisEventRecord } from "../kinesis.ts";

/** When every record of these fixtures arrived: 2026-03-02T12:00:00.125Z. */
export const ARRIVED_AT = Date.UTC(2026, 2, 2, 12, 0, 0, 125);

const bytes = (data: string | Uint8Array): string => Buffer.from(data).toString("base64");

/** As https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html shows it. */
export function firehoseEvent(data: readonly (string | Uint8Array)[]): FirehoseEvent {
  return {
    ...{
      invocationId: "invoked123",
      deliveryStreamArn: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/orders",
      sourceKinesisStreamArn: "arn:aws:kinesis:eu-central-1:123456789012:stream/events",
      region: "eu-central-1",
    },
    records: data.map((content, i) => ({
      recordId: `49546986683135544286507457936321625675700192471156785154${i}`,
      // Firehose has it a little later than the stream.
      approximateArrivalTimestamp: ARRIVED_AT + 700,
      kinesisRecordMetadata: {
        ...{ shardId: "shardId-000000000006", partitionKey: "c-17", subsequenceNumber: "" },
        sequenceNumber: "49590338271490256185692185540925702759324208523137515618",
        approximateArrivalTimestamp: ARRIVED_AT,
      },
      data: bytes(content),
    })),
  };
}

/** A record as https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html shows it. */
export function kinesisRecord(content: string | Uint8Array, position = 0): KinesisEventRecord {
  const sequenceNumber = `495903382714902561856921855${String(position).padStart(29, "0")}`;
  return {
    ...{
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventName: "aws:kinesis:record",
      invokeIdentityArn: "arn:aws:iam::123456789012:role/kinesis-consumer",
      awsRegion: "eu-central-1",
      eventSourceARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/events",
    },
    eventID: `shardId-000000000006:${sequenceNumber}`,
    kinesis: {
      ...{ kinesisSchemaVersion: "1.0" },
      partitionKey: "c-17",
      sequenceNumber,
      data: bytes(content),
      approximateArrivalTimestamp: ARRIVED_AT / 1_000,
    },
  };
}

export function kinesisEvent(contents: readonly (string | Uint8Array)[]): KinesisEvent {
  return { Records: contents.map((content, i) => kinesisRecord(content, i)) };
}
