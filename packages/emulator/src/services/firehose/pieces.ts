import { splitJsonObjects } from "../../engines/parquet/json-objects.ts";
import type { StreamRecord } from "../ports.ts";

/** What a Lambda processor gets as one record: a stream record, or an object out of it. */
export interface Piece {
  /** Sequence number and position in the record: unique, the same whenever the record is read. */
  readonly recordId: string;
  readonly record: StreamRecord;
  /** Position in the record. */
  readonly index: number;
  readonly base64: string;
  /** The piece as it stands in the event. */
  readonly text: string;
}

/**
 * "Record deaggregation by JSON or by delimiter is capped at 500 per record"; beyond that the function
 * gets the complete record.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
 */
export const MOST_PIECES = 500;

/** Text that the cache keeps: what the streams of a busy source read within a second or two. */
const CACHED_CHARACTERS = 16 * 1024 * 1024;

/**
 * The pieces of a record, made once however many delivery streams read it: the text of a record in
 * the event is the same for all of them. The oldest are forgotten first.
 */
export class PieceCache {
  readonly #whole = new Map<StreamRecord, readonly Piece[]>();
  readonly #split = new Map<StreamRecord, readonly Piece[]>();
  #characters = 0;

  pieces(
    record: StreamRecord,
    shardId: string,
    deAggregation: "JSON" | undefined,
  ): readonly Piece[] {
    const cache = deAggregation === undefined ? this.#whole : this.#split;
    const known = cache.get(record);
    if (known !== undefined) return known;
    const pieces = deAggregation === undefined ? [piece(record, shardId)] : split(record, shardId);
    cache.set(record, pieces);
    this.#characters += lengthOf(pieces);
    if (this.#characters > CACHED_CHARACTERS) this.#forget(cache);
    return pieces;
  }

  #forget(cache: Map<StreamRecord, readonly Piece[]>): void {
    for (const [record, pieces] of cache) {
      if (this.#characters <= CACHED_CHARACTERS) return;
      cache.delete(record);
      this.#characters -= lengthOf(pieces);
    }
  }
}

function lengthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

/**
 * A record that is not a sequence of JSON objects, each on one line, is passed on whole: what AWS does
 * with it is not documented, and the transform is the one to say what is wrong with it.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
function split(record: StreamRecord, shardId: string): readonly Piece[] {
  const objects = splitJsonObjects(record.data);
  if (objects === undefined || objects.length > MOST_PIECES) return [piece(record, shardId)];
  const [only] = objects;
  if (objects.length === 1 && only?.length === record.data.length) return [piece(record, shardId)];
  return objects.map((bytes, index) => {
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
    return piece(record, shardId, index, base64, String(index));
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html */
function piece(
  record: StreamRecord,
  shardId: string,
  index = 0,
  base64 = record.base64,
  subsequence = "",
): Piece {
  const { sequenceNumber, partitionKey, arrivedAt } = record;
  const recordId = `${sequenceNumber}${String(index).padStart(6, "0")}`;
  const text = `{"recordId":"${recordId}","approximateArrivalTimestamp":${arrivedAt},"data":"${base64}","kinesisRecordMetadata":{"sequenceNumber":"${sequenceNumber}","subsequenceNumber":"${subsequence}","partitionKey":${JSON.stringify(partitionKey)},"shardId":"${shardId}","approximateArrivalTimestamp":${arrivedAt}}}`;
  return { recordId, record, index, base64, text };
}
