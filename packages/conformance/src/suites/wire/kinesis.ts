import type { JsonObject } from "../../suite.ts";
import { type Call, caller, story } from "./calls.ts";

const kinesis = caller("kinesis");
const on = (input: JsonObject = {}): JsonObject => ({ StreamName: "events", ...input });
const create = (ShardCount: number): Call => kinesis("createStream", on({ ShardCount }));
const put = (key: string, data: string, save: Call["save"] = {}): Call =>
  kinesis("putRecord", on({ PartitionKey: key, Data: { $bytes: data } }), {
    only: ["ShardId"],
    save,
  });
const iterator = (type: string, more: JsonObject = {}, rest: Partial<Call> = {}): Call =>
  kinesis(
    "getShardIterator",
    on({ ShardId: "shardId-000000000000", ShardIteratorType: type, ...more }),
    { save: { iterator: "ShardIterator" }, only: [], ...rest },
  );
const read = (input: JsonObject = {}, rest: Partial<Call> = {}): Call =>
  kinesis(
    "getRecords",
    { ShardIterator: "{iterator}", ...input },
    { save: { iterator: "NextShardIterator" }, only: ["Records"], ...rest },
  );
const hashed = (ExplicitHashKey: string, rest: Partial<Call> = {}): Call =>
  kinesis("putRecord", on({ PartitionKey: "a", ExplicitHashKey, Data: { $bytes: "x" } }), {
    only: ["ShardId"],
    ...rest,
  });
const lenient = { differs: "moto-lenient-kinesis" };
const order = { differs: "moto-stream-order" };
const stillOpen = { differs: "moto-open-parent" };
const largest = "340282366920938463463374607431768211455";

