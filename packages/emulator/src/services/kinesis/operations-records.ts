import { AwsError } from "../../errors.ts";
import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import { requestedStream, shardId as shardIdRules } from "./addresses.ts";
import { shardJson } from "./descriptions.ts";
import { invalidArgument, shardNotFound } from "./errors.ts";
import { Fields } from "./fields.ts";
import { hashKeyFromDecimal } from "./hash-keys.ts";
import { type Kinesis, storageFailure } from "./kinesis.ts";
import { recordProblems } from "./record-rules.ts";
import { shardNumberOf } from "./sequence-numbers.ts";
import type { Shard } from "./shard.ts";
import { type Stream, shardId } from "./stream.ts";
import { decodeIterator, encodeToken, tokenLifeMs } from "./tokens.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const maxRecords = 500;
const maxRequestBytes = 10 * 1024 * 1024;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html; less the largest record, which the last one may be. */
const maxResponseBytes = 9 * 1024 * 1024;
const maxLimit = 10_000;

const sequenceNumber = { pattern: /0|([1-9]\d{0,128})/ };
const iteratorTypes = [
  "AFTER_SEQUENCE_NUMBER",
  "LATEST",
  "AT_TIMESTAMP",
  "AT_SEQUENCE_NUMBER",
  "TRIM_HORIZON",
];

export function recordOperations(kinesis: Kinesis): Record<string, JsonOperation> {
  return {
    PutRecord: (input) => putRecord(kinesis, input),
    PutRecords: (input) => putRecords(kinesis, input),
    GetShardIterator: (input) => getShardIterator(kinesis, input),
    GetRecords: (input) => getRecords(kinesis, input),
  };
}

async function putRecord(kinesis: Kinesis, input: JsonObject): Promise<unknown> {
  const fields = new Fields(input);
  const record = recordFrom(fields);
  fields.optionalText("SequenceNumberForOrdering", sequenceNumber);
  const { name } = requestedStream(kinesis, fields);
  const place = await kinesis.putRecord({ streamName: name, ...withHashKey(record) });
  return {
    ShardId: place.shardId,
    SequenceNumber: place.sequenceNumber,
    EncryptionType: "NONE",
  };
}

async function putRecords(kinesis: Kinesis, input: JsonObject): Promise<unknown> {
  const fields = new Fields(input);
  const records = fields.structures("Records", { min: 1, max: maxRecords }).map(recordFrom);
  const { name } = requestedStream(kinesis, fields);
  const bytes = records.reduce(
    (sum, { data, partitionKey }) => sum + data.length + Buffer.byteLength(partitionKey),
    0,
  );
  if (bytes > maxRequestBytes) {
    throw invalidArgument(`Records size exceeds 10 MB limit: ${bytes} bytes`);
  }
  const checked = records.map(withHashKey);
  const results = await Promise.all(
    checked.map(async (record) => {
      try {
        const place = await kinesis.putRecord({ streamName: name, ...record });
        return { SequenceNumber: place.sequenceNumber, ShardId: place.shardId };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { ErrorCode: error.code, ErrorMessage: error.message };
      }
    }),
  );
  return {
    FailedRecordCount: results.filter((result) => "ErrorCode" in result).length,
    Records: results,
    EncryptionType: "NONE",
  };
}

interface RequestedRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly hashKey: string | undefined;
}

function recordFrom(fields: Fields): RequestedRecord {
  const partitionKey = fields.optionalText("PartitionKey");
  const data = fields.blob("Data");
  const hashKey = fields.optionalText("ExplicitHashKey", { pattern: /0|([1-9]\d{0,38})/ });
  if (partitionKey === undefined) fields.text("PartitionKey");
  else fields.problem(...recordProblems(partitionKey, data, fields.at));
  return { partitionKey: partitionKey ?? "", data, hashKey };
}

