import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@aws-sdk/client-firehose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAwsListener } from "../../wire/listener.ts";
import {
  MemoryCatalog,
  MemoryFunctions,
  MemoryObjects,
  MemoryStreams,
  memoryCheckpoints,
} from "../test-ports.ts";
import type { DeliveryStreamOptions } from "./definition.ts";
import { Firehose } from "./firehose.ts";
import { firehoseService } from "./operations.ts";

const options: DeliveryStreamOptions = {
  name: "orders",
  streamName: "events",
  deAggregation: "JSON",
  processor: {
    functionName: "orders-transform",
    bufferSizeMb: 0.5,
    bufferIntervalSeconds: 15,
    retries: 10,
  },
  dynamicPartitioning: true,
  bucket: "lake",
  prefix: "lake/orders/dt=!{partitionKeyFromLambda:dt}/",
  errorPrefix: "errors/orders/!{firehose:error-output-type}/",
  bufferMb: 64,
  bufferSeconds: 60,
  dataFormatConversion: { database: "lake", table: "orders" },
};

let directory: string;
let firehose: Firehose;
let listener: Awaited<ReturnType<typeof startAwsListener>>;
let client: aws.FirehoseClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tributary-firehose-wire-"));
  firehose = await Firehose.create({
    streams: new MemoryStreams(),
    functions: new MemoryFunctions(() => null),
    objects: new MemoryObjects(),
    catalog: new MemoryCatalog([
      {
        Name: "orders",
        DatabaseName: "lake",
        TableType: "EXTERNAL_TABLE",
        PartitionKeys: [],
        StorageDescriptor: { Columns: [{ Name: "order_id", Type: "string" }] },
        Parameters: {},
      },
    ]),
    checkpoints: memoryCheckpoints(),
    temporaryDirectory: directory,
  });
  firehose.defineDeliveryStream(options);
  firehose.defineDeliveryStream({ ...options, name: "another" });
  listener = await startAwsListener({ services: [firehoseService(firehose)], port: 0 });
  client = new aws.FirehoseClient({
    endpoint: listener.url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await listener.close();
  await firehose.close();
  rmSync(directory, { recursive: true, force: true });
});

test("DescribeDeliveryStream tells the settings that run, in AWS's shape", async () => {
  const command = new aws.DescribeDeliveryStreamCommand({ DeliveryStreamName: "orders" });
  const { DeliveryStreamDescription: described } = await client.send(command);
  expect(described).toMatchObject({
    DeliveryStreamName: "orders",
    DeliveryStreamARN: "arn:aws:firehose:us-east-1:000000000000:deliverystream/orders",
    DeliveryStreamStatus: "ACTIVE",
    DeliveryStreamType: "KinesisStreamAsSource",
    HasMoreDestinations: false,
    Source: {
      KinesisStreamSourceDescription: {
        KinesisStreamARN: "arn:aws:kinesis:us-east-1:000000000000:stream/events",
      },
    },
  });
  expect(described?.CreateTimestamp).toBeInstanceOf(Date);
  expect(described?.Destinations?.[0]?.ExtendedS3DestinationDescription).toMatchObject({
    BucketARN: "arn:aws:s3:::lake",
    Prefix: "lake/orders/dt=!{partitionKeyFromLambda:dt}/",
    ErrorOutputPrefix: "errors/orders/!{firehose:error-output-type}/",
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
    CompressionFormat: "UNCOMPRESSED",
    ProcessingConfiguration: {
      Enabled: true,
      Processors: [
        {
          Type: "RecordDeAggregation",
          Parameters: [{ ParameterName: "SubRecordType", ParameterValue: "JSON" }],
        },
        {
          Type: "Lambda",
          Parameters: expect.arrayContaining([
            { ParameterName: "NumberOfRetries", ParameterValue: "10" },
            { ParameterName: "BufferSizeInMBs", ParameterValue: "0.5" },
            { ParameterName: "BufferIntervalInSeconds", ParameterValue: "15" },
          ]),
        },
      ],
    },
    DynamicPartitioningConfiguration: { Enabled: true },
    DataFormatConversionConfiguration: {
      Enabled: true,
      SchemaConfiguration: { DatabaseName: "lake", TableName: "orders" },
      InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: {} } },
    },
  });
});

