import { AwsError } from "../../errors.ts";
import { type JsonObject, jsonService } from "../../wire/json.ts";
import type { WireService } from "../../wire/service.ts";
import type { Firehose } from "./firehose.ts";

/** Firehose's wire API. */
export function firehoseService(firehose: Firehose): WireService {
  return jsonService({
    signingName: "firehose",
    targetPrefix: "Firehose_20150804",
    contentType: "application/x-amz-json-1.1",
    operations: {
      DescribeDeliveryStream: (input) => ({
        DeliveryStreamDescription: firehose.stream(nameIn(input)).describe(),
      }),
      ListDeliveryStreams: (input) => list(firehose, input),
      PutRecord: (input) => refusePut(firehose, input),
      PutRecordBatch: (input) => refusePut(firehose, input),
    },
  });
}

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListDeliveryStreams.html */
function list(firehose: Firehose, input: JsonObject): object {
  const type = input.DeliveryStreamType;
  if (type !== undefined && type !== "KinesisStreamAsSource") {
    return { DeliveryStreamNames: [], HasMoreDeliveryStreams: false };
  }
  const after = input.ExclusiveStartDeliveryStreamName;
  const limit = input.Limit ?? 10;
  if (typeof limit !== "number" || limit < 1 || limit > 10_000) {
    throw new AwsError("ValidationException", `Limit ${String(limit)} must be from 1 to 10,000`);
  }
  const names = firehose.streamNames().filter((name) => typeof after !== "string" || name > after);
  return {
    DeliveryStreamNames: names.slice(0, limit),
    HasMoreDeliveryStreams: names.length > limit,
  };
}

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html */
function refusePut(firehose: Firehose, input: JsonObject): never {
  const { name } = firehose.stream(nameIn(input)).settings;
  throw new AwsError(
    "InvalidArgumentException",
    `This operation is not permitted on KinesisStreamAsSource delivery stream type (${name}).`,
  );
}

function nameIn(input: JsonObject): string {
  const name = input.DeliveryStreamName;
  if (typeof name === "string" && name !== "") return name;
  throw new AwsError("ValidationException", "DeliveryStreamName must not be null");
}
