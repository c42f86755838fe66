import type { Clock } from "../../clock.ts";
import type { Disk } from "../../storage/disk.ts";
import { SegmentedLog } from "../../storage/log.ts";
import type { LogDamage } from "../../storage/log-errors.ts";
import type { HashKeyRange } from "./hash-keys.ts";
import { RecentRecords } from "./recent-records.ts";
import { SequenceNumbers } from "./sequence-numbers.ts";
import { entryFromBody, type RecordEntry, recordEntry, ShardRecord } from "./shard-record.ts";
import { Throughput } from "./throughput.ts";

/** What is stored of a shard beside its records. */
export interface ShardState {
  readonly id: string;
  readonly range: HashKeyRange;
  readonly epoch: number;
  /** The shards that it came out of by a split or a merge. */
  readonly parents: readonly string[];
  /** Of a closed shard: when it was closed. */
  readonly closedAt?: number;
}

export interface ShardOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly clock: Clock;
  readonly segmentBytes?: number;
  readonly recentBytes?: number;
  readonly onDamage: (damage: LogDamage) => void;
  readonly onRoll: (shard: Shard) => void;
  readonly onFailure: (error: Error) => void;
}

/** Readers that fall further behind each read, check and split the records for themselves. */
const defaultRecentBytes = 96 * 1024 * 1024;

/** One shard: a log of its own, its newest records in memory, and the readers that wait for more. */
export class Shard {
  state: ShardState;
  readonly number: number;
  readonly sequenceNumbers: SequenceNumbers;
  readonly throughput: Throughput;
  readonly #log: SegmentedLog<RecordEntry>;
  readonly #recent: RecentRecords;
  readonly #clock: Clock;
  #arrivals = new Set<() => void>();

  /** @param isNew whether it is about to be made: a shard that was made before must have its files */
  static async open(state: ShardState, options: ShardOptions, isNew: boolean): Promise<Shard> {
    let shard: Shard | undefined;
    const log = await SegmentedLog.open<RecordEntry>({
      disk: options.disk,
      directory: options.directory,
      ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
      mustExist: !isNew,
      onDamage: options.onDamage,
      onFailure: options.onFailure,
      onCommit: (entries, first) => {
        if (shard !== undefined) shard.#committed(entries, first);
      },
      onRoll: () => shard !== undefined && options.onRoll(shard),
    });
    shard = new Shard(state, options, log);
    return shard;
  }

  private constructor(state: ShardState, options: ShardOptions, log: SegmentedLog<RecordEntry>) {
    this.state = state;
    this.number = Number(state.id.slice(state.id.lastIndexOf("-") + 1));
    this.sequenceNumbers = new SequenceNumbers(state.epoch, this.number);
    this.throughput = new Throughput(options.clock);
    this.#clock = options.clock;
    this.#log = log;
    this.#recent = new RecentRecords(log.nextIndex, options.recentBytes ?? defaultRecentBytes);
  }

  get isOpen(): boolean {
    return this.state.closedAt === undefined;
  }

  /** Index of the oldest stored record; `nextIndex` where there is none. */
  get firstIndex(): number {
    return this.#log.firstIndex;
  }

  get nextIndex(): number {
    return this.#log.nextIndex;
  }

  /** Index of the newest stored record; undefined where there is none. */
  get lastIndex(): number | undefined {
    return this.#log.lastIndex;
  }

  /** @returns the record's sequence number, once it is durable */
  async put(partitionKey: string, data: Buffer): Promise<string> {
    const time = Math.trunc(this.#clock.now());
    return this.sequenceNumbers.at(await this.#log.append(recordEntry(partitionKey, data, time)));
  }

  /** Committed records from an index on; waits up to `waitMs` for one to come. */
  async read(
    from: number,
    limits: { records: number; bytes: number },
    waitMs = 0,
    signal?: AbortSignal,
  ): Promise<readonly ShardRecord[]> {
    if (signal?.aborted) return [];
    const found = await this.#stored(from, limits.records, limits.bytes);
    if (found.length > 0 || waitMs <= 0) return found;
    await this.#arrival(from, waitMs, signal);
    return signal?.aborted ? [] : this.#stored(from, limits.records, limits.bytes);
  }

  /** Index of the oldest record that arrived at `time` or later; `nextIndex` where there is none. */
  indexAtTime(time: number): Promise<number> {
    return this.#log.indexAtTime(Math.ceil(time));
  }

  /** Removes stored files all of whose records are older than `time`. */
  trim(time: number): Promise<void> {
    return this.#log.trim(time);
  }

  /** Removes every file of the shard; it is of no use afterwards. */
  async destroy(): Promise<void> {
    await this.close();
    await this.#log.destroy();
  }

  drain(): Promise<void> {
    return this.#log.drain();
  }

  async close(): Promise<void> {
    await this.#log.close();
    this.wakeReaders();
  }

  /** Lets waiting readers go on at once. */
  wakeReaders(): void {
    const arrivals = this.#arrivals;
    this.#arrivals = new Set();
    for (const arrived of arrivals) arrived();
  }

  #committed(entries: readonly RecordEntry[], first: number): void {
    for (const [position, entry] of entries.entries()) {
      const index = first + position;
      this.#recent.push(new ShardRecord(index, this.sequenceNumbers.at(index), entry));
    }
    if (this.#arrivals.size > 0) this.wakeReaders();
  }

  async #stored(from: number, records: number, bytes: number): Promise<readonly ShardRecord[]> {
    if (from >= this.#recent.firstIndex) return this.#recent.from(from, records, bytes);
    const stored = await this.#log.read(from, records, bytes);
    return stored.map(
      ({ index, time, body }) =>
        new ShardRecord(index, this.sequenceNumbers.at(index), entryFromBody(body, time)),
    );
  }

  #arrival(from: number, waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    // A record may have come while the files were read; an aborted signal fires no more.
    if (signal?.aborted || (from < this.nextIndex && from >= this.#recent.firstIndex)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        this.#arrivals.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal?.addEventListener("abort", done);
      this.#arrivals.add(done);
    });
  }
}
