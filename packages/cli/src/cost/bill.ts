import { type Capacity, capacityOf, type Invocations } from "./capacity.ts";
import { prices, tiered } from "./prices.ts";
import type { Settings } from "./settings.ts";
import { assumptions, GB, HOURS, type Workload } from "./workload.ts";

export const components = [
  "API Gateway",
  "Kinesis",
  "Firehose",
  "Lambda",
  "DynamoDB writes",
  "DynamoDB storage",
  "S3",
  "CloudWatch",
  "KMS",
] as const;
export type Component = (typeof components)[number];

/** US dollars a month, the storage of one month's events included. */
export interface Bill {
  readonly capacity: Capacity;
  readonly byComponent: Readonly<Record<Component, number>>;
  readonly total: number;
}

/** The bill of a deployment under a workload, all of it new orders. */
export function billOf(settings: Settings, workload: Workload): Bill {
  const capacity = capacityOf(settings, workload);
  const { events, posts } = capacity;
  return summed(capacity, {
    "API Gateway": tiered(prices.restRequests, posts / 1e6),
    Kinesis: kinesis(settings, capacity),
    Firehose: firehose(settings, workload, capacity),
    Lambda: [capacity.consumer, capacity.archiver, ...capacity.transforms]
      .map(lambda)
      .reduce((sum, cost) => sum + cost, 0),
    ...dynamodb(settings, workload, events),
    S3:
      ((events * workload.bytes * (assumptions.rawRatio + assumptions.parquetRatio)) / GB) *
        prices.s3Storage.usd +
      ((capacity.objects + capacity.archiver.count) / 1000) * prices.s3Puts.usd,
    CloudWatch:
      prices.dashboard.usd +
      settings.alarmMetrics * prices.alarmMetric.usd +
      tiered(prices.lambdaLogs, (events * assumptions.logBytes) / GB),
    KMS: prices.kmsKey.usd,
  });
}

/**
 * The same events the plain way: one POST and one record an event, one PutItem a record, every event
 * printed by every function that sees it.
 */
export function naiveBill(
  settings: Settings,
  workload: Workload,
): Bill & { readonly logs: number } {
  const single = { ...workload, batch: 1 };
  const { byComponent, capacity } = billOf(settings, single);
  // Each record waits for its own call.
  const consumer: Invocations = {
    ...capacity.consumer,
    seconds: (capacity.events * assumptions.callMs) / 1000 / Math.max(capacity.consumer.count, 1),
  };
  const functions = 2 + settings.deliveries.length;
  const printed = ((workload.bytes + assumptions.envelopeBytes) * 4) / 3 + LINE_BYTES;
  const logs = tiered(prices.lambdaLogs, (capacity.events * functions * printed) / GB);
  const bill = summed(capacity, {
    ...byComponent,
    Lambda: byComponent.Lambda - lambda(capacity.consumer) + lambda(consumer),
    CloudWatch: byComponent.CloudWatch + logs,
  });
  return { ...bill, logs };
}

/** A printed record's metadata, time stamp and request id. */
const LINE_BYTES = 500;

function summed(capacity: Capacity, byComponent: Record<Component, number>): Bill {
  const total = Object.values(byComponent).reduce((sum, cost) => sum + cost, 0);
  return { capacity, byComponent, total };
}

function kinesis(
  settings: Settings,
  { posts, recordBytes, shards, sharedReaders }: Capacity,
): number {
  const read = (posts * recordBytes) / GB;
  const days = Math.max(settings.retentionHours - 24, 0) / 24;
  const fanOut = settings.enhancedFanOut ? 2 : 0;
  if (settings.streamMode === "provisioned") {
    const perShard =
      prices.kinesisShardHour.usd +
      (days > 0 ? prices.kinesisShardRetention.usd : 0) +
      fanOut * prices.kinesisFanOutShardHour.usd;
    const units = (posts * Math.ceil(recordBytes / (25 * 1024))) / 1e6;
    return (
      shards * HOURS * perShard +
      units * prices.kinesisPutUnits.usd +
      fanOut * read * prices.kinesisShardFanOut.usd
    );
  }
  const written = (posts * Math.ceil(recordBytes / 1024) * 1024) / GB;
  return (
    HOURS * prices.kinesisStreamHour.usd +
    written * prices.kinesisIn.usd +
    sharedReaders * read * prices.kinesisOut.usd +
    fanOut * read * prices.kinesisFanOut.usd +
    (written / (HOURS / 24)) * days * prices.kinesisRetention.usd
  );
}

function firehose(settings: Settings, { bytes }: Workload, capacity: Capacity): number {
  const { posts, recordBytes, events, objects } = capacity;
  // Every delivery stream reads everything; what its transform drops is billed, too.
  const billed = (settings.deliveries.length * posts * Math.ceil(recordBytes / 5120) * 5120) / GB;
  const delivered = (events * bytes * assumptions.rowRatio) / GB;
  return (
    tiered(prices.firehoseIn, billed) +
    billed * prices.firehoseConversion.usd +
    delivered * prices.firehosePartitioning.usd +
    (objects / 1000) * prices.firehoseObjects.usd
  );
}

function lambda({ count, seconds, memoryMb }: Invocations): number {
  return (
    (count / 1e6) * prices.lambdaRequests.usd +
    count * seconds * (memoryMb / 1024) * prices.lambdaGbSecond.usd
  );
}

function dynamodb(
  { orderIndexes }: Settings,
  { bytes }: Workload,
  events: number,
): Record<"DynamoDB writes" | "DynamoDB storage", number> {
  const item = bytes * assumptions.itemRatio;
  const units = Math.ceil(item / 1024) + orderIndexes;
  // Each entry takes 100 bytes beside its own; an index holds keys only, and recovery does not keep it:
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
  const table = (events * (item + 100)) / GB;
  const indexes = (events * orderIndexes * 200) / GB;
  return {
    "DynamoDB writes": ((events * units) / 1e6) * prices.dynamodbWrites.usd,
    "DynamoDB storage":
      (table + indexes) * prices.dynamodbStorage.usd + table * prices.dynamodbRecovery.usd,
  };
}
