import { join } from "node:path";
import type { Disk } from "./disk.ts";
import { LogCorruptError } from "./log-errors.ts";
import {
  decodeRecord,
  maxBodyBytes,
  recordHeaderBytes,
  recordLength,
  type StoredRecord,
} from "./log-record.ts";

/** Distance between the remembered positions of a segment. */
const markEvery = 1024 * 1024;
/** What a reader fetches at once: a few system calls a megabyte. */
const readAhead = 1024 * 1024;

/**
 * One file of a log, named by the index of its first record. `<first>.after-<index>.log` follows a
 * tail that recovery cut off: the indexes from `index` on may have been given out and stay unused.
 */
export class Segment {
  readonly first: number;
  /** Index at which the segment before it ends. */
  readonly after: number;
  readonly path: string;
  /** Bytes that are durable and readable. Undefined until someone asked: segments found at start are not scanned. */
  size: number | undefined;
  /** Latest record time, where known. */
  latest: number | undefined;
  /** Where some of the records lie, ascending. */
  readonly #marks: { index: number; offset: number }[] = [];

  constructor(directory: string, first: number, after = first) {
    this.first = first;
    this.after = after;
    const gap = after === first ? "" : `.after-${after}`;
    this.path = join(directory, `${String(first).padStart(15, "0")}${gap}.log`);
  }

  /** The segment that a file name stands for, or undefined where it is no segment's. */
  static named(directory: string, name: string): Segment | undefined {
    const [, first, after] = /^(\d{15})(?:\.after-(\d+))?\.log$/.exec(name) ?? [];
    if (first === undefined) return undefined;
    return new Segment(directory, Number(first), after === undefined ? undefined : Number(after));
  }

  mark(index: number, offset: number): void {
    const last = this.#marks.at(-1);
    if (offset >= (last?.offset ?? 0) + markEvery) this.#marks.push({ index, offset });
  }

  /** A position at or before the record `index`. */
  nearest(index: number): { index: number; offset: number } {
    return this.#marks.findLast((mark) => mark.index <= index) ?? { index: this.first, offset: 0 };
  }
}

/** Reads the records of one segment in order, a megabyte at a time. */
export class SegmentCursor {
  readonly segment: Segment;
  readonly #disk: Disk;
  #buffer: Buffer = Buffer.alloc(0);
  #bufferStart: number;
  #offset: number;
  #index: number;

  constructor(disk: Disk, segment: Segment, from: { index: number; offset: number }) {
    this.#disk = disk;
    this.segment = segment;
    this.#index = from.index;
    this.#offset = from.offset;
    this.#bufferStart = from.offset;
  }

  /** Index of the record that `next` returns. */
  get index(): number {
    return this.#index;
  }

  /**
   * The next record; undefined at the end of the segment's durable bytes.
   *
   * @throws LogCorruptError where there are bytes that are not that record
   */
  async next(): Promise<StoredRecord | undefined> {
    const limit = this.segment.size ?? (await this.#findSize());
    if (this.#offset >= limit) return undefined;
    let length = this.#buffered(recordHeaderBytes);
    if (length === undefined) {
      await this.#fill(limit, recordHeaderBytes);
      length = this.#buffered(recordHeaderBytes);
    }
    if (length !== undefined && length <= recordHeaderBytes + maxBodyBytes) {
      if (this.#offset + length > this.#bufferStart + this.#buffer.length) {
        await this.#fill(limit, length);
      }
    }
    const record = decodeRecord(this.#buffer, this.#offset - this.#bufferStart);
    if (record === undefined || record.index !== this.#index) {
      const found = record === undefined ? "its checksum does not match" : `it is ${record.index}`;
      throw new LogCorruptError(
        this.segment.path,
        this.#offset,
        `record ${this.#index} should be there, but ${found}`,
      );
    }
    this.segment.mark(this.#index, this.#offset);
    this.#offset += recordHeaderBytes + record.body.length;
    this.#index += 1;
    return record;
  }

  /** Length of the record at the cursor where at least `bytes` of it are in the buffer. */
  #buffered(bytes: number): number | undefined {
    const at = this.#offset - this.#bufferStart;
    return at + bytes <= this.#buffer.length ? recordLength(this.#buffer, at) : undefined;
  }

  async #fill(limit: number, atLeast: number): Promise<void> {
    const length = Math.min(Math.max(readAhead, atLeast), limit - this.#offset);
    this.#buffer = await this.#disk.readRange(this.segment.path, this.#offset, length);
    this.#bufferStart = this.#offset;
  }

  async #findSize(): Promise<number> {
    const found = await this.#disk.stat(this.segment.path);
    this.segment.size = found?.size ?? 0;
    return this.segment.size;
  }
}
