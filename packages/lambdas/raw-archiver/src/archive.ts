import { prefixes } from "@tributary/contract";
import {
  arrivalTime,
  decodeText,
  type KinesisEventRecord,
  shardId,
  utcDay,
} from "@tributary/lambda-kit";

/**
 * One line of the archive: a record of the stream as it was read, with its exact bytes.
 *
 * `{"sequenceNumber":"…","shardId":"…","partitionKey":"…","arrivedAt":"2026-03-01T10:00:00.250Z","data":"…"}`
 *
 * `data` is the record's text. Where the bytes are not UTF-8 there is `dataBase64` in its place.
 */
export function archiveLine(record: KinesisEventRecord): string {
  const { sequenceNumber, partitionKey, data } = record.kinesis;
  const text = decodeText(data);
  const arrivedAt = new Date(arrivalTime(record)).toISOString();
  const content = text === undefined ? `"dataBase64":"${data}"` : `"data":${JSON.stringify(text)}`;
  return `{"sequenceNumber":"${sequenceNumber}","shardId":"${shardId(record)}","partitionKey":${JSON.stringify(partitionKey)},"arrivedAt":"${arrivedAt}",${content}}\n`;
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
