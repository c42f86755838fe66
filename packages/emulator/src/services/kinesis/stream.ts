import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import type { Disk } from "../../storage/disk.ts";
import type { LogDamage } from "../../storage/log-errors.ts";
import { errorCode } from "../../storage/node-disk.ts";
import { shardRateExceeded, streamNotActive } from "./errors.ts";
import { evenRanges, type HashKeyRange, hashKey } from "./hash-keys.ts";
import { Shard, type ShardOptions, type ShardState } from "./shard.ts";

export type StreamMode = "PROVISIONED" | "ON_DEMAND";

/** What is stored of a stream beside its records. */
export interface StreamState {
  readonly name: string;
  readonly createdAt: number;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  /** Newest epoch given to a shard: the next is later, whatever the clock says. */
  readonly epoch: number;
  readonly shards: readonly ShardState[];
  readonly tags: Readonly<Record<string, string>>;
  readonly consumers: readonly { readonly name: string; readonly createdAt: number }[];
}

export interface StreamOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly segmentBytes?: number;
  readonly recentBytes?: number;
  readonly enforceShardLimits: boolean;
  readonly accountId: string;
}

const stateFile = "stream.json";

/** One stream: its shards, and which of them a key belongs to. */
export class Stream {
  readonly #options: StreamOptions;
  #state: StreamState;
  /** By id, closed ones included, parents before children. */
  readonly #shards = new Map<string, Shard>();
  #open: readonly Shard[] = [];
  /** While shards are being replaced, puts wait for it. */
  #resharding: Promise<void> | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** Makes a new stream. Its state file is written last: without it the directory counts for nothing. */
  static async create(
    input: { name: string; shardCount: number; mode: StreamMode; retentionHours: number },
    options: StreamOptions,
  ): Promise<Stream> {
    await removeRemains(options);
    const createdAt = Math.trunc(options.clock.now());
    const stream = new Stream(
      {
        name: input.name,
        createdAt,
        mode: input.mode,
        retentionHours: input.retentionHours,
        epoch: createdAt,
        shards: evenRanges(input.shardCount).map((range, number) => ({
          id: shardId(number),
          range,
          epoch: createdAt,
          parents: [],
        })),
        tags: {},
        consumers: [],
      },
      options,
    );
    await stream.#openShards(stream.#state.shards, { areNew: true });
    await stream.#save((state) => state);
    return stream;
  }

  /** Opens a stored stream; undefined where the directory holds none. */
  static async open(options: StreamOptions): Promise<Stream | undefined> {
    const bytes = await options.disk.read(join(options.directory, stateFile));
    if (bytes === undefined) return undefined;
    const state: StreamState = JSON.parse(bytes.toString("utf8"));
    const stream = new Stream(state, options);
    await stream.#openShards(state.shards, { areNew: false });
    return stream;
  }

  private constructor(state: StreamState, options: StreamOptions) {
    this.#state = state;
    this.#options = options;
  }

  get state(): StreamState {
    return this.#state;
  }

  get name(): string {
    return this.#state.name;
  }

