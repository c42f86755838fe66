import { objectBounds } from "../../engines/parquet/json-objects.ts";
import type { StreamRecord } from "../ports.ts";
import { eventRecord, type RecordBatch, STRIDE } from "./record-batch.ts";

/** What a Lambda processor gets of a stream record: the record itself, or the objects in it. */
export interface RecordPieces {
  readonly record: StreamRecord;
  readonly shardId: string;
  readonly isSplit: boolean;
  /** Start and end of each piece in the record's data, in turns. */
  readonly bounds: Uint32Array;
  /** What a piece takes in an event beside its base64, at the most. */
  readonly overhead: number;
}

/**
 * "Record deaggregation by JSON or by delimiter is capped at 500 per record"; beyond that the function
 * gets the complete record.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
 */
export const MOST_PIECES = 500;

/** The pieces of a record, found once however many delivery streams read it. */
export class PieceCache {
  readonly #whole = new WeakMap<StreamRecord, RecordPieces>();
  readonly #split = new WeakMap<StreamRecord, RecordPieces>();

  pieces(record: StreamRecord, shardId: string, deAggregation: "JSON" | undefined): RecordPieces {
    const cache = deAggregation === undefined ? this.#whole : this.#split;
    const known = cache.get(record);
    if (known !== undefined) return known;
    const bounds = deAggregation === undefined ? undefined : splitBounds(record.data);
    const pieces: RecordPieces = {
      record,
      shardId,
      isSplit: bounds !== undefined,
      bounds: bounds ?? new Uint32Array([0, record.data.length]),
      overhead: overheadOf(record, shardId),
    };
    cache.set(record, pieces);
    return pieces;
  }
}

/**
 * Where the objects lie in a record. One that is not a sequence of JSON objects, each on one line, is
 * passed on whole (undefined): what AWS does with it is not documented, and the transform is the one to
 * say what is wrong with it.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
function splitBounds(data: Buffer): Uint32Array | undefined {
  const bounds = objectBounds(data);
  if (bounds === undefined || bounds.length > 2 * MOST_PIECES) return undefined;
  // A record that is one object is no aggregate.
  if (bounds.length === 2 && bounds[0] === 0 && bounds[1] === data.length) return undefined;
  return bounds;
}

/** A piece's place in the event but for its data: of the last position that a record has. */
function overheadOf(record: StreamRecord, shardId: string): number {
  const { sequenceNumber, partitionKey, arrivedAt } = record;
  const pieces = new Uint32Array([0, MOST_PIECES - 1, 0, 0]);
  const records = [{ sequenceNumber, partitionKey, shardId, arrivedAt, isSplit: true }];
  const batch = { bytes: new Uint8Array(), records, pieces };
  return Buffer.byteLength(JSON.stringify(eventRecord(batch, 0, Buffer.alloc(0)))) + ",".length;
}

/** A batch in the making; it may be packed several times. */
export class BatchBuilder {
  readonly #sources: RecordPieces[] = [];
  /** `STRIDE` numbers a piece, its start and end as they are in the record. */
  readonly #pieces: number[] = [];

  get count(): number {
    return this.#pieces.length / STRIDE;
  }

  add(source: RecordPieces, index: number): void {
    if (this.#sources.at(-1) !== source) this.#sources.push(source);
    const { bounds } = source;
    this.#pieces.push(
      this.#sources.length - 1,
      index,
      bounds[2 * index] ?? 0,
      bounds[2 * index + 1] ?? 0,
    );
  }

  /** A piece's record, its position there, and its bytes. */
  piece(piece: number): { record: StreamRecord; index: number; bytes: Buffer } {
    const [source, index, start, end] = this.#numbers(piece);
    const record = this.#sources[source]?.record;
    if (record === undefined) throw new RangeError(`the batch has no piece ${piece}`);
    return { record, index, bytes: record.data.subarray(start, end) };
  }

  /** The batch with bytes of its own, to be given away. */
  pack(): RecordBatch {
    const { length } = this.#pieces;
    const pieces = Uint32Array.from(this.#pieces);
    let size = 0;
    for (let at = 0; at < length; at += STRIDE) {
      size += (pieces[at + 3] ?? 0) - (pieces[at + 2] ?? 0);
    }
    const bytes = new Uint8Array(size);
    let end = 0;
    for (let at = 0; at < length; ) {
      // The pieces of a record mostly lie one after another: they are copied at once.
      const source = pieces[at] ?? 0;
      const start = pieces[at + 2] ?? 0;
      let stop = start;
      while (at < length && pieces[at] === source && pieces[at + 2] === stop) {
        stop = pieces[at + 3] ?? 0;
        pieces[at + 2] = end + (pieces[at + 2] ?? 0) - start;
        pieces[at + 3] = end + stop - start;
        at += STRIDE;
      }
      const data = this.#sources[source]?.record.data;
      if (data) bytes.set(data.subarray(start, stop), end);
      end += stop - start;
    }
    return { bytes, records: this.#sources.map(batchRecord), pieces };
  }

  #numbers(piece: number): [number, number, number, number] {
    const at = piece * STRIDE;
    const [source = 0, index = 0, start = 0, end = 0] = this.#pieces.slice(at, at + STRIDE);
    return [source, index, start, end];
  }
}

function batchRecord({ record, shardId, isSplit }: RecordPieces): RecordBatch["records"][number] {
  const { sequenceNumber, partitionKey, arrivedAt } = record;
  return { sequenceNumber, partitionKey, shardId, arrivedAt, isSplit };
}
