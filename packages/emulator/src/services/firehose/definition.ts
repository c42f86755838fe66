import { AwsError } from "../../errors.ts";
import { validatePrefixes } from "./prefix.ts";

/** A Kinesis-sourced delivery stream to S3, by AWS's names, rules and defaults. */
export interface DeliveryStreamOptions {
  readonly name: string;
  /** The Kinesis stream it reads. */
  readonly streamName: string;
  /** Where it begins in a shard it has never read. On AWS always LATEST, which is the default. */
  readonly startingPosition?: "LATEST" | "TRIM_HORIZON";
  /** RecordDeAggregation; off where absent. */
  readonly deAggregation?: "JSON";
  readonly processor?: {
    readonly functionName: string;
    /** 0.2–3 MB; 1 where absent. */
    readonly bufferSizeMb?: number;
    /** 0–900 s; 60 where absent. */
    readonly bufferIntervalSeconds?: number;
    /** Retries of a function that fails; 3 where absent. */
    readonly retries?: number;
  };
  readonly dynamicPartitioning?: boolean;
  readonly bucket: string;
  /** `lake/orders/dt=!{partitionKeyFromLambda:dt}/` */
  readonly prefix: string;
  /** `errors/orders/!{firehose:error-output-type}/` */
  readonly errorPrefix: string;
  /** 1–128 MB; 5 where absent, 128 with record-format conversion. */
  readonly bufferMb?: number;
  /** 0–900 s; 300 where absent. */
  readonly bufferSeconds?: number;
  /** Parquet by the schema of a table in the catalogue. */
  readonly dataFormatConversion?: { readonly database: string; readonly table: string };
  /** UNCOMPRESSED where absent. */
  readonly compression?: "UNCOMPRESSED" | "GZIP";
}

export interface ProcessorSettings {
  readonly functionName: string;
  readonly bufferSizeMb: number;
  readonly bufferIntervalSeconds: number;
  readonly retries: number;
}

export interface DeliveryStreamSettings {
  readonly name: string;
  readonly streamName: string;
  readonly startingPosition: "LATEST" | "TRIM_HORIZON";
  readonly deAggregation: "JSON" | undefined;
  readonly processor: ProcessorSettings | undefined;
  readonly dynamicPartitioning: boolean;
  readonly bucket: string;
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly bufferMb: number;
  readonly bufferSeconds: number;
  readonly dataFormatConversion: { readonly database: string; readonly table: string } | undefined;
  readonly compression: "UNCOMPRESSED" | "GZIP";
}

/**
 * @throws AwsError InvalidArgumentException for what CreateDeliveryStream would refuse
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html
 */
export function deliveryStreamSettings(options: DeliveryStreamOptions): DeliveryStreamSettings {
  const { processor } = options;
  const settings: DeliveryStreamSettings = {
    startingPosition: "LATEST",
    deAggregation: undefined,
    dynamicPartitioning: false,
    bufferMb: options.dataFormatConversion === undefined ? 5 : 128,
    bufferSeconds: 300,
    dataFormatConversion: undefined,
    compression: "UNCOMPRESSED",
    ...options,
    processor:
      processor === undefined
        ? undefined
        : { bufferSizeMb: 1, bufferIntervalSeconds: 60, retries: 3, ...processor },
  };
  if (!/^[a-zA-Z0-9_.-]{1,64}$/.test(settings.name)) {
    throw invalid(
      `Delivery stream name ${JSON.stringify(settings.name)} must match [a-zA-Z0-9_.-]{1,64}`,
    );
  }
  // https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-s3bucketprefix.html
  const leastMb = settings.dynamicPartitioning || settings.dataFormatConversion ? 64 : 1;
  within("BufferingHints.SizeInMBs", settings.bufferMb, leastMb, 128);
  // Zero buffering is not to be had with dynamic partitioning.
  within(
    "BufferingHints.IntervalInSeconds",
    settings.bufferSeconds,
    settings.dynamicPartitioning ? 60 : 0,
    900,
  );
  if (settings.processor !== undefined) {
    within("BufferSizeInMBs", settings.processor.bufferSizeMb, 0.2, 3);
    within("BufferIntervalInSeconds", settings.processor.bufferIntervalSeconds, 0, 900);
    within("NumberOfRetries", settings.processor.retries, 0, 300);
  }
  if (settings.dataFormatConversion !== undefined && settings.compression !== "UNCOMPRESSED") {
    throw invalid(
      "CompressionFormat must be UNCOMPRESSED when data format conversion is enabled; the Parquet SerDe compresses",
    );
  }
  if (settings.deAggregation !== undefined && !settings.dynamicPartitioning) {
    throw invalid("RecordDeAggregation is available with dynamic partitioning only");
  }
  validatePrefixes(settings);
  return settings;
}

function within(name: string, value: number, least: number, most: number): void {
  if (Number.isFinite(value) && value >= least && value <= most) return;
  throw invalid(`${name} ${value} must be from ${least} to ${most}`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}