function withHashKey({ partitionKey, data, hashKey }: RequestedRecord): {
  partitionKey: string;
  data: Buffer;
  explicitHashKey?: string;
} {
  if (hashKey === undefined) return { partitionKey, data };
  const explicitHashKey = hashKeyFromDecimal(hashKey);
  if (explicitHashKey === undefined) {
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${hashKey}`,
    );
  }
  return { partitionKey, data, explicitHashKey };
}

async function getShardIterator(kinesis: Kinesis, input: JsonObject): Promise<unknown> {
  const fields = new Fields(input);
  const id = fields.text("ShardId", shardIdRules);
  const type = fields.text("ShardIteratorType", { values: iteratorTypes });
  const from = fields.optionalText("StartingSequenceNumber", sequenceNumber);
  const time = fields.optionalNumber("Timestamp");
  const stream = requestedStream(kinesis, fields);
  const shard = stream.shard(id);
  if (shard === undefined) throw shardNotFound(id, stream.name, kinesis.accountId);
  let index: number;
  try {
    index = await position(kinesis, stream, shard, { type, from, time });
  } catch (error) {
    throw storageFailure(error);
  }
  return { ShardIterator: iterator(kinesis, stream, shard, index) };
}

function iterator(kinesis: Kinesis, stream: Stream, shard: Shard, index: number): string {
  return encodeToken({
    stream: stream.name,
    created: stream.state.createdAt,
    shard: shard.state.id,
    index,
    issued: Math.trunc(kinesis.clock.now()),
  });
}

async function position(
  kinesis: Kinesis,
  stream: Stream,
  shard: Shard,
  { type, from, time }: { type: string; from: string | undefined; time: number | undefined },
): Promise<number> {
  if (type === "AT_TIMESTAMP") {
    if (time === undefined) {
      throw invalidArgument(
        "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.",
      );
    }
    const now = kinesis.clock.now();
    if (time * 1000 > now) {
      throw invalidArgument(
        `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${time * 1000}, currentTimestampInMillis: ${now}`,
      );
    }
    return shard.indexAtTime(Math.max(time * 1000, stream.horizon));
  }
  const bySequence = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
  if (bySequence !== (from !== undefined)) {
    throw invalidArgument(
      "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or " +
        "(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. " +
        `Request specified ${type} and ${from === undefined ? "no" : "also a"} StartingSequenceNumber.`,
    );
  }
  if (from === undefined) {
    return type === "LATEST" ? shard.nextIndex : shard.indexAtTime(stream.horizon);
  }
  const index = indexOfSequenceNumber(kinesis, stream, shard, from);
  return type === "AT_SEQUENCE_NUMBER" ? Math.max(0, index) : index + 1;
}

function indexOfSequenceNumber(
  kinesis: Kinesis,
  stream: Stream,
  shard: Shard,
  from: string,
): number {
  const index = shard.sequenceNumbers.indexOf(from);
  if (index !== undefined) return index;
  const used = `StartingSequenceNumber ${from} used in GetShardIterator on shard ${shard.state.id} in stream ${stream.name} under account ${kinesis.accountId} is invalid`;
  const number = shardNumberOf(from);
  if (number === undefined) throw invalidArgument(`${used}.`);
  if (number !== shard.number) {
    throw invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${shardId(number)}, while it was used in a call to a shard with ${shard.state.id}`,
    );
  }
  throw invalidArgument(`${used} because it did not come from this stream.`);
}

async function getRecords(kinesis: Kinesis, input: JsonObject): Promise<unknown> {
  const fields = new Fields(input);
  const text = fields.text("ShardIterator", { min: 1, max: 512 });
  const limit = fields.optionalInteger("Limit", { min: 1, max: maxLimit }) ?? maxLimit;
  fields.check();
  const now = kinesis.clock.now();
  const from = decodeIterator(text);
  if (from === undefined) throw invalidArgument("Invalid ShardIterator.");
  if (now - from.issued > tokenLifeMs) {
    throw new AwsError(
      "ExpiredIteratorException",
      `Iterator expired. The iterator was created at time ${new Date(from.issued).toUTCString()} ` +
        `while right now it is ${new Date(now).toUTCString()} which is further in the future than the tolerated delay of ${tokenLifeMs} milliseconds.`,
    );
  }
  const stream = kinesis.stream(from.stream);
  const shard = kinesis.shard(from.stream, from.shard);
  if (stream.state.createdAt !== from.created) throw invalidArgument("Invalid ShardIterator.");

  const { records, next } = await unexpired(stream, shard, from.index, limit);
  const last = records.at(-1);
  const isAtTip = next > (shard.lastIndex ?? -1);
  const isFinished = !shard.isOpen && isAtTip;
  return {
    Records: records.map((record) => ({
      SequenceNumber: record.sequenceNumber,
      ApproximateArrivalTimestamp: record.arrivedAt / 1000,
      Data: record.base64,
      PartitionKey: record.partitionKey,
    })),
    // Without a next iterator, a reader knows that a closed shard is at its end.
    ...(isFinished
      ? { ChildShards: childShards(stream, shard) }
      : { NextShardIterator: iterator(kinesis, stream, shard, next) }),
    MillisBehindLatest: isAtTip ? 0 : Math.max(0, Math.trunc(now - (last?.arrivedAt ?? now))),
  };
}

/** Records from an index on, without those that have expired but whose file is still there. */
async function unexpired(stream: Stream, shard: Shard, from: number, limit: number) {
  let next = Math.max(from, shard.firstIndex);
  try {
    for (;;) {
      const found = await shard.read(next, { records: limit, bytes: maxResponseBytes });
      const last = found.at(-1);
      if (last === undefined) return { records: [], next };
      next = last.index + 1;
      const records = found.filter(({ arrivedAt }) => arrivedAt >= stream.horizon);
      if (records.length > 0) return { records, next };
    }
  } catch (error) {
    throw storageFailure(error);
  }
}

function childShards(stream: Stream, shard: Shard): unknown[] {
  return stream.shards
    .filter(({ state }) => state.parents.includes(shard.state.id))
    .map((child) => {
      const { ShardId, HashKeyRange } = shardJson(child);
      return { ShardId, ParentShards: child.state.parents, HashKeyRange };
    });
}
