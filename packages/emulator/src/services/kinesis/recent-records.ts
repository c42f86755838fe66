import type { ShardRecord } from "./shard-record.ts";

/** The newest records of a shard, in memory up to a number of bytes: readers at the tail share them. */
export class RecentRecords {
  readonly #maxBytes: number;
  #records: ShardRecord[] = [];
  /** Position of the oldest record that still counts. */
  #head = 0;
  #bytes = 0;
  #first: number;

  /** @param first index that the next record of the log will have */
  constructor(first: number, maxBytes: number) {
    this.#first = first;
    this.#maxBytes = maxBytes;
  }

  /** Every record from this index on is here. */
  get firstIndex(): number {
    return this.#first;
  }

  push(record: ShardRecord): void {
    this.#records.push(record);
    this.#bytes += record.weight;
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#records[this.#head];
      if (oldest === undefined) break;
      this.#bytes -= oldest.weight;
      this.#head += 1;
      this.#first = oldest.index + 1;
    }
    // Forgotten records are let go of now and then, so that it costs little for each.
    if (this.#head > 64 && this.#head * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Records from an index not below `firstIndex`. */
  from(index: number, records: number, bytes: number): ShardRecord[] {
    const start = this.#head + Math.max(0, index - this.#first);
    let end = start;
    for (
      let size = 0;
      end < this.#records.length && end - start < records && size < bytes;
      end += 1
    ) {
      size += this.#records[end]?.data.length ?? 0;
    }
    return this.#records.slice(start, end);
  }
}