  /** Closed ones included, parents before children. */
  get shards(): readonly Shard[] {
    return [...this.#shards.values()];
  }

  get openShards(): readonly Shard[] {
    return this.#open;
  }

  shard(id: string): Shard | undefined {
    return this.#shards.get(id);
  }

  /** Records that arrived before this time have expired. */
  get horizon(): number {
    return this.#options.clock.now() - this.#state.retentionHours * 3_600_000;
  }

  /**
   * Puts a record into the open shard of its key; `explicitHashKey` (hex) stands in for the key's MD5.
   *
   * @returns the record's place, once it is durable
   */
  async put(
    partitionKey: string,
    data: Buffer,
    explicitHashKey?: string,
  ): Promise<{ shardId: string; sequenceNumber: string }> {
    while (this.#resharding !== undefined) await this.#resharding.catch(() => {});
    // From choosing the shard to appending nothing may be awaited: a reshard could close it.
    const shard = this.#shardFor(partitionKey, explicitHashKey);
    const bytes = data.length + Buffer.byteLength(partitionKey);
    if (this.#options.enforceShardLimits && !shard.throughput.admit(bytes)) {
      throw shardRateExceeded(shard.state.id, this.name, this.#options.accountId);
    }
    return { shardId: shard.state.id, sequenceNumber: await shard.put(partitionKey, data) };
  }

  /** Stores a change of the stream's own settings. */
  update(
    change: (
      state: StreamState,
    ) => Partial<Pick<StreamState, "mode" | "retentionHours" | "tags" | "consumers">>,
  ): Promise<void> {
    return this.#save((state) => ({ ...state, ...change(state) }));
  }

  /**
   * Closes shards and opens others in their place, while puts wait. Every record of the closed
   * shards is committed before, and has a lower sequence number than those of their children.
   */
  async reshard(
    closing: readonly Shard[],
    opening: readonly { range: HashKeyRange; parents: readonly string[] }[],
  ): Promise<void> {
    while (this.#resharding !== undefined) await this.#resharding.catch(() => {});
    this.#resharding = this.#reshard(closing, opening);
    try {
      await this.#resharding;
    } finally {
      this.#resharding = undefined;
    }
  }

  /** Removes what has expired: whole files, and closed shards all of whose records have. */
  async trim(): Promise<void> {
    for (const shard of this.shards) await shard.trim(this.horizon);
    const expired = this.shards.filter(({ state }) => (state.closedAt ?? Infinity) < this.horizon);
    if (expired.length === 0) return;
    const ids = new Set(expired.map(({ state }) => state.id));
    await this.#save((state) => ({
      ...state,
      shards: state.shards.filter(({ id }) => !ids.has(id)),
    }));
    for (const shard of expired) {
      this.#shards.delete(shard.state.id);
      await shard.destroy();
    }
  }

  async destroy(): Promise<void> {
    await this.#options.disk.remove(join(this.#options.directory, stateFile));
    for (const shard of this.#shards.values()) await shard.destroy();
  }

  async close(): Promise<void> {
    await this.#resharding?.catch(() => {});
    await Promise.all(this.shards.map((shard) => shard.close()));
  }

  async #reshard(
    closing: readonly Shard[],
    opening: readonly { range: HashKeyRange; parents: readonly string[] }[],
  ): Promise<void> {
    // Of two requests for the same shard, the second one has waited for the first.
    if (closing.some(({ isOpen }) => !isOpen)) {
      throw streamNotActive(this.name, this.#options.accountId);
    }
    await Promise.all(closing.map((shard) => shard.drain()));
    const now = Math.trunc(this.#options.clock.now());
    const epoch = Math.max(now, this.#state.epoch + 1);
    const highest = Math.max(...this.#state.shards.map(({ id }) => Number(id.slice(-12))));
    const children = opening.map((child, position) => ({
      id: shardId(highest + 1 + position),
      epoch,
      ...child,
    }));
    const closed = new Set(closing.map(({ state }) => state.id));
    try {
      await this.#openShards(children, { areNew: true });
      await this.#save((state) => ({
        ...state,
        epoch,
        shards: [
          ...state.shards.map((shard) =>
            closed.has(shard.id) ? { ...shard, closedAt: now } : shard,
          ),
          ...children,
        ],
      }));
    } catch (error) {
      for (const { id } of children) this.#shards.delete(id);
      this.#open = this.shards.filter(({ isOpen }) => isOpen);
      throw error;
    }
  }

  #shardFor(partitionKey: string, explicitHashKey: string | undefined): Shard {
    const only = this.#open[0];
    if (only !== undefined && this.#open.length === 1) return only;
    const key = explicitHashKey ?? hashKey(partitionKey);
    const shard = this.#open.find(
      ({ state }) => key >= state.range.first && key <= state.range.last,
    );
    if (shard === undefined) throw new Error(`no shard of ${this.name} takes hash key ${key}`);
    return shard;
  }

  async #openShards(states: readonly ShardState[], { areNew }: { areNew: boolean }): Promise<void> {
    for (const state of states) {
      this.#shards.set(state.id, await Shard.open(state, this.#shardOptions(state.id), areNew));
    }
    this.#open = this.shards.filter(({ isOpen }) => isOpen);
  }

  #shardOptions(id: string): ShardOptions {
    const { disk, clock, segmentBytes, recentBytes, log } = this.#options;
    return {
      disk,
      clock,
      directory: join(this.#options.directory, id),
      ...(segmentBytes === undefined ? {} : { segmentBytes }),
      ...(recentBytes === undefined ? {} : { recentBytes }),
      onDamage: (damage) => log(damageLine(damage)),
      onFailure: (error) => log(`kinesis: ${error.message}; start again once the disk is well`),
      onRoll: (shard) => {
        shard.trim(this.horizon).catch((error: unknown) => {
          // The file may be gone already, or the disk refuses: the next roll tries again.
          if (errorCode(error) !== "ENOENT") log(`kinesis: trimming ${id}: ${error}`);
        });
      },
    };
  }

  /** Changes to the stored state go one after another, each from the state before it. */
  #save(change: (state: StreamState) => StreamState): Promise<void> {
    const saved = this.#saving
      .catch(() => {})
      .then(async () => {
        const state = change(this.#state);
        const file = join(this.#options.directory, stateFile);
        await this.#options.disk.writeAtomic(file, Buffer.from(JSON.stringify(state)));
        this.#state = state;
        for (const stored of state.shards) {
          const shard = this.#shards.get(stored.id);
          if (shard !== undefined) shard.state = stored;
        }
        this.#open = this.shards.filter(({ isOpen }) => isOpen);
      });
    this.#saving = saved;
    return saved;
  }
}

export function shardId(number: number): string {
  return `shardId-${String(number).padStart(12, "0")}`;
}

function damageLine({ file, offset, discarded, readableRecords, savedAs }: LogDamage): string {
  const kept =
    savedAs === undefined ? "" : ` (${readableRecords} whole records kept in ${savedAs})`;
  return `kinesis: ${file} is not readable from offset ${offset}: cut off ${discarded} bytes${kept}`;
}

/** Empties a directory in which a stream was being made or removed when the program ended. */
async function removeRemains({ disk, directory }: StreamOptions): Promise<void> {
  await disk.makeDirectory(directory);
  for (const shard of await disk.list(directory)) {
    for (const file of await disk.list(join(directory, shard))) {
      await disk.remove(join(directory, shard, file));
    }
  }
}