export const kinesisStories = [
  story("kinesis: streams", [
    kinesis("describeStreamSummary", on()),
    create(2),
    create(2),
    kinesis("describeStream", on(), { only: [] }),
    kinesis("describeStreamSummary", on(), { only: [] }),
    kinesis("listShards", on(), { only: ["Shards"] }),
    kinesis("listShards", on({ MaxResults: 1 }), { only: ["Shards"] }),
    kinesis("listStreams", {}, { only: ["StreamNames", "HasMoreStreams"] }),
    kinesis("createStream", { StreamName: "another", ShardCount: 1 }),
    kinesis("listStreams", { Limit: 1 }, { only: ["StreamNames", "HasMoreStreams"], ...order }),
    kinesis(
      "listStreams",
      { ExclusiveStartStreamName: "another" },
      { only: ["StreamNames"], ...order },
    ),
    kinesis("addTagsToStream", on({ Tags: { a: "1", b: "2" } })),
    kinesis("listTagsForStream", on()),
    kinesis("removeTagsFromStream", on({ TagKeys: ["a"] })),
    kinesis("listTagsForStream", on()),
    kinesis("increaseStreamRetentionPeriod", on({ RetentionPeriodHours: 48 })),
    kinesis("increaseStreamRetentionPeriod", on({ RetentionPeriodHours: 24 })),
    kinesis("decreaseStreamRetentionPeriod", on({ RetentionPeriodHours: 24 })),
    kinesis("decreaseStreamRetentionPeriod", on({ RetentionPeriodHours: 48 })),
    kinesis("deleteStream", on()),
    kinesis("describeStream", on()),
    kinesis("deleteStream", on()),
  ]),
  story("kinesis: records", [
    create(1),
    put("a", "one", { first: "SequenceNumber" }),
    put("a", "two", { second: "SequenceNumber" }),
    put("b", '{"not":"touched"}\n'),
    kinesis(
      "putRecords",
      on({ Records: ["c", "d", "e"].map((key) => ({ PartitionKey: key, Data: { $bytes: key } })) }),
      { only: ["FailedRecordCount"] },
    ),
    iterator("TRIM_HORIZON"),
    read(),
    read(),
    iterator("TRIM_HORIZON"),
    read({ Limit: 2 }),
    read({ Limit: 2 }),
    read({ Limit: 10 }),
    iterator("AT_SEQUENCE_NUMBER", { StartingSequenceNumber: "{second}" }),
    read({ Limit: 1 }),
    iterator("AFTER_SEQUENCE_NUMBER", { StartingSequenceNumber: "{second}" }),
    read({ Limit: 1 }),
    iterator("LATEST"),
    read(),
    put("f", "late"),
    read(),
    iterator("AT_TIMESTAMP", { Timestamp: { $date: 0 } }),
    read({ Limit: 1 }),
    iterator(
      "AT_TIMESTAMP",
      { Timestamp: { $date: 4_000_000_000_000 } },
      { differs: "moto-future-timestamp" },
    ),
    iterator("AT_SEQUENCE_NUMBER", {}, lenient),
    iterator("SOMEWHERE", {}, lenient),
    kinesis(
      "getShardIterator",
      on({ ShardId: "shardId-000000000009", ShardIteratorType: "LATEST" }),
    ),
    kinesis("getShardIterator", {
      StreamName: "nope",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "LATEST",
    }),
    kinesis("getRecords", { ShardIterator: "rubbish" }, lenient),
    kinesis("putRecord", { StreamName: "nope", PartitionKey: "a", Data: { $bytes: "x" } }),
    kinesis("putRecord", on({ PartitionKey: "", Data: { $bytes: "x" } }), lenient),
    kinesis("putRecord", on({ PartitionKey: "k".repeat(257), Data: { $bytes: "x" } }), lenient),
    kinesis(
      "putRecord",
      on({ PartitionKey: "a", Data: { $bytes: "x".repeat(1_048_577) } }),
      lenient,
    ),
    kinesis(
      "putRecord",
      on({ PartitionKey: "a", ExplicitHashKey: "batch of 0", Data: { $bytes: "x" } }),
      lenient,
    ),
    kinesis(
      "putRecords",
      on({
        Records: Array.from({ length: 501 }, () => ({ PartitionKey: "a", Data: { $bytes: "x" } })),
      }),
    ),
    kinesis("putRecords", on({ Records: [] }), lenient),
    kinesis("putRecords", {
      StreamName: "nope",
      Records: [{ PartitionKey: "a", Data: { $bytes: "x" } }],
    }),
  ]),
  story("kinesis: hash keys", [
    create(2),
    hashed("0"),
    hashed(largest, lenient),
    ...["a", "b", "c", "O'Brien", "é", "17850", "😀"].map((PartitionKey) =>
      kinesis("putRecord", on({ PartitionKey, Data: { $bytes: "x" } }), { only: ["ShardId"] }),
    ),
  ]),
  story("kinesis: resharding", [
    create(1),
    put("a", "before"),
    kinesis(
      "splitShard",
      on({
        ShardToSplit: "shardId-000000000000",
        NewStartingHashKey: "170141183460469231731687303715884105728",
      }),
    ),
    kinesis("listShards", on(), { only: ["Shards"] }),
    hashed("0", stillOpen),
    hashed(largest, lenient),
    iterator("TRIM_HORIZON"),
    read({}, { differs: "moto-moves-records" }),
    kinesis(
      "mergeShards",
      on({ ShardToMerge: "shardId-000000000001", AdjacentShardToMerge: "shardId-000000000002" }),
    ),
    kinesis("listShards", on(), { only: [] }),
    hashed("0", stillOpen),
    kinesis("splitShard", on({ ShardToSplit: "shardId-000000000009", NewStartingHashKey: "1" })),
    kinesis(
      "mergeShards",
      on({ ShardToMerge: "shardId-000000000003", AdjacentShardToMerge: "shardId-000000000009" }),
    ),
    kinesis("splitShard", {
      StreamName: "nope",
      ShardToSplit: "shardId-000000000000",
      NewStartingHashKey: "1",
    }),
    kinesis("updateShardCount", on({ TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" }), {
      only: ["CurrentShardCount", "TargetShardCount", "StreamName"],
    }),
    kinesis("describeStreamSummary", on(), { only: [] }),
  ]),
  story("kinesis: consumers", [
    create(1),
    kinesis("describeStreamSummary", on(), {
      only: [],
      save: { arn: "StreamDescriptionSummary.StreamARN" },
    }),
    kinesis(
      "registerStreamConsumer",
      { StreamARN: "{arn}", ConsumerName: "reader" },
      { only: [], save: { consumer: "Consumer.ConsumerARN" } },
    ),
    kinesis(
      "registerStreamConsumer",
      { StreamARN: "{arn}", ConsumerName: "reader" },
      { only: [], differs: "moto-lenient-kinesis" },
    ),
    kinesis("listStreamConsumers", { StreamARN: "{arn}" }, { only: [] }),
    kinesis("describeStreamConsumer", { StreamARN: "{arn}", ConsumerName: "reader" }, { only: [] }),
    kinesis("describeStreamConsumer", { StreamARN: "{arn}", ConsumerName: "nobody" }),
    kinesis("deregisterStreamConsumer", { StreamARN: "{arn}", ConsumerName: "reader" }),
    kinesis("listStreamConsumers", { StreamARN: "{arn}" }, { only: [] }),
  ]),
];
