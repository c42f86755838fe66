import { join } from "node:path";
import { failPoint } from "../fail-points.ts";
import type { AppendFile, Disk } from "./disk.ts";
import { LogAppendError, LogClosedError, LogCorruptError, type LogDamage } from "./log-errors.ts";
import {
  encodeRecords,
  type LogEntry,
  maxBodyBytes,
  recordBytes,
  type StoredRecord,
} from "./log-record.ts";
import { closingMark, recoverSegment } from "./log-recovery.ts";
import { Segment, SegmentCursor } from "./log-segment.ts";
import { errorCode } from "./node-disk.ts";

export interface LogOptions<Entry extends LogEntry> {
  readonly disk: Disk;
  readonly directory: string;
  /** A new file is begun when the current one has this many bytes. */
  readonly segmentBytes?: number;
  /** Called once for each group of records made durable, before their appends resolve, in order. */
  readonly onCommit?: (entries: readonly Entry[], firstIndex: number) => void;
  /** Called when recovery has cut off an unreadable tail. */
  readonly onDamage?: (damage: LogDamage) => void;
  /** Called when the log has begun a new file. */
  readonly onRoll?: () => void;
  /** Called when a disk error has closed the log to writes. */
  readonly onFailure?: (error: LogClosedError) => void;
  /** Whether the log is known to have been made: that its files are gone is damage then, not a beginning. */
  readonly mustExist?: boolean;
}

interface Waiting<Entry> {
  readonly entry: Entry;
  readonly resolve: (index: number) => void;
  readonly reject: (error: Error) => void;
}

const defaultSegmentBytes = 64 * 1024 * 1024;
/** Says in a closed log what its last file is: it need not be made durable again. */
const closedFile = "closed";
/** Most bytes that one fdatasync covers: bounds what a burst can hold up. */
const groupBytes = 8 * 1024 * 1024;
/** Sequential readers that may stop and go on without seeking; each holds about a megabyte. */
const keptCursors = 8;

/**
 * An append-only log in numbered files. An append resolves when its record is durable; appends
 * that wait while the disk is syncing share the next sync. Readers see durable records only.
 */
export class SegmentedLog<Entry extends LogEntry = LogEntry> {
  readonly #options: LogOptions<Entry>;
  readonly #disk: Disk;
  readonly #segmentBytes: number;
  /** Ascending; the last one is written to. */
  readonly #segments: Segment[];
  #file: AppendFile | undefined;
  #nextIndex: number;
  #waiting: Waiting<Entry>[] = [];
  #working: Promise<void> | undefined;
  #closed: LogClosedError | undefined;
  readonly #cursors = new Map<number, SegmentCursor>();

  /**
   * Opens the log in `directory`, making it where it is missing, and recovers its tail.
   *
   * @throws LogCorruptError where stored records are damaged
   */
  static async open<Entry extends LogEntry = LogEntry>(
    options: LogOptions<Entry>,
  ): Promise<SegmentedLog<Entry>> {
    const { disk, directory, onDamage = () => {} } = options;
    await disk.makeDirectory(directory);
    const segments: Segment[] = [];
    for (const name of await disk.list(directory)) {
      const segment = Segment.named(directory, name);
      if (segment !== undefined) segments.push(segment);
    }
    if (options.mustExist && segments.length === 0) {
      throw new LogCorruptError(directory, 0, "every file of the log is gone");
    }
    let last = segments.at(-1) ?? new Segment(directory, 0);
    if (segments.length === 0) segments.push(last);
    const closed = join(directory, closedFile);
    const wasClosed = (await disk.read(closed))?.toString();
    await disk.remove(closed);
    const { index, lost } = await recoverSegment(disk, last, { wasClosed, onDamage });
    if (lost > 0) {
      // A reader may have seen what is lost now and have noted how far it came: were its indexes
      // used again, it would take new records for read ones.
      last = new Segment(directory, index + lost, index);
      last.size = 0;
      segments.push(last);
    }
    const nextIndex = index + lost;
    const file = await disk.openAppend(last.path);
    await file.sync();
    await disk.syncDirectory(directory);
    return new SegmentedLog(options, segments, file, nextIndex);
  }

  private constructor(
    options: LogOptions<Entry>,
    segments: Segment[],
    file: AppendFile,
    nextIndex: number,
  ) {
    this.#options = options;
    this.#disk = options.disk;
    this.#segmentBytes = options.segmentBytes ?? defaultSegmentBytes;
    this.#segments = segments;
    this.#file = file;
    this.#nextIndex = nextIndex;
  }

  /** Index of the oldest record that is still stored; `nextIndex` where none is. */
  get firstIndex(): number {
    return this.#segments[0]?.first ?? this.#nextIndex;
  }

