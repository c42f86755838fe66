import type { DeliveryStreamSettings } from "./definition.ts";

export interface DescriptionContext {
  readonly arn: string;
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

interface Processor {
  readonly Type: "RecordDeAggregation" | "Lambda";
  readonly Parameters: readonly {
    readonly ParameterName: string;
    readonly ParameterValue: string;
  }[];
}

/**
 * A delivery stream in the shape of DescribeDeliveryStream.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamDescription.html
 */
export interface DeliveryStreamDescription {
  readonly DeliveryStreamName: string;
  readonly DeliveryStreamARN: string;
  readonly DeliveryStreamStatus: "ACTIVE";
  readonly DeliveryStreamType: "KinesisStreamAsSource";
  readonly VersionId: "1";
  readonly CreateTimestamp: number;
  readonly HasMoreDestinations: false;
  readonly Source: object;
  readonly Destinations: readonly [
    {
      readonly DestinationId: string;
      readonly S3DestinationDescription: object;
      readonly ExtendedS3DestinationDescription: ExtendedS3DestinationDescription;
    },
  ];
}

export interface ExtendedS3DestinationDescription {
  readonly RoleARN: string;
  readonly BucketARN: string;
  readonly Prefix: string;
  readonly ErrorOutputPrefix: string;
  readonly BufferingHints: { readonly SizeInMBs: number; readonly IntervalInSeconds: number };
  readonly CompressionFormat: "UNCOMPRESSED" | "GZIP";
  readonly EncryptionConfiguration: object;
  readonly CloudWatchLoggingOptions: object;
  readonly ProcessingConfiguration: {
    readonly Enabled: boolean;
    readonly Processors: readonly Processor[];
  };
  readonly S3BackupMode: "Disabled";
  readonly DataFormatConversionConfiguration: object;
  readonly DynamicPartitioningConfiguration: { readonly Enabled: boolean };
  readonly CustomTimeZone: "UTC";
}

export function describeDeliveryStream(
  settings: DeliveryStreamSettings,
  context: DescriptionContext,
): DeliveryStreamDescription {
  const { accountId, region } = context;
  const role = `arn:aws:iam::${accountId}:role/${settings.name}`;
  const destination: ExtendedS3DestinationDescription = {
    RoleARN: role,
    BucketARN: `arn:aws:s3:::${settings.bucket}`,
    Prefix: settings.prefix,
    ErrorOutputPrefix: settings.errorPrefix,
    BufferingHints: {
      SizeInMBs: settings.bufferMb,
      IntervalInSeconds: settings.bufferSeconds,
    },
    CompressionFormat: settings.compression,
    EncryptionConfiguration: { NoEncryptionConfig: "NoEncryption" },
    CloudWatchLoggingOptions: { Enabled: false },
    ProcessingConfiguration: {
      Enabled: settings.processor !== undefined || settings.deAggregation !== undefined,
      Processors: processors(settings, context, role),
    },
    S3BackupMode: "Disabled",
    DataFormatConversionConfiguration: conversion(settings, region, role),
    DynamicPartitioningConfiguration: { Enabled: settings.dynamicPartitioning },
    CustomTimeZone: "UTC",
  };
  const { BucketARN, Prefix, ErrorOutputPrefix, BufferingHints, CompressionFormat } = destination;
  return {
    DeliveryStreamName: settings.name,
    DeliveryStreamARN: context.arn,
    DeliveryStreamStatus: "ACTIVE",
    DeliveryStreamType: "KinesisStreamAsSource",
    VersionId: "1",
    CreateTimestamp: context.createdAt / 1000,
    HasMoreDestinations: false,
    Source: {
      KinesisStreamSourceDescription: {
        KinesisStreamARN: `arn:aws:kinesis:${region}:${accountId}:stream/${settings.streamName}`,
        RoleARN: role,
        DeliveryStartTimestamp: context.createdAt / 1000,
      },
    },
    Destinations: [
      {
        DestinationId: "destinationId-000000000001",
        S3DestinationDescription: {
          RoleARN: role,
          BucketARN,
          Prefix,
          ErrorOutputPrefix,
          BufferingHints,
          CompressionFormat,
          EncryptionConfiguration: destination.EncryptionConfiguration,
          CloudWatchLoggingOptions: destination.CloudWatchLoggingOptions,
        },
        ExtendedS3DestinationDescription: destination,
      },
    ],
  };
}

/** Parameters are text, as on AWS. */
function processors(
  { deAggregation, processor }: DeliveryStreamSettings,
  { region, accountId }: DescriptionContext,
  role: string,
): readonly Processor[] {
  const list: Processor[] = [];
  if (deAggregation !== undefined) {
    list.push({
      Type: "RecordDeAggregation",
      Parameters: [{ ParameterName: "SubRecordType", ParameterValue: deAggregation }],
    });
  }
  if (processor !== undefined) {
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${processor.functionName}`;
    const parameters = {
      LambdaArn: arn,
      NumberOfRetries: processor.retries,
      RoleArn: role,
      BufferSizeInMBs: processor.bufferSizeMb,
      BufferIntervalInSeconds: processor.bufferIntervalSeconds,
    };
    list.push({
      Type: "Lambda",
      Parameters: Object.entries(parameters).map(([ParameterName, value]) => ({
        ParameterName,
        ParameterValue: String(value),
      })),
    });
  }
  return list;
}

function conversion(
  { dataFormatConversion: table }: DeliveryStreamSettings,
  region: string,
  role: string,
): object {
  if (table === undefined) return { Enabled: false };
  return {
    Enabled: true,
    SchemaConfiguration: {
      RoleARN: role,
      DatabaseName: table.database,
      TableName: table.table,
      Region: region,
      VersionId: "LATEST",
    },
    InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: {} } },
    OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: "SNAPPY" } } },
  };
}
