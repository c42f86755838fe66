import type { Clock } from "../../clock.ts";
import type { ParquetWriter } from "../../engines/parquet/parquet-writer.ts";
import { RowReader } from "../../engines/parquet/row-reader.ts";
import { failPoint } from "../../fail-points.ts";
import type { Checkpoints } from "../../storage/checkpoints.ts";
import type { Catalog, Objects, StreamRecord, Streams } from "../ports.ts";
import { type Backoff, pause } from "../retry.ts";
import type { ShardReader } from "../shard-readers.ts";
import { addOutcomes } from "./batch-outcomes.ts";
import type { DeliveryStreamSettings } from "./definition.ts";
import { DeliveryBuffer } from "./delivery-buffer.ts";
import { type DeliveryState, deliveryState, type Intent } from "./delivery-state.ts";
import type { ErrorRecordContext } from "./error-record.ts";
import { ObjectWriter } from "./object-writer.ts";
import { BatchBuilder, type PieceCache, type RecordPieces } from "./pieces.ts";
import { Settling } from "./settled-batch.ts";
import type { GivenUp, Transform, TransformedBatch } from "./transform.ts";

const READ_RECORDS = 10_000;
const IDLE_WAIT_MS = 1_000;
/** Between reads while a batch fills: a busy shard commits every few milliseconds. */
const GATHER_PAUSE_MS = 20;

export interface ShardDeliveryOptions {
  readonly settings: DeliveryStreamSettings;
  readonly shardId: string;
  readonly streams: Streams;
  readonly objects: Objects;
  readonly catalog: Catalog;
  readonly checkpoints: Checkpoints;
  readonly checkpointName: string;
  readonly parquet: ParquetWriter;
  readonly pieces: PieceCache;
  readonly transform: Transform | undefined;
  readonly errorContext: ErrorRecordContext;
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** Longest time from the first record of a range to its delivery. */
  readonly bufferMs: number;
  /** Whether the shard came into being under the delivery stream: read from its beginning. */
  readonly isNew: boolean;
}

/**
 * Delivers one shard: read, transform, buffer, deliver, checkpoint. A range of the shard is delivered as
 * a whole: first an intent with its end is made durable, then the objects are written, then the
 * checkpoint. After a crash an unfinished intent is carried out again for exactly that range, which
 * replaces the same objects; everything else is read again from the checkpoint.
 */
export class ShardDelivery implements ShardReader {
  readonly #options: ShardDeliveryOptions;
  readonly #writer: ObjectWriter;
  #buffer: DeliveryBuffer;
  #givenUp: GivenUp[] = [];
  #state: DeliveryState = { after: undefined, intent: undefined };
  /** Read so far; ahead of the checkpoint by what is in the buffer. */
  #position: string | undefined;
  #pendingBatch = 0;
  #hasBegun = false;
  #flushBy = Number.POSITIVE_INFINITY;
  #flushes: { readonly target: string | undefined; readonly done: () => void }[] = [];
  #wake = new AbortController();

  constructor(options: ShardDeliveryOptions) {
    this.#options = options;
    this.#writer = new ObjectWriter(options);
    this.#buffer = new DeliveryBuffer(options.settings.prefix);
  }

  get stored(): string | undefined {
    return this.#hasBegun && this.#state.intent === undefined ? this.#state.after : undefined;
  }

  get pending(): number {
    return this.#buffer.records + this.#pendingBatch;
  }

  get bufferedBytes(): number {
    return this.#buffer.bytes;
  }

