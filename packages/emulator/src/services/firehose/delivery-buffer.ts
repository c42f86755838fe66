import type { FailedRecord } from "./error-record.ts";
import { evaluatePrefix, partitionKeyNames } from "./prefix.ts";

/** https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const MOST_ACTIVE_PARTITIONS = 500;
/** S3's limit of a key, and what an object's name after the prefix may take of it. */
const KEY_BYTES = 1024;
const NAME_BYTES = 300;

/** Records of one batch for one partition, as they will be delivered. */
export interface Chunk {
  /** NDJSON rows for a conversion, a newline after each record; else the records one after another. */
  readonly bytes: Uint8Array;
  /** Where each record ends. */
  readonly ends: Uint32Array;
  /** Which record of the stream one is, by its number in the chunk; for the few that fail later. */
  readonly origin: (record: number) => RecordOrigin;
}

export interface RecordOrigin {
  readonly sequenceNumber: string;
  readonly index: number;
  readonly arrivedAt: number;
}

export interface Partition {
  readonly keys: Readonly<Record<string, string>>;
  readonly chunks: Chunk[];
  oldestArrival: number;
}

export type AddOutcome = "added" | "no-keys" | "key-too-long" | "too-many-partitions";

/** What a shard has read and not yet delivered: rows by partition, and what failed. */
export class DeliveryBuffer {
  readonly failed: FailedRecord[] = [];
  /** Sequence numbers of the first and the last record of the range. */
  first: string | undefined;
  last: string | undefined;
  bytes = 0;
  records = 0;
  readonly #prefix: string;
  readonly #names: readonly string[];
  readonly #byValues = new Map<string, Partition>();
  readonly #byPrefix = new Map<string, Partition>();

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#names = partitionKeyNames(prefix);
  }

  get partitions(): Iterable<Partition> {
    return this.#byPrefix.values();
  }

  get hasObjects(): boolean {
    return this.#byPrefix.size > 0 || this.failed.length > 0;
  }

  /**
   * Records go to the partition of their keys. Those beyond the limit of active partitions are not
   * added; which those are depends on the range alone, so that a repeated delivery decides alike.
   */
  add(
    chunk: Chunk,
    keys: Readonly<Record<string, string>> | undefined,
    oldestArrival: number,
  ): AddOutcome {
    const partition = this.#partition(keys);
    if (typeof partition === "string") return partition;
    partition.chunks.push(chunk);
    partition.oldestArrival = Math.min(partition.oldestArrival, oldestArrival);
    this.bytes += chunk.bytes.length;
    return "added";
  }

  fail(record: FailedRecord): void {
    this.failed.push(record);
    this.bytes += record.base64.length;
  }

  /** A record of the range has been read; what came of it is added separately. */
  cover(sequenceNumber: string): void {
    this.first ??= sequenceNumber;
    this.last = sequenceNumber;
    this.records += 1;
  }

  #partition(keys: Readonly<Record<string, string>> | undefined): Partition | AddOutcome {
    let values = "";
    for (const name of this.#names) {
      const value = keys?.[name];
      if (value === undefined || value === "") return "no-keys";
      values += `${value}\0`;
    }
    const known = this.#byValues.get(values);
    if (known !== undefined) return known;
    // Different values may give the same prefix (a/b + c, a + b/c): they share an object then.
    const prefix = evaluatePrefix(this.#prefix, {
      oldestArrival: 0,
      partitionKeys: keys ?? {},
      seed: "",
    });
    let partition = this.#byPrefix.get(prefix);
    if (partition === undefined) {
      if (this.#byPrefix.size === MOST_ACTIVE_PARTITIONS) return "too-many-partitions";
      if (Buffer.byteLength(prefix) + NAME_BYTES > KEY_BYTES) return "key-too-long";
      partition = { keys: keys ?? {}, chunks: [], oldestArrival: Number.POSITIVE_INFINITY };
      this.#byPrefix.set(prefix, partition);
    }
    this.#byValues.set(values, partition);
    return partition;
  }
}
