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
  readonly ends: number[];
  readonly pieces: number[];
  bytes: Buffer;
  size: number;
  oldestArrival: number;
}

/**
 * Gathers what came of each piece. Rows are decoded into their partition's buffer, so that none of them
 * is an object that the garbage collector would have to look after until it is delivered.
 */
export class Settling {
  readonly #batch: RecordBatch;
  readonly #rows: RowReader | undefined;
  readonly #keyNames: readonly string[];
  readonly #partitions = new Map<string, Open>();
  readonly #failed: SettledFailure[] = [];

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
    const partition = this.#partition(keys);
    // A newline more than the record may need.
    reserve(partition, base64.length + 1);
    const length = partition.bytes.write(base64, partition.size, "base64");
    this.#read(piece, partition, length, base64);
  }

  /** The piece as it is, where there is no function. */
  untransformed(piece: number): void {
    const { start, end } = pieceAt(this.#batch, piece);
    const partition = this.#partition(undefined);
    reserve(partition, end - start + 1);
    partition.bytes.set(this.#batch.bytes.subarray(start, end), partition.size);
    this.#read(piece, partition, end - start, undefined);
  }

  settled(): SettledBatch {
    const open = [...this.#partitions.values()].filter(({ ends }) => ends.length > 0);
    const bytes = new Uint8Array(open.reduce((sum, { size }) => sum + size, 0));
    let start = 0;
    const partitions = open.map((partition): SettledPartition => {
      const { keys, ends, pieces, size, oldestArrival } = partition;
      bytes.set(partition.bytes.subarray(0, size), start);
      start += size;
      return {
        keys,
        start: start - size,
        ends: Uint32Array.from(ends),
        pieces: Uint32Array.from(pieces),
        oldestArrival,
      };
    });
    for (const { bytes: used } of this.#partitions.values()) giveBack(used);
    this.#partitions.clear();
    return { bytes, partitions, failed: this.#failed };
  }

  /** What lies behind the partition's records is one of `length` bytes: its rows are kept there. */
  #read(piece: number, partition: Open, length: number, base64: string | undefined): void {
    const { bytes, size: start } = partition;
    let end = start + length;
    if (this.#rows !== undefined) {
      const text = bytes.toString("utf8", start, end);
      const isBroken = text.includes("\ufffd") && !isUtf8(bytes.subarray(start, end));
      const rows: RecordRows = isBroken ? notUtf8 : this.#rows.read(text);
      if ("errorCode" in rows) {
        this.#failed.push({ piece, type: "format-conversion-failed", ...rows, base64 });
        return;
      }
      end = keep(rows.ndjson, text, partition, end);
    }
    partition.size = end;
    partition.ends.push(end);
    partition.pieces.push(piece);
    const { arrivedAt } = pieceAt(this.#batch, piece).record;
    if (arrivedAt < partition.oldestArrival) partition.oldestArrival = arrivedAt;
  }

  #partition(keys: Readonly<Record<string, string>> | undefined): Open {
    let values = "";
    // One that is missing has the place of one that is empty: both are refused.
    for (const name of this.#keyNames) values += `${keys?.[name] ?? ""}\0`;
    let partition = this.#partitions.get(values);
    if (partition === undefined) {
      partition = {
        keys,
        ends: [],
        pieces: [],
        bytes: spare.pop() ?? Buffer.allocUnsafeSlow(SPARE_BYTES),
        size: 0,
        oldestArrival: Number.POSITIVE_INFINITY,
      };
      this.#partitions.set(values, partition);
    }
    return partition;
  }
}

const NEWLINE = 0x0a;

/** Lets the rows lie where the record is, where they are its text, and ends them with a newline. */
function keep(ndjson: string, text: string, partition: Open, end: number): number {
  // Of a record's text at most the newline at its end is missing in its rows.
  const isText = text.length - ndjson.length <= 1 && text.startsWith(ndjson);
  let after = end - (text.length - ndjson.length);
  if (!isText) {
    reserve(partition, ndjson.length * 3 + 1);
    after = partition.size + partition.bytes.write(ndjson, partition.size, "utf8");
  }
  partition.bytes[after] = NEWLINE;
  return after + 1;
}

const SPARE_BYTES = 64 * 1024;
const MOST_SPARE = 64;
/** Buffers of batches that are settled; they hold nothing from one batch to the next. */
const spare: Buffer[] = [];

function giveBack(bytes: Buffer): void {
  if (spare.length < MOST_SPARE && bytes.length <= 16 * SPARE_BYTES) spare.push(bytes);
}

function reserve(partition: Open, bytes: number): void {
  const { bytes: old, size } = partition;
  if (size + bytes <= old.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(size + bytes, old.length * 2));
  old.copy(larger, 0, 0, size);
  partition.bytes = larger;
  giveBack(old);
}
