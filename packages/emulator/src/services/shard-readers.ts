import type { Lag, Streams } from "./ports.ts";

/** One reader of one shard: an event source mapping's, a delivery stream's. */
export interface ShardReader {
  /** Sequence number up to which everything is processed and stored; undefined before the first. */
  readonly stored: string | undefined;
  /** Records read but not yet stored. */
  readonly pending: number;
  /** Reads and processes until `signal` aborts. What it throws is reported, and it is run again. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ShardReadersOptions {
  readonly streams: Streams;
  readonly streamName: string;
  /** @param isNew whether the shard came into being while the readers ran */
  readonly create: (shardId: string, isNew: boolean) => ShardReader;
  readonly name: string;
}

const LOOK_FOR_SHARDS_MS = 250;
const RESTART_AFTER_MS = 250;

/**
 * Runs a reader for every shard of a stream. After a resharding, the readers of the new shards begin
 * only when those they came from are read to their end, so that the order of a partition key holds.
 */
export class ShardReaders {
  readonly #options: ShardReadersOptions;
  readonly #readers = new Map<string, ShardReader>();
  #abort: AbortController | undefined;
  readonly #runs = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #hasStarted = false;

  constructor(options: ShardReadersOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /** The readers by shard id, those that are yet to begin left out. */
  get readers(): ReadonlyMap<string, ShardReader> {
    return this.#readers;
  }

  start(): void {
    if (this.#abort !== undefined) return;
    const abort = new AbortController();
    this.#abort = abort;
    for (const [shardId, reader] of this.#readers) this.#run(shardId, reader, abort.signal);
    this.#look(abort.signal);
    this.#hasStarted = true;
    this.#timer = setInterval(() => this.#look(abort.signal), LOOK_FOR_SHARDS_MS);
    this.#timer.unref();
  }

  /** Stops reading and waits for the readers to end what they are at, at most `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    clearInterval(this.#timer);
    this.#abort?.abort();
    this.#abort = undefined;
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([Promise.all(this.#runs.values()), grace]);
    clearTimeout(timer);
  }

  lag(): Lag {
    const { streams, streamName, name } = this.#options;
    let pending = 0;
    let drained = true;
    for (const shardId of streams.shardIds(streamName)) {
      const reader = this.#readers.get(shardId);
      pending += reader?.pending ?? 0;
      const last = streams.lastSequenceNumber(streamName, shardId);
      if (last !== undefined && !isAtLeast(reader?.stored, last)) drained = false;
    }
    return { name, drained: drained && pending === 0, pending };
  }

  #look(signal: AbortSignal): void {
    const { streams, streamName, create } = this.#options;
    for (const shardId of streams.shardIds(streamName)) {
      if (this.#readers.has(shardId)) continue;
      const lineage = streams.lineage?.(streamName, shardId);
      if (lineage !== undefined && !lineage.parents.every((parent) => this.#isFinished(parent)))
        continue;
      const isNew = this.#hasStarted || (lineage?.parents.length ?? 0) > 0;
      const reader = create(shardId, isNew);
      this.#readers.set(shardId, reader);
      this.#run(shardId, reader, signal);
    }
  }

  #isFinished(shardId: string): boolean {
    const { streams, streamName } = this.#options;
    // A parent that is no longer listed has been forgotten with its records.
    if (!streams.shardIds(streamName).includes(shardId)) return true;
    if (streams.lineage?.(streamName, shardId).isClosed !== true) return false;
    const last = streams.lastSequenceNumber(streamName, shardId);
    return last === undefined || isAtLeast(this.#readers.get(shardId)?.stored, last);
  }

  #run(shardId: string, reader: ShardReader, signal: AbortSignal): void {
    const forever = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          await reader.run(signal);
        } catch (error) {
          const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
          process.stderr.write(`${this.#options.name} ${shardId}: ${detail}\n`);
          await new Promise((resolve) =>
            setTimeout(resolve, signal.aborted ? 0 : RESTART_AFTER_MS),
          );
        }
      }
    };
    // A run that outlived its grace ends first: a shard has one reader at a time.
    const previous = this.#runs.get(shardId) ?? Promise.resolve();
    this.#runs.set(shardId, previous.then(forever));
  }
}

/** Sequence numbers have a fixed width: the order of their text is their order. */
function isAtLeast(position: string | undefined, sequenceNumber: string): boolean {
  return position !== undefined && position >= sequenceNumber;
}
