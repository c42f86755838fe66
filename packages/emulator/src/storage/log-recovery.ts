import { basename } from "node:path";
import type { Disk } from "./disk.ts";
import { LogCorruptError, type LogDamage } from "./log-errors.ts";
import { decodeRecord, recordHeaderBytes } from "./log-record.ts";
import type { Segment } from "./log-segment.ts";

/**
 * Reads the last segment of a log from its beginning and cuts off a tail that was never
 * acknowledged. Afterwards every byte of the segment is a valid record, and durable.
 *
 * @returns the index of the next record, and how many indexes may have been given to what was cut
 * @throws LogCorruptError where data that may have been acknowledged is damaged
 */
export async function recoverSegment(
  disk: Disk,
  segment: Segment,
  options: {
    /** The segment's mark from when the log was last closed; undefined where it was not. */
    wasClosed: string | undefined;
    onDamage: (damage: LogDamage) => void;
  },
): Promise<{ index: number; lost: number }> {
  const bytes = (await disk.read(segment.path)) ?? Buffer.alloc(0);
  let offset = 0;
  let index = segment.first;
  let latest = 0;
  while (offset < bytes.length) {
    const record = decodeRecord(bytes, offset);
    if (record === undefined || record.index !== index) break;
    segment.mark(index, offset);
    offset += recordHeaderBytes + record.body.length;
    index += 1;
    latest = Math.max(latest, record.time);
  }
  if (offset < bytes.length) {
    options.onDamage(await cutTail(disk, segment.path, bytes, offset, index));
  }
  segment.size = offset;
  segment.latest = latest;
  if (offset > 0 && options.wasClosed !== closingMark(segment)) {
    // What a killed process wrote without syncing is about to be read, so it must be durable. A
    // sync may not do: where one has failed before, the kernel takes the pages for written. The
    // same bytes in a new file are.
    await disk.writeAtomic(segment.path, bytes.subarray(0, offset));
  }
  return { index, lost: Math.ceil((bytes.length - offset) / recordHeaderBytes) };
}

/** What a log that was closed in order remembers of its last segment. */
export function closingMark(segment: Segment): string {
  return `${basename(segment.path)} ${segment.size ?? 0}`;
}

async function cutTail(
  disk: Disk,
  file: string,
  bytes: Buffer,
  offset: number,
  index: number,
): Promise<LogDamage> {
  const after = recordsAfter(bytes, offset, index);
  if (after.knownDurable) {
    throw new LogCorruptError(
      file,
      offset,
      `record ${index} was stored whole and is not readable now, while ${after.count} later ones are; ` +
        "restore the file from a copy, or start over with an empty data directory",
    );
  }
  const discarded = bytes.length - offset;
  // Nothing says that these were acknowledged, nor that they were not: they are kept aside.
  const savedAs = after.count > 0 ? `${file}.cut-at-${offset}` : undefined;
  if (savedAs !== undefined) await disk.writeAtomic(savedAs, bytes.subarray(offset));
  await disk.truncate(file, offset);
  return {
    file,
    offset,
    discarded,
    readableRecords: after.count,
    ...(savedAs === undefined ? {} : { savedAs }),
  };
}

/** Looks for whole records behind an unreadable place, wherever they may begin. */
function recordsAfter(
  bytes: Buffer,
  damagedAt: number,
  index: number,
): { count: number; knownDurable: boolean } {
  let count = 0;
  let knownDurable = false;
  const most = index + (bytes.length - damagedAt) / recordHeaderBytes;
  for (let at = damagedAt + 1; at + recordHeaderBytes <= bytes.length; ) {
    // The index is checked before the checksum: it rules out nearly every place for little.
    const claimed = bytes.readUIntLE(at + 8, 6);
    const record = claimed >= index && claimed <= most ? decodeRecord(bytes, at) : undefined;
    if (record === undefined) {
      at += 1;
      continue;
    }
    count += 1;
    if (record.durableBefore > damagedAt) knownDurable = true;
    at += recordHeaderBytes + record.body.length;
  }
  return { count, knownDurable };
}
