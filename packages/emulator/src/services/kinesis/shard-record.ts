import type { LogEntry } from "../../storage/log-record.ts";
import type { StreamRecord } from "../ports.ts";

/** A committed record, shared by all of its readers. */
export class ShardRecord implements StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly arrivedAt: number;
  readonly index: number;
  #base64: string | undefined;

  constructor(index: number, sequenceNumber: string, entry: RecordEntry) {
    this.index = index;
    this.sequenceNumber = sequenceNumber;
    this.partitionKey = entry.partitionKey;
    this.data = entry.payload;
    this.arrivedAt = entry.time;
  }

  get base64(): string {
    this.#base64 ??= this.data.toString("base64");
    return this.#base64;
  }

  /** Bytes of memory that it takes at most: the data, its base64, and about 300 for the rest. */
  get weight(): number {
    return Math.ceil(this.data.length * (7 / 3)) + this.partitionKey.length + 300;
  }
}

/** A record as the log takes it: the body is the key's length (u16), the key in UTF-8, the data. */
export interface RecordEntry extends LogEntry {
  readonly partitionKey: string;
  readonly payload: Buffer;
}

export function recordEntry(partitionKey: string, data: Buffer, time: number): RecordEntry {
  const keyBytes = Buffer.byteLength(partitionKey);
  const head = Buffer.allocUnsafe(2 + keyBytes);
  head.writeUInt16LE(keyBytes, 0);
  head.write(partitionKey, 2);
  return { time, head, payload: data, partitionKey };
}

export function entryFromBody(body: Buffer, time: number): RecordEntry {
  const keyEnd = 2 + body.readUInt16LE(0);
  return {
    time,
    head: body.subarray(0, keyEnd),
    partitionKey: body.toString("utf8", 2, keyEnd),
    payload: body.subarray(keyEnd),
  };
}
