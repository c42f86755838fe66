import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import { startAwsListener } from "../../wire/listener.ts";
import { Kinesis } from "./kinesis.ts";

let directory: string;
let kinesis: Kinesis;
let listener: Awaited<ReturnType<typeof startAwsListener>>;
let client: aws.KinesisClient;
let clockOffset = 0;
let next = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tributary-kinesis-wire-"));
  kinesis = await Kinesis.open({
    disk: new NodeDisk(),
    directory,
    clock: { now: () => Date.now() + clockOffset },
  });
  listener = await startAwsListener({
    services: [kinesis.wireService()],
    host: "127.0.0.1",
    port: 0,
  });
  client = new aws.KinesisClient({
    endpoint: listener.url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await listener.close();
  await kinesis.close();
  await rm(directory, { recursive: true, force: true });
});

async function newStream(shardCount = 1): Promise<string> {
  const StreamName = `stream-${++next}`;
  await client.send(new aws.CreateStreamCommand({ StreamName, ShardCount: shardCount }));
  return StreamName;
}

async function shardsOf(StreamName: string): Promise<aws.Shard[]> {
  return (await client.send(new aws.ListShardsCommand({ StreamName }))).Shards ?? [];
}

/** Every record of a shard, read to its tip, and how the last answer looked. */
async function readShard(input: aws.GetShardIteratorCommandInput, limit?: number) {
  let iterator = (await client.send(new aws.GetShardIteratorCommand(input))).ShardIterator;
  const texts: string[] = [];
  for (;;) {
    const page = await client.send(
      new aws.GetRecordsCommand({
        ShardIterator: iterator,
        ...(limit === undefined ? {} : { Limit: limit }),
      }),
    );
    texts.push(...(page.Records ?? []).map(({ Data }) => Buffer.from(Data ?? []).toString()));
    if (page.MillisBehindLatest === 0) return { texts, page };
    iterator = page.NextShardIterator;
  }
}

const put = (StreamName: string, text: string, PartitionKey = "k") =>
  client.send(new aws.PutRecordCommand({ StreamName, PartitionKey, Data: Buffer.from(text) }));

const shard0 = "shardId-000000000000";