  /** Delivers what the shard holds now, without waiting for the buffer to be full or its time to be over. */
  flushNow(): Promise<void> {
    const { streams, settings, shardId } = this.#options;
    const target = streams.lastSequenceNumber(settings.streamName, shardId);
    return new Promise((done) => {
      this.#flushes.push({ target, done });
      this.#wake.abort();
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    try {
      if (!this.#hasBegun) await this.#begin();
      if (this.#state.intent !== undefined) await this.#repeat(this.#state.intent, signal);
      while (!signal.aborted) {
        const batch = await this.#gather(signal);
        if (batch.length > 0 && !(await this.#take(batch, signal))) break;
        if (this.#isDue()) await this.#deliver(signal);
      }
      await this.#deliver(signal);
      for (const { done } of this.#flushes.splice(0)) done();
    } catch (error) {
      // Read again from the checkpoint: nothing of the buffer is stored.
      this.#reset();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const { checkpoints, checkpointName, settings, streams, shardId, isNew } = this.#options;
    const saved = deliveryState(await checkpoints.load(checkpointName));
    if (saved !== undefined) this.#state = saved;
    else if (settings.startingPosition === "LATEST" && !isNew) {
      const after = streams.lastSequenceNumber(settings.streamName, shardId);
      // LATEST means when the stream was made, not when it was last restarted.
      await this.#save({ after, intent: undefined });
    }
    this.#position = this.#state.after;
    this.#hasBegun = true;
  }

  #isDue(): boolean {
    return (
      this.#isFlushAsked(this.#position) ||
      this.#buffer.bytes >= this.#options.settings.bufferMb * 1024 * 1024 ||
      performance.now() >= this.#flushBy
    );
  }

  /** Whether someone waits for a delivery of what has been read up to `position`. */
  #isFlushAsked(position: string | undefined): boolean {
    return this.#flushes.some(({ target }) => isReached(target, position));
  }

  /** Waits for records, and for more until a batch for the processor is full or its time is over. */
  async #gather(signal: AbortSignal): Promise<readonly StreamRecord[]> {
    const { settings, shardId, bufferMs } = this.#options;
    const { processor, streamName } = settings;
    const mostBytes = (processor?.bufferSizeMb ?? 1) * 1024 * 1024;
    const intervalMs = Math.min((processor?.bufferIntervalSeconds ?? 0) * 1000, bufferMs);
    const gathered: StreamRecord[] = [];
    let bytes = 0;
    let until = this.#flushBy;
    let position = this.#position;
    while (!signal.aborted && !this.#isFlushAsked(position)) {
      const left = until - performance.now();
      if (left <= 0 || bytes >= mostBytes) break;
      const found = await this.#read({
        streamName,
        shardId,
        after: position,
        records: READ_RECORDS,
        bytes: mostBytes - bytes,
        waitMs: Math.min(left, IDLE_WAIT_MS),
        signal,
      });
      if (found.length === 0) continue;
      const now = performance.now();
      this.#flushBy = Math.min(this.#flushBy, now + bufferMs);
      until = Math.min(until, now + intervalMs, this.#flushBy);
      for (const record of found) {
        gathered.push(record);
        bytes += record.data.length;
        position = record.sequenceNumber;
      }
      this.#pendingBatch = gathered.length;
      if (bytes < mostBytes) await pause(GATHER_PAUSE_MS, signal);
    }
    return gathered;
  }

  /** A read that `flushNow` can end, too. */
  async #read(
    input: Parameters<Streams["read"]>[0] & { signal: AbortSignal },
  ): Promise<readonly StreamRecord[]> {
    const wake = new AbortController();
    this.#wake = wake;
    const abort = (): void => wake.abort();
    input.signal.addEventListener("abort", abort, { once: true });
    try {
      return await this.#options.streams.read({ ...input, signal: wake.signal });
    } finally {
      input.signal.removeEventListener("abort", abort);
    }
  }

  /**
   * Transforms records and adds them to the buffer, all or none.
   *
   * @param settled see `Transform.run`
   * @returns false where `signal` aborted
   */
  async #take(
    records: readonly StreamRecord[],
    signal: AbortSignal,
    settled?: readonly GivenUp[],
  ): Promise<boolean> {
    const { shardId, settings, pieces: cache, transform, clock } = this.#options;
    const pieces = records.map((record) => cache.pieces(record, shardId, settings.deAggregation));
    const rows = this.#rowReader();
    const done =
      transform === undefined
        ? { batches: [untransformed(pieces, rows)], givenUp: [] }
        : await transform.run(pieces, { rows, signal, settled });
    this.#pendingBatch = 0;
    if (done === undefined) return false;
    this.#givenUp.push(...done.givenUp);
    for (const batch of done.batches) addOutcomes(batch, this.#buffer, clock.now());
    for (const { sequenceNumber } of records) this.#buffer.cover(sequenceNumber);
    this.#position = records.at(-1)?.sequenceNumber ?? this.#position;
    const stop = failPoint("firehose.buffer");
    if (stop !== undefined) await stop;
    return true;
  }

  #rowReader(): RowReader | undefined {
    const { catalog, settings } = this.#options;
    const { dataFormatConversion: table } = settings;
    if (table === undefined) return undefined;
    return rowReaderOf(catalog.table(table.database, table.table).StorageDescriptor.Columns);
  }

  /** Makes the range in the buffer durable and moves the checkpoint behind it. */
  async #deliver(signal: AbortSignal): Promise<void> {
    const { last, hasObjects } = this.#buffer;
    if (last !== undefined) {
      if (hasObjects) {
        await this.#save({ after: this.#state.after, intent: { last, givenUp: this.#givenUp } });
        await this.#write(signal);
      }
      await this.#save({ after: last, intent: undefined });
      this.#reset();
    }
    const reached = this.#flushes.filter(({ target }) => isReached(target, this.#state.after));
    this.#flushes = this.#flushes.filter((flush) => !reached.includes(flush));
    for (const { done } of reached) done();
  }

  /** Writes the objects, until the object store takes them: on AWS, too, delivery waits. */
  async #write(signal: AbortSignal): Promise<void> {
    const { backoff, settings, shardId } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#writer.write(this.#buffer, this.#rowReader()?.columns);
      } catch (error) {
        process.stderr.write(`${settings.name} ${shardId}: delivery failed: ${String(error)}\n`);
        if (signal.aborted) throw error;
        await pause(backoff(attempt), signal);
      }
    }
  }

  /** Carries out the intent of an earlier run, for exactly its range. */
  async #repeat(intent: Intent, signal: AbortSignal): Promise<void> {
    const { streams, settings, shardId } = this.#options;
    this.#position = this.#state.after;
    while (this.#position === undefined || this.#position < intent.last) {
      const found = await streams.read({
        streamName: settings.streamName,
        shardId,
        after: this.#position,
        records: READ_RECORDS,
        bytes: 4_000_000,
        waitMs: IDLE_WAIT_MS,
        signal,
      });
      if (signal.aborted) return this.#reset();
      const records = found.filter(({ sequenceNumber }) => sequenceNumber <= intent.last);
      if (records.length < found.length && records.length === 0) break;
      if (records.length > 0 && !(await this.#take(records, signal, intent.givenUp))) {
        return this.#reset();
      }
    }
    if (this.#buffer.last !== undefined) await this.#write(signal);
    await this.#save({ after: intent.last, intent: undefined });
    this.#reset();
  }

  async #save(state: DeliveryState): Promise<void> {
    const { checkpoints, checkpointName } = this.#options;
    const hop = state.intent === undefined ? "firehose.checkpoint" : "firehose.intent";
    const stop = failPoint(hop);
    if (stop !== undefined) await stop;
    await checkpoints.save(checkpointName, state);
    this.#state = state;
  }

  #reset(): void {
    this.#buffer = new DeliveryBuffer(this.#options.settings.prefix);
    this.#givenUp = [];
    this.#position = this.#state.after;
    this.#pendingBatch = 0;
    this.#flushBy = Number.POSITIVE_INFINITY;
  }
}

/** Pieces as they are, where there is no processor. */
function untransformed(
  pieces: readonly RecordPieces[],
  rows: RowReader | undefined,
): TransformedBatch {
  const builder = new BatchBuilder();
  for (const record of pieces) {
    for (let index = 0; index * 2 < record.bounds.length; index++) builder.add(record, index);
  }
  const settling = new Settling(builder.pack(), rows, []);
  for (let piece = 0; piece < builder.count; piece++) settling.untransformed(piece);
  return { builder, settled: settling.settled(), attempts: 1 };
}

function isReached(target: string | undefined, position: string | undefined): boolean {
  return target === undefined || (position !== undefined && position >= target);
}

const readers = new WeakMap<object, RowReader>();

function rowReaderOf(columns: RowReader["columns"]): RowReader {
  let reader = readers.get(columns);
  if (reader === undefined) {
    reader = new RowReader(columns);
    readers.set(columns, reader);
  }
  return reader;
}
