import { crc32 } from "node:zlib";

/**
 * A record on disk:
 *
 *     0  u32  CRC-32 of everything after it
 *     4  u32  length of the body
 *     8  u48  index: 0, 1, 2 … over all segments of the log
 *    14  u48  time, milliseconds since the epoch
 *    20  u32  bytes of this segment that were durable before this record was written
 *    24  body
 *
 * The last header field tells a torn tail from damage: a gap that a later, readable record knows
 * to have been durable can only be damage to acknowledged data.
 */
export const recordHeaderBytes = 24;
/** No body is larger: a length beyond it is damage, not a reason to allocate. */
export const maxBodyBytes = 64 * 1024 * 1024;

export interface LogEntry {
  readonly time: number;
  /** The body is `head` followed by `payload`; two parts, so that a large payload is not copied. */
  readonly head: Uint8Array;
  readonly payload: Uint8Array;
}

export interface StoredRecord {
  readonly index: number;
  readonly time: number;
  readonly durableBefore: number;
  readonly body: Buffer;
}

/** A payload from this size on is handed to the disk as it is instead of being copied. */
const copyBelow = 16 * 1024;

/** Bytes that an entry takes on disk. */
export function recordBytes(entry: LogEntry): number {
  return recordHeaderBytes + entry.head.length + entry.payload.length;
}

/** The bytes of a group of records, in as few chunks as is cheap. */
export function encodeRecords(
  entries: readonly LogEntry[],
  firstIndex: number,
  durableBefore: number,
): Uint8Array[] {
  let copied = 0;
  for (const { head, payload } of entries) {
    copied += recordHeaderBytes + head.length + (payload.length < copyBelow ? payload.length : 0);
  }
  const arena = Buffer.allocUnsafe(copied);
  const chunks: Uint8Array[] = [];
  let flushed = 0;
  let at = 0;
  let index = firstIndex;
  for (const { time, head, payload } of entries) {
    const start = at;
    arena.writeUInt32LE(head.length + payload.length, start + 4);
    arena.writeUIntLE(index, start + 8, 6);
    arena.writeUIntLE(time, start + 14, 6);
    arena.writeUInt32LE(durableBefore, start + 20);
    at += recordHeaderBytes;
    arena.set(head, at);
    at += head.length;
    if (payload.length < copyBelow) {
      arena.set(payload, at);
      at += payload.length;
      arena.writeUInt32LE(crc32(arena.subarray(start + 4, at)), start);
    } else {
      arena.writeUInt32LE(crc32(payload, crc32(arena.subarray(start + 4, at))), start);
      chunks.push(arena.subarray(flushed, at), payload);
      flushed = at;
    }
    index += 1;
  }
  if (at > flushed) chunks.push(arena.subarray(flushed, at));
  return chunks;
}

/** Bytes of the record at `offset`, header included; undefined where its header is not whole. */
export function recordLength(buffer: Buffer, offset: number): number | undefined {
  if (offset + recordHeaderBytes > buffer.length) return undefined;
  return recordHeaderBytes + buffer.readUInt32LE(offset + 4);
}

/** The record at `offset`; undefined where its bytes are missing or not what was written. */
export function decodeRecord(buffer: Buffer, offset: number): StoredRecord | undefined {
  const length = recordLength(buffer, offset);
  if (length === undefined || length > recordHeaderBytes + maxBodyBytes) return undefined;
  const end = offset + length;
  if (end > buffer.length) return undefined;
  if (crc32(buffer.subarray(offset + 4, end)) !== buffer.readUInt32LE(offset)) return undefined;
  return {
    index: buffer.readUIntLE(offset + 8, 6),
    time: buffer.readUIntLE(offset + 14, 6),
    durableBefore: buffer.readUInt32LE(offset + 20),
    body: buffer.subarray(offset + recordHeaderBytes, end),
  };
}
