import { createHash } from "node:crypto";
import { failPoint } from "../../../fail-points.ts";
import type { Checkpoints } from "../../../storage/checkpoints.ts";
import type { StreamRecord, Streams } from "../../ports.ts";
import type { ShardReader } from "../../shard-readers.ts";
import { BatchRunner, type BatchRunnerOptions } from "./batch-runner.ts";
import { Progress } from "./progress.ts";

/** How long a read waits for a first record before it looks around. */
const WAIT_MS = 1_000;
/** Raw bytes of a read: base64 makes 6 MB of 4.5, the rest of the event takes its share. */
const READ_BYTES = 4_000_000;
const CHECKPOINT_INTERVAL_MS = 250;

export interface ShardPollerOptions extends Omit<BatchRunnerOptions, "signal"> {
  readonly streams: Streams;
  readonly checkpoints: Checkpoints;
  readonly checkpointName: string;
  /** Resolves when what the function has written is durable; awaited before each checkpoint. */
  readonly beforeCheckpoint: () => Promise<void>;
  /** Whether the shard came into being under the mapping: read from its beginning. */
  readonly isNew: boolean;
  /** Longest batching window, whatever the settings say. Seconds. */
  readonly mostWindowSeconds: number;
}

/** Polls one shard for an event source mapping: read, invoke, then checkpoint. */
export class ShardPoller implements ShardReader {
  readonly #options: ShardPollerOptions;
  readonly #progress: Progress;
  #after: string | undefined;
  #pending = 0;
  #hasBegun = false;

  constructor(options: ShardPollerOptions) {
    this.#options = options;
    this.#progress = new Progress({
      save: (sequenceNumber) => this.#checkpoint(sequenceNumber),
      intervalMs: CHECKPOINT_INTERVAL_MS,
      report: (error) => {
        process.stderr.write(`${options.checkpointName}: checkpoint failed: ${String(error)}\n`);
      },
    });
  }

  get stored(): string | undefined {
    return this.#progress.saved;
  }

  get pending(): number {
    return this.#pending;
  }

  async run(signal: AbortSignal): Promise<void> {
    if (!this.#hasBegun) await this.#begin();
    const runner = (): BatchRunner => new BatchRunner({ ...this.#options, signal });
    while (!signal.aborted) {
      const records = await this.#gather(signal);
      if (records.length === 0) continue;
      this.#pending = records.length;
      const done = await this.#process(records, runner);
      this.#pending = 0;
      const last = records[done - 1];
      if (last === undefined) continue;
      this.#after = last.sequenceNumber;
      this.#progress.advance(last.sequenceNumber);
    }
    await this.#progress.flush();
  }

  async #begin(): Promise<void> {
    const { checkpoints, checkpointName, settings, streams, shardId, isNew } = this.#options;
    const saved = await checkpoints.load(checkpointName);
    if (saved !== undefined) this.#after = afterOf(saved);
    else if (settings.startingPosition === "LATEST" && !isNew) {
      this.#after = streams.lastSequenceNumber(settings.streamName, shardId);
      // LATEST means when the mapping was made, not when it was last restarted.
      await checkpoints.save(checkpointName, { after: this.#after ?? null });
    }
    this.#progress.begin(this.#after);
    this.#hasBegun = true;
  }

  /** Waits for records, and for more until a batch is full or the batching window is over. */
  async #gather(signal: AbortSignal): Promise<readonly StreamRecord[]> {
    const { settings, streams, shardId, mostWindowSeconds } = this.#options;
    const { streamName, batchSize, parallelizationFactor } = settings;
    const windowMs = Math.min(settings.maximumBatchingWindowSeconds, mostWindowSeconds) * 1000;
    const mostRecords = batchSize * parallelizationFactor;
    const mostBytes = READ_BYTES * parallelizationFactor;
    const read = (after: string | undefined, records: number, bytes: number, waitMs: number) =>
      streams.read({ streamName, shardId, after, records, bytes, waitMs, signal });

    const found = await read(this.#after, mostRecords, mostBytes, WAIT_MS);
    if (windowMs === 0 || found.length === 0) return this.#sinceStart(found);
    const gathered = [...found];
    let bytes = found.reduce((sum, { data }) => sum + data.length, 0);
    const deadline = performance.now() + windowMs;
    while (gathered.length < mostRecords && bytes < mostBytes && !signal.aborted) {
      this.#pending = gathered.length;
      const left = deadline - performance.now();
      if (left <= 0) break;
      const after = gathered.at(-1)?.sequenceNumber;
      const more = await read(after, mostRecords - gathered.length, mostBytes - bytes, left);
      for (const record of more) {
        gathered.push(record);
        bytes += record.data.length;
      }
    }
    return this.#sinceStart(gathered);
  }

  /** Skips what arrived before the timestamp that the mapping starts at. */
  #sinceStart(records: readonly StreamRecord[]): readonly StreamRecord[] {
    const { startingPositionTimestamp: start } = this.#options.settings;
    const last = records.at(-1);
    if (start === undefined || last === undefined) return records;
    const wanted = records.filter(({ arrivedAt }) => arrivedAt >= start);
    if (wanted.length === 0) {
      this.#after = last.sequenceNumber;
      this.#progress.advance(last.sequenceNumber);
    }
    return wanted;
  }

  /** Side by side where the mapping says so: a partition key always goes the same way, in order. */
  async #process(records: readonly StreamRecord[], runner: () => BatchRunner): Promise<number> {
    const factor = this.#options.settings.parallelizationFactor;
    if (factor === 1) return runner().run(records);
    const lanes: StreamRecord[][] = Array.from({ length: factor }, () => []);
    for (const record of records) lanes[laneOf(record.partitionKey, factor)]?.push(record);
    const done = await Promise.all(lanes.map((lane) => runner().run(lane)));
    return done.every((count, index) => count === lanes[index]?.length) ? records.length : 0;
  }

  async #checkpoint(sequenceNumber: string): Promise<void> {
    const { beforeCheckpoint, checkpoints, checkpointName } = this.#options;
    await beforeCheckpoint();
    const stop = failPoint("event-source.checkpoint");
    if (stop !== undefined) await stop;
    await checkpoints.save(checkpointName, { after: sequenceNumber });
  }
}

function laneOf(partitionKey: string, factor: number): number {
  return createHash("md5").update(partitionKey).digest().readUInt32BE(0) % factor;
}

function afterOf(checkpoint: unknown): string | undefined {
  const after: unknown =
    typeof checkpoint === "object" && checkpoint !== null
      ? Reflect.get(checkpoint, "after")
      : undefined;
  return typeof after === "string" ? after : undefined;
}