test("ListDeliveryStreams pages by name", async () => {
  const list = (input: aws.ListDeliveryStreamsCommandInput) =>
    client.send(new aws.ListDeliveryStreamsCommand(input));
  expect(await list({})).toMatchObject({
    DeliveryStreamNames: ["another", "orders"],
    HasMoreDeliveryStreams: false,
  });
  expect(await list({ Limit: 1 })).toMatchObject({
    DeliveryStreamNames: ["another"],
    HasMoreDeliveryStreams: true,
  });
  expect((await list({ ExclusiveStartDeliveryStreamName: "another" })).DeliveryStreamNames).toEqual(
    ["orders"],
  );
});

// https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
test("a stream with a Kinesis source takes no PutRecord", async () => {
  const Data = Buffer.from("x");
  await expect(
    client.send(new aws.PutRecordCommand({ DeliveryStreamName: "orders", Record: { Data } })),
  ).rejects.toBeInstanceOf(aws.InvalidArgumentException);
  await expect(
    client.send(
      new aws.PutRecordBatchCommand({ DeliveryStreamName: "orders", Records: [{ Data }] }),
    ),
  ).rejects.toBeInstanceOf(aws.InvalidArgumentException);
});

test("a stream that is not there is not found", async () => {
  await expect(
    client.send(new aws.DescribeDeliveryStreamCommand({ DeliveryStreamName: "ghost" })),
  ).rejects.toBeInstanceOf(aws.ResourceNotFoundException);
});

// https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-s3bucketprefix.html and
// https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
describe("a definition is refused where AWS would refuse it:", () => {
  test.each<[string, Partial<DeliveryStreamOptions>]>([
    [
      "a partition key in the error prefix",
      { errorPrefix: "e/!{firehose:error-output-type}/!{partitionKeyFromLambda:dt}/" },
    ],
    ["an error prefix without the error's type", { errorPrefix: "errors/" }],
    [
      "the error's type in the prefix",
      { prefix: "!{firehose:error-output-type}/!{partitionKeyFromLambda:dt}/" },
    ],
    ["an unknown namespace", { prefix: "!{other:x}/!{partitionKeyFromLambda:dt}/" }],
    ["dynamic partitioning without a key in the prefix", { prefix: "lake/" }],
    ["dynamic partitioning without a processor", { processor: undefined as never }],
    ["a key in the prefix without dynamic partitioning", { dynamicPartitioning: false }],
    ["a buffer under 64 MB with dynamic partitioning", { bufferMb: 63 }],
    ["zero buffering with dynamic partitioning", { bufferSeconds: 0 }],
    ["compression beside a format conversion", { compression: "GZIP" }],
    ["a processor's buffer over 3 MB", { processor: { functionName: "f", bufferSizeMb: 3.1 } }],
    ["a name with a space", { name: "a b" }],
  ])("%s", (_name, overrides) => {
    expect(() =>
      firehose.defineDeliveryStream({ ...options, name: "refused", ...overrides }),
    ).toThrow(expect.objectContaining({ code: "InvalidArgumentException" }));
  });

  test("a table that is not there, a name that is taken", () => {
    const missing = { database: "lake", table: "ghost" };
    expect(() =>
      firehose.defineDeliveryStream({ ...options, name: "refused", dataFormatConversion: missing }),
    ).toThrow(expect.objectContaining({ code: "EntityNotFoundException" }));
    expect(() => firehose.defineDeliveryStream(options)).toThrow(
      expect.objectContaining({ code: "ResourceInUseException" }),
    );
  });
});