describe("Kinesis on the wire", () => {
  it("takes records one by one and in batches, and gives them back from all five positions", async () => {
    const StreamName = await newStream();
    const one = await put(StreamName, "one");
    expect(one).toMatchObject({
      ShardId: shard0,
      SequenceNumber: expect.stringMatching(/^\d{56}$/),
    });
    const batch = await client.send(
      new aws.PutRecordsCommand({
        StreamName,
        Records: ["two", "three"].map((text) => ({ PartitionKey: "k", Data: Buffer.from(text) })),
      }),
    );
    expect(batch.FailedRecordCount).toBe(0);
    const before = new Date(Date.now() - 60_000);
    const at = (type: aws.ShardIteratorType, more: object = {}) =>
      readShard({ StreamName, ShardId: shard0, ShardIteratorType: type, ...more }, 1).then(
        ({ texts }) => texts,
      );
    const number = { StartingSequenceNumber: batch.Records?.[0]?.SequenceNumber };
    expect(await at("TRIM_HORIZON")).toEqual(["one", "two", "three"]);
    expect(await at("AT_SEQUENCE_NUMBER", number)).toEqual(["two", "three"]);
    expect(await at("AFTER_SEQUENCE_NUMBER", number)).toEqual(["three"]);
    expect(await at("AT_TIMESTAMP", { Timestamp: before })).toEqual(["one", "two", "three"]);
    expect(await at("LATEST")).toEqual([]);
  });

  it("starts TRIM_HORIZON at what has not expired, its file being there or not", async () => {
    const StreamName = await newStream();
    await put(StreamName, "yesterday");
    clockOffset = 24 * 3_600_000 + 60_000;
    try {
      await put(StreamName, "today");
      const input = { StreamName, ShardId: shard0, ShardIteratorType: "TRIM_HORIZON" } as const;
      expect((await readShard(input)).texts).toEqual(["today"]);
    } finally {
      clockOffset = 0;
    }
  });

  it("lets an iterator expire after five minutes, and refuses one that it has not made", async () => {
    const StreamName = await newStream();
    const { ShardIterator } = await client.send(
      new aws.GetShardIteratorCommand({ StreamName, ShardId: shard0, ShardIteratorType: "LATEST" }),
    );
    clockOffset = 300_001;
    try {
      await expect(client.send(new aws.GetRecordsCommand({ ShardIterator }))).rejects.toThrow(
        aws.ExpiredIteratorException,
      );
    } finally {
      clockOffset = 0;
    }
    for (const garbage of ["garbage", "e30=", Buffer.from('{"v":1}').toString("base64")]) {
      await expect(
        client.send(new aws.GetRecordsCommand({ ShardIterator: garbage })),
      ).rejects.toThrow(aws.InvalidArgumentException);
    }
  });

  it("refuses a sequence number of another shard", async () => {
    const StreamName = await newStream(2);
    const { SequenceNumber, ShardId } = await put(StreamName, "x");
    const other = ShardId === shard0 ? "shardId-000000000001" : shard0;
    await expect(
      client.send(
        new aws.GetShardIteratorCommand({
          StreamName,
          ShardId: other,
          ShardIteratorType: "AT_SEQUENCE_NUMBER",
          StartingSequenceNumber: SequenceNumber,
        }),
      ),
    ).rejects.toThrow(`It encodes ${ShardId}`);
  });

  it("splits and merges: children take over the keys, and go on after their parents", async () => {
    const StreamName = await newStream();
    const before = await put(StreamName, "before");
    await client.send(
      new aws.SplitShardCommand({
        StreamName,
        ShardToSplit: shard0,
        NewStartingHashKey: (2n ** 127n).toString(),
      }),
    );
    const [parent, lower, upper] = await shardsOf(StreamName);
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined();
    expect([lower?.ParentShardId, upper?.ParentShardId]).toEqual([shard0, shard0]);
    const after = await put(StreamName, "after");
    expect([lower?.ShardId, upper?.ShardId]).toContain(after.ShardId);
    expect((after.SequenceNumber ?? "") > (before.SequenceNumber ?? "")).toBe(true);

    const { texts, page } = await readShard({
      StreamName,
      ShardId: shard0,
      ShardIteratorType: "TRIM_HORIZON",
    });
    expect(texts).toEqual(["before"]);
    expect(page.NextShardIterator).toBeUndefined();
    expect(page.ChildShards?.map(({ ShardId }) => ShardId)).toEqual([
      lower?.ShardId,
      upper?.ShardId,
    ]);

    await client.send(
      new aws.MergeShardsCommand({
        StreamName,
        ShardToMerge: lower?.ShardId,
        AdjacentShardToMerge: upper?.ShardId,
      }),
    );
    const merged = (await shardsOf(StreamName)).at(-1);
    expect(merged).toMatchObject({
      ParentShardId: lower?.ShardId,
      AdjacentParentShardId: upper?.ShardId,
      HashKeyRange: { StartingHashKey: "0", EndingHashKey: (2n ** 128n - 1n).toString() },
    });
    expect((await put(StreamName, "last")).ShardId).toBe(merged?.ShardId);
  });

  it("splits a shard once when two ask for it at the same time", async () => {
    const StreamName = await newStream();
    const split = () =>
      client.send(
        new aws.SplitShardCommand({ StreamName, ShardToSplit: shard0, NewStartingHashKey: "1000" }),
      );
    const outcomes = await Promise.allSettled([split(), split()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await shardsOf(StreamName)).toHaveLength(3);
  });

  it("loses no record and keeps their order while shards are replaced under load", async () => {
    const StreamName = await newStream(2);
    const acknowledged: string[] = [];
    let done = false;
    const load = (async () => {
      for (let n = 0; !done; n += 1) {
        acknowledged.push((await put(StreamName, `${n}`, "one-key")).SequenceNumber ?? "");
      }
    })();
    for (const TargetShardCount of [4, 3, 2, 1]) {
      await client.send(
        new aws.UpdateShardCountCommand({
          StreamName,
          TargetShardCount,
          ScalingType: "UNIFORM_SCALING",
        }),
      );
    }
    done = true;
    await load;
    expect([...acknowledged].sort()).toEqual(acknowledged);
    const found: string[] = [];
    for (const { ShardId } of await shardsOf(StreamName)) {
      const input = { StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
      found.push(...(await readShard(input)).texts);
    }
    expect(found).toEqual(acknowledged.map((_, n) => `${n}`));
  });

  it("describes and lists streams and shards by pages", async () => {
    const StreamName = await newStream(5);
    const { StreamDescriptionSummary: summary } = await client.send(
      new aws.DescribeStreamSummaryCommand({ StreamName }),
    );
    expect(summary).toMatchObject({
      StreamStatus: "ACTIVE",
      OpenShardCount: 5,
      RetentionPeriodHours: 24,
    });
    const { StreamDescription: byArn } = await client.send(
      new aws.DescribeStreamCommand({ StreamARN: summary?.StreamARN, Limit: 2 }),
    );
    expect(byArn).toMatchObject({ StreamName, HasMoreShards: true });
    expect(byArn?.Shards).toHaveLength(2);

    const ids: (string | undefined)[] = [];
    for (
      let NextToken: string | undefined, first = true;
      first || NextToken !== undefined;
      first = false
    ) {
      const page = await client.send(
        new aws.ListShardsCommand(
          NextToken === undefined ? { StreamName, MaxResults: 2 } : { NextToken, MaxResults: 2 },
        ),
      );
      ids.push(...(page.Shards ?? []).map(({ ShardId }) => ShardId));
      NextToken = page.NextToken;
    }
    expect(ids).toEqual([0, 1, 2, 3, 4].map((n) => `shardId-00000000000${n}`));
    const { StreamNames } = await client.send(new aws.ListStreamsCommand({}));
    expect(StreamNames).toContain(StreamName);
  });

  it("filters shards", async () => {
    const StreamName = await newStream(2);
    await client.send(
      new aws.MergeShardsCommand({
        StreamName,
        ShardToMerge: shard0,
        AdjacentShardToMerge: "shardId-000000000001",
      }),
    );
    const filtered = async (ShardFilter: aws.ShardFilter) => {
      const { Shards } = await client.send(new aws.ListShardsCommand({ StreamName, ShardFilter }));
      return Shards?.map(({ ShardId }) => Number(ShardId?.slice(-1)));
    };
    expect(await filtered({ Type: "AT_LATEST" })).toEqual([2]);
    expect(await filtered({ Type: "AT_TRIM_HORIZON" })).toEqual([0, 1]);
    expect(await filtered({ Type: "FROM_TRIM_HORIZON" })).toEqual([0, 1, 2]);
    expect(await filtered({ Type: "AFTER_SHARD_ID", ShardId: shard0 })).toEqual([1, 2]);
  });

  it("changes retention and mode, and keeps tags and consumers", async () => {
    const StreamName = await newStream();
    const summary = async () =>
      (await client.send(new aws.DescribeStreamSummaryCommand({ StreamName })))
        .StreamDescriptionSummary;
    const StreamARN = (await summary())?.StreamARN;
    await client.send(
      new aws.IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 }),
    );
    await expect(
      client.send(
        new aws.IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 24 }),
      ),
    ).rejects.toThrow("can not be shorter");
    await client.send(
      new aws.UpdateStreamModeCommand({
        StreamARN,
        StreamModeDetails: { StreamMode: "ON_DEMAND" },
      }),
    );
    await client.send(new aws.AddTagsToStreamCommand({ StreamName, Tags: { b: "2", a: "1" } }));
    const { Consumer } = await client.send(
      new aws.RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "fan-out" }),
    );
    const described = await client.send(
      new aws.DescribeStreamConsumerCommand({ ConsumerARN: Consumer?.ConsumerARN }),
    );
    expect(described.ConsumerDescription).toMatchObject({ ConsumerStatus: "ACTIVE", StreamARN });
    const { Consumers } = await client.send(new aws.ListStreamConsumersCommand({ StreamARN }));
    expect(Consumers).toHaveLength(1);
    const { Tags } = await client.send(new aws.ListTagsForStreamCommand({ StreamName }));
    expect(Tags).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ]);
    expect(await summary()).toMatchObject({
      RetentionPeriodHours: 48,
      StreamModeDetails: { StreamMode: "ON_DEMAND" },
      ConsumerCount: 1,
    });
  });

  it("refuses a batch over its limits as a whole", async () => {
    const StreamName = await newStream();
    const record = (Data: Buffer) => ({ PartitionKey: "k", Data });
    const batch = (Records: aws.PutRecordsRequestEntry[]) =>
      client.send(new aws.PutRecordsCommand({ StreamName, Records }));
    await expect(batch(Array(501).fill(record(Buffer.from("x"))))).rejects.toThrow(
      "less than or equal to 500",
    );
    await expect(batch(Array(11).fill(record(Buffer.alloc(1_000_000))))).rejects.toThrow(
      "Records size exceeds 10 MB limit",
    );
    await expect(
      batch([record(Buffer.from("fine")), record(Buffer.alloc(1_048_577))]),
    ).rejects.toThrow("records.2.member.data");
    const input = { StreamName, ShardId: shard0, ShardIteratorType: "TRIM_HORIZON" } as const;
    expect((await readShard(input)).texts).toEqual([]);
  });

  it("answers what is not there, and what is not implemented, as AWS would", async () => {
    const absent = client.send(new aws.DescribeStreamCommand({ StreamName: "absent" }));
    await expect(absent).rejects.toThrow(aws.ResourceNotFoundException);
    await expect(absent).rejects.toThrow("Stream absent under account 000000000000 not found.");
    const StreamName = await newStream();
    await expect(
      client.send(new aws.CreateStreamCommand({ StreamName, ShardCount: 1 })),
    ).rejects.toThrow(aws.ResourceInUseException);
    await expect(
      client.send(
        new aws.SubscribeToShardCommand({
          ConsumerARN: "arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:1",
          ShardId: shard0,
          StartingPosition: { Type: "LATEST" },
        }),
      ),
    ).rejects.toThrow("SubscribeToShard is not implemented");
  });
});
