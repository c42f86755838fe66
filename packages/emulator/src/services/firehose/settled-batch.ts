import { isUtf8 } from "node:buffer";
import { notUtf8, type RecordRows, type RowReader } from "../../engines/parquet/row-reader.ts";
import type { ErrorOutputType } from "./prefix.ts";
import { pieceAt, type RecordBatch } from "./record-batch.ts";

/** What came of a batch: rows by partition in one buffer, and the pieces that failed. */
export interface SettledBatch {
  /** The whole of its buffer, which changes hands. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** In the order of their first record. */
  readonly partitions: readonly SettledPartition[];
  readonly failed: readonly SettledFailure[];
}

export interface SettledPartition {
  readonly keys: Readonly<Record<string, string>> | undefined;
  /** Where its records begin in the bytes. */
  readonly start: number;
  /** Where each record ends, in the bytes of the partition. */
  readonly ends: Uint32Array;
  /** Each record's piece. */
  readonly pieces: Uint32Array;
  /** Milliseconds since the epoch. */
  readonly oldestArrival: number;
}

export interface SettledFailure {
  readonly piece: number;
  readonly type: ErrorOutputType;
  readonly errorCode: string;
  readonly errorMessage: string;
  /** What the function made of the piece; undefined where the piece itself is to be kept. */
  readonly base64: string | undefined;
}

interface Open {
  readonly keys: Readonly<Record<string, string>> | undefined;
  readonly records: number[];
  oldestArrival: number;
}

/** How many numbers are kept a record until the batch is sorted: its piece, start and end. */
const NUMBERS = 3;

/**
 * Gathers what came of each piece. Rows are decoded into one buffer and copied once, so that none of
 * them is an object that the garbage collector would have to look after until it is delivered.
 */
export class Settling {
  readonly #batch: RecordBatch;
  readonly #rows: RowReader | undefined;
  readonly #keyNames: readonly string[];
  readonly #partitions = new Map<string, Open>();
  readonly #failed: SettledFailure[] = [];
  #end = 0;

  /**
   * @param rows of the table to convert to; undefined where records are delivered as they are
   * @param keyNames of the partition keys
   */
  constructor(batch: RecordBatch, rows: RowReader | undefined, keyNames: readonly string[]) {
    this.#batch = batch;
    this.#rows = rows;
    this.#keyNames = keyNames;
  }

  failed(piece: number, errorCode: string, errorMessage: string): void {
    const type = "processing-failed";
    this.#failed.push({ piece, type, errorCode, errorMessage, base64: undefined });
  }

  /** @param base64 the record that the function made of the piece */
  transformed(
    piece: number,
    base64: string,
    keys: Readonly<Record<string, string>> | undefined,
  ): void {
    // A newline more than the record may need.
    reserve(this.#end, base64.length + 1);
    const length = scratch.write(base64, this.#end, "base64");
    this.#read(piece, length, base64, keys);
  }

  /** The piece as it is, where there is no function. */
  untransformed(piece: number): void {
    const { start, end } = pieceAt(this.#batch, piece);
    reserve(this.#end, end - start + 1);
    scratch.set(this.#batch.bytes.subarray(start, end), this.#end);
    this.#read(piece, end - start, undefined, undefined);
  }

  /** Sorts the rows by partition. */
  settled(): SettledBatch {
    const bytes = new Uint8Array(this.#end);
    const partitions: SettledPartition[] = [];
    let at = 0;
    for (const { keys, records, oldestArrival } of this.#partitions.values()) {
      const count = records.length / NUMBERS;
      const ends = new Uint32Array(count);
      const pieces = new Uint32Array(count);
      const start = at;
      for (let record = 0; record < count; record++) {
        const from = records[record * NUMBERS + 1] ?? 0;
        const to = records[record * NUMBERS + 2] ?? 0;
        bytes.set(scratch.subarray(from, to), at);
        at += to - from;
        ends[record] = at - start;
        pieces[record] = records[record * NUMBERS] ?? 0;
      }
      partitions.push({ keys, start, ends, pieces, oldestArrival });
    }
    return { bytes, partitions, failed: this.#failed };
  }

  /** What lies at the end of the scratch buffer is a record of `length` bytes: its rows are kept there. */
  #read(
    piece: number,
    length: number,
    base64: string | undefined,
    keys: Readonly<Record<string, string>> | undefined,
  ): void {
    const start = this.#end;
    let end = start + length;
    if (this.#rows !== undefined) {
      const text = scratch.toString("utf8", start, end);
      const isBroken = text.includes("\ufffd") && !isUtf8(scratch.subarray(start, end));
      const rows: RecordRows = isBroken ? notUtf8 : this.#rows.read(text);
      if ("errorCode" in rows) {
        this.#failed.push({ piece, type: "format-conversion-failed", ...rows, base64 });
        return;
      }
      end = this.#keep(rows.ndjson, text, start, end);
    }
    this.#end = end;
    const partition = this.#partition(keys);
    partition.records.push(piece, start, end);
    const { arrivedAt } = pieceAt(this.#batch, piece).record;
    partition.oldestArrival = Math.min(partition.oldestArrival, arrivedAt);
  }

  /** Lets the rows lie where the record is, where they are its text, and ends them with a newline. */
  #keep(ndjson: string, text: string, start: number, end: number): number {
    const isText = ndjson.length === text.length || ndjson.length + 1 === text.length;
    let after = end - (text.length - ndjson.length);
    if (!isText || !text.startsWith(ndjson)) {
      reserve(start, ndjson.length * 3 + 1);
      after = start + scratch.write(ndjson, start, "utf8");
    }
    scratch[after] = NEWLINE;
    return after + 1;
  }

  #partition(keys: Readonly<Record<string, string>> | undefined): Open {
    let values = "";
    // One that is missing has the place of one that is empty: both are refused.
    for (const name of this.#keyNames) values += `${keys?.[name] ?? ""}\0`;
    let partition = this.#partitions.get(values);
    if (partition === undefined) {
      partition = { keys, records: [], oldestArrival: Number.POSITIVE_INFINITY };
      this.#partitions.set(values, partition);
    }
    return partition;
  }
}

const NEWLINE = 0x0a;

/** The rows of the batch that is being settled; it holds nothing from one batch to the next. */
let scratch = Buffer.allocUnsafeSlow(1024 * 1024);

function reserve(used: number, bytes: number): void {
  if (used + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(used + bytes, scratch.length * 2));
  scratch.copy(larger, 0, 0, used);
  scratch = larger;
}
