/**
 * AWS list prices in US East (N. Virginia), US dollars, without free tiers, discounts and tax.
 * Other Regions differ by up to about a quarter. Where a price changes, change it here with its date:
 * the test of the reference bills then says what it does to them.
 */
export interface Price {
  readonly usd: number;
  /** Of what. */
  readonly unit: string;
  readonly source: string;
  /** When it was last compared with its source, yyyy-MM-dd. */
  readonly asOf: string;
}

/** Steps of a price: it holds up to `upTo` units, the next one from there on. */
export interface Tier extends Price {
  readonly upTo: number;
}

const AS_OF = "2025-11-01";
const price =
  (source: string) =>
  (usd: number, unit: string): Price => ({ usd, unit, source, asOf: AS_OF });

const apiGateway = price("https://aws.amazon.com/api-gateway/pricing/");
const kinesis = price("https://aws.amazon.com/kinesis/data-streams/pricing/");
const firehose = price("https://aws.amazon.com/firehose/pricing/");
const lambda = price("https://aws.amazon.com/lambda/pricing/");
const dynamodb = price("https://aws.amazon.com/dynamodb/pricing/on-demand/");
const s3 = price("https://aws.amazon.com/s3/pricing/");
const cloudwatch = price("https://aws.amazon.com/cloudwatch/pricing/");
const kms = price("https://aws.amazon.com/kms/pricing/");

const rest = (usd: number, upTo: number): Tier => ({
  ...apiGateway(usd, "million REST requests"),
  upTo,
});
const ingested = (usd: number, upTo: number): Tier => ({
  ...firehose(usd, "GB of records, each rounded up to 5 KB"),
  upTo,
});
const printed = (usd: number, upTo: number): Tier => ({
  ...cloudwatch(usd, "GB of functions' logs"),
  upTo,
});

export const prices = {
  restRequests: [
    rest(3.5, 333),
    rest(2.8, 1_000),
    rest(2.38, 20_000),
    rest(1.51, Number.POSITIVE_INFINITY),
  ],
  kinesisStreamHour: kinesis(0.04, "on-demand stream and hour"),
  kinesisIn: kinesis(0.08, "GB written on demand, each record rounded up to 1 KB"),
  kinesisOut: kinesis(0.04, "GB read on demand"),
  kinesisFanOut: kinesis(0.05, "GB read on demand with enhanced fan-out"),
  kinesisRetention: kinesis(0.1, "GB and month kept on demand for more than a day"),
  kinesisShardHour: kinesis(0.015, "shard and hour"),
  kinesisPutUnits: kinesis(0.014, "million PUT payload units of 25 KB"),
  kinesisShardRetention: kinesis(0.02, "shard and hour of more than a day's retention"),
  kinesisFanOutShardHour: kinesis(0.015, "consumer, shard and hour"),
  kinesisShardFanOut: kinesis(0.013, "GB read with enhanced fan-out"),
  firehoseIn: [
    ingested(0.029, 512_000),
    ingested(0.025, 2_048_000),
    ingested(0.02, Number.POSITIVE_INFINITY),
  ],
  firehoseConversion: firehose(0.018, "GB of records converted, each rounded up to 5 KB"),
  firehosePartitioning: firehose(0.02, "GB delivered with dynamic partitioning"),
  firehoseObjects: firehose(0.005, "thousand objects delivered with dynamic partitioning"),
  lambdaRequests: lambda(0.2, "million requests"),
  lambdaGbSecond: lambda(0.0000133334, "GB-second on arm64"),
  dynamodbWrites: dynamodb(0.625, "million write request units"),
  dynamodbStorage: dynamodb(0.25, "GB and month"),
  dynamodbRecovery: dynamodb(0.2, "GB and month of point-in-time recovery"),
  s3Storage: s3(0.023, "GB and month"),
  s3Puts: s3(0.005, "thousand PUT requests"),
  lambdaLogs: [
    printed(0.5, 10_240),
    printed(0.25, 30_720),
    printed(0.1, 51_200),
    printed(0.05, Number.POSITIVE_INFINITY),
  ],
  alarmMetric: cloudwatch(0.1, "metric of an alarm and month"),
  dashboard: cloudwatch(3, "dashboard and month"),
  kmsKey: kms(1, "key and month"),
} as const satisfies Record<string, Price | readonly Tier[]>;

/** What `units` cost where the price falls in steps. */
export function tiered(tiers: readonly Tier[], units: number): number {
  let cost = 0;
  let from = 0;
  for (const { usd, upTo } of tiers) {
    if (units <= from) break;
    cost += (Math.min(units, upTo) - from) * usd;
    from = upTo;
  }
  return cost;
}
