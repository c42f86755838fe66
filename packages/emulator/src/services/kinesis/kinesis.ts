import { join } from "node:path";
import { type Clock, systemClock } from "../../clock.ts";
import { AwsError } from "../../errors.ts";
import type { Disk } from "../../storage/disk.ts";
import { LogError } from "../../storage/log-errors.ts";
import { errorCode } from "../../storage/node-disk.ts";
import { jsonService } from "../../wire/json.ts";
import type { WireService } from "../../wire/service.ts";
import type { StreamRecord, Streams } from "../ports.ts";
import { directoryName } from "./directory-name.ts";
import {
  internalFailure,
  invalidArgument,
  shardNotFound,
  streamInUse,
  streamNotFound,
  validation,
} from "./errors.ts";
import { operations } from "./operations.ts";
import { recordProblems } from "./record-rules.ts";
import type { Shard } from "./shard.ts";
import { Stream, type StreamMode, type StreamOptions } from "./stream.ts";

export interface KinesisOptions {
  readonly disk: Disk;
  /** Where the streams are kept, one directory each: `<data directory>/kinesis`. */
  readonly directory: string;
  readonly clock?: Clock;
  /** Takes what a person should know: damage found, records that expired unread. Standard error by default. */
  readonly log?: (line: string) => void;
  /** Refuses more than 1,000 records or 1 MiB a second and shard, as AWS does. */
  readonly enforceShardLimits?: boolean;
  /** Size from which a shard begins a new file; 64 MiB by default. */
  readonly segmentBytes?: number;
  /** Memory a shard keeps its newest records in; 32 MiB by default. */
  readonly recentBytes?: number;
  readonly region?: string;
  readonly accountId?: string;
}

export interface CreateStreamInput {
  readonly name: string;
  /** 4 by default for a stream on demand, as on AWS. */
  readonly shardCount?: number;
  readonly retentionHours?: number;
  readonly mode?: StreamMode;
}

/** Kinesis Data Streams in one process: each shard is a log on disk. */
export class Kinesis implements Streams {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly #options: KinesisOptions;
  readonly #log: (line: string) => void;
  readonly #streams = new Map<string, Stream>();
  /** Changes to the list of streams go one after another. */
  #changes: Promise<unknown> = Promise.resolve();

