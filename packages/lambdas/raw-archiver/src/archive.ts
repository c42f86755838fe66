import { prefixes } from "@tributary/contract";
import {
  arrivalTime,
  type KinesisEventRecord,
  RecordBytes,
  shardId,
  utcDay,
} from "@tributary/lambda-kit";

/**
 * Lines of the archive, one a record of the stream as it was read, with its exact bytes.
 *
 * `{"sequenceNumber":"…","shardId":"…","partitionKey":"…","arrivedAt":"2026-03-01T10:00:00.250Z","data":"…"}`
 *
 * `data` is the record's text. Where the bytes are not UTF-8 there is `dataBase64` in its place.
 */
export function archiveLines(records: readonly KinesisEventRecord[]): Buffer {
  return Buffer.from(records.map(archiveLine).join(""), "latin1");
}

/** A character a byte of the line's UTF-8: JSON escapes nothing beyond ASCII, so that no text is decoded. */
function archiveLine(record: KinesisEventRecord): string {
  const { sequenceNumber, partitionKey, data } = record.kinesis;
  const bytes = new RecordBytes(data);
  const content = bytes.isUtf8()
    ? `"data":${JSON.stringify(bytes.latin1)}`
    : `"dataBase64":"${data}"`;
  const key = Buffer.from(JSON.stringify(partitionKey)).toString("latin1");
  const arrivedAt = new Date(arrivalTime(record)).toISOString();
  return `{"sequenceNumber":"${sequenceNumber}","shardId":"${shardId(record)}","partitionKey":${key},"arrivedAt":"${arrivedAt}",${content}}\n`;
}

/**
 * The archive's key of a batch: `raw/dt=<day of arrival>/<shard>-<first>-<last>.ndjson.gz`. The same
 * batch again overwrites itself; part of it, after a bisect, does not overwrite the whole.
 */
export function archiveKey(
  records: readonly [KinesisEventRecord, ...KinesisEventRecord[]],
): string {
  const [first] = records;
  const last = records.at(-1) ?? first;
  const name = [shardId(first), first.kinesis.sequenceNumber, last.kinesis.sequenceNumber]
    .map(encodeURIComponent)
    .join("-");
  return `${prefixes.raw}dt=${utcDay(arrivalTime(first))}/${name}.ndjson.gz`;
}
