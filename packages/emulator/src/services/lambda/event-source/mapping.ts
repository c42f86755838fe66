import type { Clock } from "../../../clock.ts";
import { systemClock } from "../../../clock.ts";
import type { Checkpoints } from "../../../storage/checkpoints.ts";
import type { Functions, Lag, Objects, Streams } from "../../ports.ts";
import { type Backoff, exponentialBackoff } from "../../retry.ts";
import { ShardReaders } from "../../shard-readers.ts";
import { uuidOf } from "./failure-destination.ts";
import {
  type EventSourceMappingOptions,
  type EventSourceSettings,
  eventSourceSettings,
} from "./options.ts";
import { ShardPoller } from "./shard-poller.ts";

export interface EventSourceMappingContext {
  readonly streams: Streams;
  readonly functions: Functions;
  readonly objects: Objects;
  readonly checkpoints: Checkpoints;
  readonly clock?: Clock;
  readonly region?: string;
  readonly accountId?: string;
  /** Resolves when what the function has written (DynamoDB's group commit) is durable. */
  readonly beforeCheckpoint?: () => Promise<void>;
  /** Between retries; exponential with jitter where absent. */
  readonly backoff?: Backoff;
  /** Longest batching window, whatever a mapping's own says. On AWS there is no such cap. Seconds. */
  readonly mostWindowSeconds?: number;
}

/** The members of AWS's EventSourceMappingConfiguration that are set here. */
export interface EventSourceMappingDescription {
  readonly UUID: string;
  readonly EventSourceArn: string;
  readonly FunctionArn: string;
  readonly State: "Enabled" | "Disabled";
  readonly StartingPosition: string;
  readonly StartingPositionTimestamp?: number;
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds: number;
  readonly ParallelizationFactor: number;
  readonly BisectBatchOnFunctionError: boolean;
  readonly MaximumRetryAttempts: number;
  readonly MaximumRecordAgeInSeconds: number;
  readonly FunctionResponseTypes: readonly string[];
  readonly DestinationConfig: { readonly OnFailure?: { readonly Destination: string } };
}

/** How long a batch in flight may take to finish when the mapping stops. */
const GRACE_MS = 10_000;

/** An event source mapping from a Kinesis stream to a function. Runs from `start` to `stop`. */
export class EventSourceMapping {
  /** The same for the same function and stream, so that checkpoints and failure keys survive a restart. */
  readonly uuid: string;
  readonly #settings: EventSourceSettings;
  readonly #readers: ShardReaders;
  readonly #streamArn: string;
  readonly #functionArn: string;

  /** @throws AwsError InvalidParameterValueException */
  constructor(options: EventSourceMappingOptions, context: EventSourceMappingContext) {
    const settings = eventSourceSettings(options);
    const { functionName, streamName } = settings;
    const { region = "us-east-1", accountId = "000000000000" } = context;
    this.#settings = settings;
    this.uuid = uuidOf(`event-source-mapping/${functionName}/${streamName}`);
    this.#streamArn = `arn:aws:kinesis:${region}:${accountId}:stream/${streamName}`;
    this.#functionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
    const { streams, functions, objects, checkpoints } = context;
    this.#readers = new ShardReaders({
      streams,
      streamName,
      name: functionName,
      create: (shardId, isNew) =>
        new ShardPoller({
          settings,
          uuid: this.uuid,
          functionArn: this.#functionArn,
          shardId,
          identity: {
            streamArn: this.#streamArn,
            region,
            roleArn: `arn:aws:iam::${accountId}:role/${functionName}`,
          },
          functions,
          objects,
          streams,
          checkpoints,
          checkpointName: `event-source/${functionName}/${streamName}/${shardId}`,
          clock: context.clock ?? systemClock,
          backoff: context.backoff ?? exponentialBackoff,
          beforeCheckpoint: context.beforeCheckpoint ?? (() => Promise.resolve()),
          isNew,
          mostWindowSeconds: context.mostWindowSeconds ?? Number.POSITIVE_INFINITY,
        }),
    });
  }

  start(): void {
    this.#readers.start();
  }

  /** Stops polling, lets batches in flight finish (10 s at the most), saves the checkpoints. */
  stop(): Promise<void> {
    return this.#readers.stop(GRACE_MS);
  }

  close(): Promise<void> {
    return this.stop();
  }

  lag(): Lag {
    return this.#readers.lag();
  }

  /** The settings that it runs, by AWS's names. */
  describe(): EventSourceMappingDescription {
    const settings = this.#settings;
    return {
      UUID: this.uuid,
      EventSourceArn: this.#streamArn,
      FunctionArn: this.#functionArn,
      State: this.#readers.isRunning ? "Enabled" : "Disabled",
      StartingPosition: settings.startingPosition,
      ...(settings.startingPositionTimestamp === undefined
        ? {}
        : { StartingPositionTimestamp: settings.startingPositionTimestamp / 1000 }),
      BatchSize: settings.batchSize,
      MaximumBatchingWindowInSeconds: settings.maximumBatchingWindowSeconds,
      ParallelizationFactor: settings.parallelizationFactor,
      BisectBatchOnFunctionError: settings.bisectBatchOnFunctionError,
      MaximumRetryAttempts: settings.maximumRetryAttempts,
      MaximumRecordAgeInSeconds: settings.maximumRecordAgeSeconds,
      FunctionResponseTypes: settings.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
      DestinationConfig:
        settings.onFailureBucket === undefined
          ? {}
          : { OnFailure: { Destination: `arn:aws:s3:::${settings.onFailureBucket}` } },
    };
  }
}