  /**
   * Opens every stream under `directory`.
   *
   * @throws LogCorruptError where stored records are damaged
   */
  static async open(options: KinesisOptions): Promise<Kinesis> {
    const kinesis = new Kinesis(options);
    await options.disk.makeDirectory(options.directory);
    for (const name of await options.disk.list(options.directory)) {
      const stream = await Stream.open(kinesis.#streamOptions(join(options.directory, name)));
      if (stream === undefined) continue;
      kinesis.#streams.set(stream.name, stream);
      await stream.trim();
    }
    return kinesis;
  }

  private constructor(options: KinesisOptions) {
    this.#options = options;
    this.region = options.region ?? "us-east-1";
    this.accountId = options.accountId ?? "000000000000";
    this.clock = options.clock ?? systemClock;
    this.#log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  }

  /** @throws AwsError ResourceInUseException where the stream exists */
  createStream(input: CreateStreamInput): Promise<Stream> {
    return this.#change(async () => {
      if (this.#streams.has(input.name)) throw streamInUse(input.name, this.accountId);
      if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(input.name)) {
        throw validation(
          `Value '${input.name}' at 'streamName' failed to satisfy constraint: ` +
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        );
      }
      const mode = input.mode ?? "PROVISIONED";
      const directory = join(this.#options.directory, directoryName(input.name));
      const stream = await Stream.create(
        {
          name: input.name,
          shardCount: input.shardCount ?? (mode === "ON_DEMAND" ? 4 : 1),
          mode,
          retentionHours: input.retentionHours ?? 24,
        },
        this.#streamOptions(directory),
      );
      this.#streams.set(input.name, stream);
      return stream;
    });
  }

  /** Makes the stream where there is none by that name; one that exists stays as it is. */
  async ensureStream(input: CreateStreamInput): Promise<Stream> {
    return this.#streams.get(input.name) ?? (await this.createStream(input));
  }

  async deleteStream(name: string): Promise<void> {
    await this.#change(async () => {
      const stream = this.stream(name);
      this.#streams.delete(name);
      await stream.destroy();
    });
  }

  /** @throws AwsError ResourceNotFoundException */
  stream(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw streamNotFound(name, this.accountId);
    return stream;
  }

  /** In the order of their names. */
  get streamNames(): readonly string[] {
    return [...this.#streams.keys()].sort();
  }

  /** @throws AwsError ResourceNotFoundException */
  shard(streamName: string, shardId: string): Shard {
    const shard = this.stream(streamName).shard(shardId);
    if (shard === undefined) throw shardNotFound(shardId, streamName, this.accountId);
    return shard;
  }

  async putRecord(input: {
    streamName: string;
    partitionKey: string;
    data: Buffer;
    /** Hex, as `hashKeyFromDecimal` gives it. */
    explicitHashKey?: string;
  }): Promise<{ shardId: string; sequenceNumber: string }> {
    const { streamName, partitionKey, data, explicitHashKey } = input;
    const stream = this.stream(streamName);
    const problems = recordProblems(partitionKey, data);
    if (problems.length > 0) throw validation(...problems);
    try {
      return await stream.put(partitionKey, data, explicitHashKey);
    } catch (error) {
      throw storageFailure(error);
    }
  }

  shardIds(streamName: string): readonly string[] {
    return this.stream(streamName).shards.map(({ state }) => state.id);
  }

  lineage(streamName: string, shardId: string): { parents: readonly string[]; isClosed: boolean } {
    const { state, isOpen } = this.shard(streamName, shardId);
    return { parents: state.parents, isClosed: !isOpen };
  }

  async read(input: {
    streamName: string;
    shardId: string;
    after: string | undefined;
    records: number;
    bytes: number;
    waitMs: number;
    signal?: AbortSignal;
  }): Promise<readonly StreamRecord[]> {
    const { streamName, shardId, after, records, bytes, waitMs, signal } = input;
    const shard = this.shard(streamName, shardId);
    let from = 0;
    if (after !== undefined) {
      const index = shard.sequenceNumbers.indexOf(after);
      if (index === undefined) {
        throw invalidArgument(`Sequence number ${after} is not one of shard ${shardId}`);
      }
      from = index + 1;
      // On AWS, too, a reader that comes too late goes on with the oldest record; here it is said.
      if (from < shard.firstIndex) {
        this.#log(
          `kinesis: ${streamName}/${shardId}: records ${from} to ${shard.firstIndex - 1} had expired before a reader came to them`,
        );
      }
    }
    try {
      return await shard.read(from, { records, bytes }, waitMs, signal);
    } catch (error) {
      throw storageFailure(error);
    }
  }

  lastSequenceNumber(streamName: string, shardId: string): string | undefined {
    const { lastIndex, sequenceNumbers } = this.shard(streamName, shardId);
    return lastIndex === undefined ? undefined : sequenceNumbers.at(lastIndex);
  }

  /** Kinesis as the AWS listener serves it. */
  wireService(): WireService {
    return jsonService({
      signingName: "kinesis",
      targetPrefix: "Kinesis_20131202",
      contentType: "application/x-amz-json-1.1",
      operations: operations(this),
    });
  }

  /** Lets waiting readers go, finishes what is being written, and closes the files. */
  async close(): Promise<void> {
    await this.#changes.catch(() => {});
    await Promise.all([...this.#streams.values()].map((stream) => stream.close()));
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#changes.catch(() => {}).then(change);
    this.#changes = result;
    return result;
  }

  #streamOptions(directory: string): StreamOptions {
    const { disk, segmentBytes, recentBytes, enforceShardLimits = false } = this.#options;
    return {
      disk,
      directory,
      clock: this.clock,
      log: this.#log,
      enforceShardLimits,
      accountId: this.accountId,
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
      ...(recentBytes === undefined ? {} : { recentBytes }),
    };
  }
}

/** Errors of the storage become AWS's; what is a defect of ours stays what it is. */
export function storageFailure(error: unknown): unknown {
  const fromDisk = error instanceof LogError || errorCode(error) !== "";
  return fromDisk && !(error instanceof AwsError) ? internalFailure(error) : error;
}