  /**
   * Index of the newest durable record; undefined where none is stored. Behind a tail that was cut off it is
   * not the one before `nextIndex`.
   */
  get lastIndex(): number | undefined {
    let end = this.#nextIndex;
    for (const { first, after } of this.#segments.toReversed()) {
      if (end > first) return end - 1;
      end = after;
    }
    return undefined;
  }

  /** Index that the next durable record will have. Never falls, not over restarts either. */
  get nextIndex(): number {
    return this.#nextIndex;
  }

  /**
   * @returns the record's index, once it is durable
   * @throws LogAppendError where it was not stored and a later append may be; LogClosedError after
   *   a disk error that leaves the file's content unknown
   */
  append(entry: Entry): Promise<number> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    if (entry.head.length + entry.payload.length > maxBodyBytes) {
      return Promise.reject(new RangeError(`record body over ${maxBodyBytes} bytes`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /**
   * Up to `records` records from `from` on, until their bodies have about `bytes` bytes.
   *
   * @throws LogCorruptError where a stored record is damaged or missing
   */
  async read(from: number, records: number, bytes: number): Promise<StoredRecord[]> {
    for (;;) {
      const first = Math.max(from, this.firstIndex);
      try {
        return await this.#readFrom(first, records, bytes);
      } catch (error) {
        // Trimming may take the file away from under a reader, which then goes on with the next.
        if (first >= this.firstIndex) throw error;
      }
    }
  }

  async #readFrom(from: number, records: number, bytes: number): Promise<StoredRecord[]> {
    const found: StoredRecord[] = [];
    let cursor = this.#takeCursor(from) ?? (await this.#seek(from));
    let size = 0;
    while (found.length < records && size < bytes && cursor.index < this.#nextIndex) {
      const record = await cursor.next();
      if (record === undefined) {
        cursor = this.#cursorAfter(cursor);
      } else {
        found.push(record);
        size += record.body.length;
      }
    }
    this.#keepCursor(cursor);
    return found;
  }

  #cursorAfter({ segment, index }: SegmentCursor): SegmentCursor {
    const next = this.#segments.find(({ first }) => first > segment.first);
    if (next?.after !== index) {
      const reason = `the log goes on with record ${next?.first}, and ${index} is missing`;
      throw new LogCorruptError(segment.path, segment.size ?? 0, reason);
    }
    return new SegmentCursor(this.#disk, next, { index: next.first, offset: 0 });
  }

  /** Index of the oldest record of `time` or later; `nextIndex` where there is none. */
  async indexAtTime(time: number): Promise<number> {
    for (const [position, segment] of this.#segments.entries()) {
      const following = this.#segments[position + 1];
      if (segment.latest !== undefined && segment.latest < time) continue;
      if (following !== undefined && (await this.#firstTime(following)) < time) continue;
      const cursor = new SegmentCursor(this.#disk, segment, segment.nearest(segment.first));
      for (let record = await cursor.next(); record !== undefined; record = await cursor.next()) {
        if (record.index >= this.#nextIndex) break;
        if (record.time >= time) return record.index;
      }
    }
    return this.#nextIndex;
  }

  /** Removes the oldest files as long as all of their records are older than `time`. The current file stays. */
  async trim(time: number): Promise<void> {
    while (this.#segments.length > 1) {
      const oldest = this.#segments[0];
      if (oldest === undefined || (await this.#firstTime(oldest)) >= time) return;
      oldest.latest ??= await this.#latestTime(oldest);
      if (oldest.latest >= time || this.#segments[0] !== oldest) return;
      this.#segments.shift();
      await this.#disk.remove(oldest.path);
    }
  }

  /** Waits until everything appended so far is durable or refused. */
  async drain(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Takes no more appends, waits for those under way, and closes the file. */
  async close(): Promise<void> {
    if (this.#closed !== undefined && this.#file === undefined) return;
    this.#closed ??= new LogClosedError(this.#options.directory);
    await this.drain();
    await this.#file?.close();
    this.#file = undefined;
    const last = this.#segments.at(-1);
    if (this.#closed.cause !== undefined || last === undefined) return;
    const file = join(this.#options.directory, closedFile);
    await this.#disk.writeAtomic(file, Buffer.from(closingMark(last)));
  }

  /** Removes every file of the log, which must be closed. */
  async destroy(): Promise<void> {
    for (const name of await this.#disk.list(this.#options.directory)) {
      await this.#disk.remove(join(this.#options.directory, name));
    }
  }

  async #work(): Promise<void> {
    // One turn of the event loop: whatever else has just arrived joins the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#commit(this.#takeGroup());
    this.#working = undefined;
  }

  #takeGroup(): readonly Waiting<Entry>[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ entry }) => {
      bytes += recordBytes(entry);
      return bytes > groupBytes;
    });
    if (end <= 0) return this.#waiting.splice(0, end === 0 ? 1 : this.#waiting.length);
    return this.#waiting.splice(0, end);
  }

  async #commit(group: readonly Waiting<Entry>[]): Promise<void> {
    const entries = group.map(({ entry }) => entry);
    const first = this.#nextIndex;
    let syncing = false;
    try {
      const segment = await this.#currentSegment();
      const file = this.#file ?? (await this.#reopen(segment));
      const durable = segment.size ?? 0;
      await failPoint("log.append");
      const chunks = encodeRecords(entries, this.#nextIndex, durable);
      await file.append(chunks);
      syncing = true;
      await failPoint("log.fsync");
      await file.sync();
      this.#settle(segment, entries, durable);
    } catch (error) {
      const refusal = await this.#undo(error, syncing);
      for (const { reject } of group) reject(refusal);
      return;
    }
    this.#options.onCommit?.(entries, first);
    try {
      await failPoint("log.ack");
    } catch (error) {
      for (const { reject } of group) reject(new LogAppendError(this.#options.directory, error));
      return;
    }
    group.forEach(({ resolve }, position) => {
      resolve(first + position);
    });
  }

  #settle(segment: Segment, entries: readonly Entry[], durable: number): void {
    const first = this.#nextIndex;
    let offset = durable;
    let latest = segment.latest ?? 0;
    for (const [position, entry] of entries.entries()) {
      segment.mark(first + position, offset);
      offset += recordBytes(entry);
      latest = Math.max(latest, entry.time);
    }
    segment.size = offset;
    segment.latest = latest;
    this.#nextIndex = first + entries.length;
  }

  /** The segment to write to: a new one, its directory entry durable, where the last one is full. */
  async #currentSegment(): Promise<Segment> {
    const last = this.#segments.at(-1);
    if (last !== undefined && (last.size ?? 0) < this.#segmentBytes) return last;
    const segment = new Segment(this.#options.directory, this.#nextIndex);
    segment.size = 0;
    const file = await this.#disk.openAppend(segment.path);
    try {
      if (file.size > 0) throw new LogCorruptError(segment.path, 0, "it should not exist yet");
      await this.#disk.syncDirectory(this.#options.directory);
    } catch (error) {
      await file.close();
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#segments.push(segment);
    this.#options.onRoll?.();
    return segment;
  }

  async #reopen(segment: Segment): Promise<AppendFile> {
    const file = await this.#disk.openAppend(segment.path);
    this.#file = file;
    return file;
  }

  /**
   * Takes back what a failed group may have written. A full disk is got over; after any other
   * failure to sync, the kernel may have thrown the pages away and call the next sync a success
   * (https://wiki.postgresql.org/wiki/Fsync_Errors), so the log is closed.
   */
  async #undo(error: unknown, syncing: boolean): Promise<Error> {
    const segment = this.#segments.at(-1);
    const full = ["ENOSPC", "EDQUOT"].includes(errorCode(error));
    if (segment === undefined || (!full && (syncing || errorCode(error) === "EIO"))) {
      return this.#failClosed(error);
    }
    try {
      await this.#file?.close();
      this.#file = undefined;
      await this.#disk.truncate(segment.path, segment.size ?? 0);
    } catch (truncateError) {
      return this.#failClosed(truncateError);
    }
    return new LogAppendError(segment.path, error);
  }

  #failClosed(error: unknown): LogClosedError {
    const closed = new LogClosedError(this.#options.directory, error);
    this.#closed = closed;
    this.#options.onFailure?.(closed);
    for (const { reject } of this.#waiting.splice(0)) reject(closed);
    return closed;
  }

  async #seek(index: number): Promise<SegmentCursor> {
    const segment = this.#segments.findLast(({ first }) => first <= index) ?? this.#segments[0];
    if (segment === undefined) throw new LogClosedError(this.#options.directory);
    const cursor = new SegmentCursor(this.#disk, segment, segment.nearest(index));
    while (cursor.index < index && (await cursor.next()) !== undefined);
    return cursor;
  }

  #takeCursor(index: number): SegmentCursor | undefined {
    const cursor = this.#cursors.get(index);
    this.#cursors.delete(index);
    return cursor;
  }

  #keepCursor(cursor: SegmentCursor): void {
    this.#cursors.set(cursor.index, cursor);
    for (const oldest of this.#cursors.keys()) {
      if (this.#cursors.size <= keptCursors) break;
      this.#cursors.delete(oldest);
    }
  }

  async #firstTime(segment: Segment): Promise<number> {
    const record = await new SegmentCursor(
      this.#disk,
      segment,
      segment.nearest(segment.first),
    ).next();
    return record?.time ?? Number.POSITIVE_INFINITY;
  }

  async #latestTime(segment: Segment): Promise<number> {
    const cursor = new SegmentCursor(this.#disk, segment, { index: segment.first, offset: 0 });
    let latest = 0;
    for (let record = await cursor.next(); record !== undefined; record = await cursor.next()) {
      latest = Math.max(latest, record.time);
    }
    return latest;
  }
}
