import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../clock.ts";
import { setFaults } from "../../fail-points.ts";
import { NodeDisk } from "../../storage/node-disk.ts";
import { hashKey } from "./hash-keys.ts";
import { Kinesis, type KinesisOptions } from "./kinesis.ts";

const hour = 3_600_000;
let directory: string;
let open: Kinesis[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tributary-kinesis-"));
  open = [];
});
afterEach(async () => {
  setFaults(undefined);
  for (const kinesis of open) await kinesis.close();
  await rm(directory, { recursive: true, force: true });
});

async function start(options: Partial<KinesisOptions> = {}): Promise<Kinesis> {
  const kinesis = await Kinesis.open({ disk: new NodeDisk(), directory, ...options });
  open.push(kinesis);
  return kinesis;
}

async function readAll(kinesis: Kinesis, shardId = "shardId-000000000000"): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | undefined; ; ) {
    const batch = await kinesis.read({
      streamName: "orders",
      shardId,
      after,
      records: 7,
      bytes: 1_000_000,
      waitMs: 0,
    });
    if (batch.length === 0) return found;
    found.push(...batch.map(({ data }) => data.toString()));
    after = batch.at(-1)?.sequenceNumber;
  }
}

const record = (data: string, partitionKey = "k") => ({
  streamName: "orders",
  partitionKey,
  data: Buffer.from(data),
});

describe("a stream", () => {
  it("gives back what was put, in order, after a restart too", async () => {
    const first = await start();
    await first.createStream({ name: "orders" });
    const put = await Promise.all(
      [...Array(20).keys()].map((n) => first.putRecord(record(`${n}`))),
    );
    const numbers = put.map(({ sequenceNumber }) => sequenceNumber);
    expect(numbers.every((number) => /^\d{56}$/.test(number))).toBe(true);
    expect([...new Set(numbers)].sort()).toEqual(numbers);
    expect(await readAll(first)).toEqual([...Array(20).keys()].map(String));
    await first.close();

    const second = await start();
    expect(second.lastSequenceNumber("orders", "shardId-000000000000")).toBe(numbers.at(-1));
    const next = await second.putRecord(record("after"));
    expect(next.sequenceNumber > (numbers.at(-1) ?? "")).toBe(true);
    expect(await readAll(second)).toEqual([...[...Array(20).keys()].map(String), "after"]);
  });

  it("reads over segment files what no longer fits in memory", async () => {
    const kinesis = await start({ segmentBytes: 2_000, recentBytes: 1_000 });
    await kinesis.createStream({ name: "orders" });
    const expected = [...Array(300).keys()].map((n) => `${n}-${"x".repeat(n)}`);
    for (let at = 0; at < expected.length; at += 10) {
      await Promise.all(expected.slice(at, at + 10).map((data) => kinesis.putRecord(record(data))));
    }
    expect(await readAll(kinesis)).toEqual(expected);
  });

  it("shares one decoded record, and its base64, between readers at the tail", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "orders" });
    await kinesis.putRecord(record("shared"));
    const read = () =>
      kinesis.read({
        streamName: "orders",
        shardId: "shardId-000000000000",
        after: undefined,
        records: 1,
        bytes: 1,
        waitMs: 0,
      });
    const [[one], [two]] = [await read(), await read()];
    expect(one).toBe(two);
    expect(one?.base64).toBe("c2hhcmVk");
  });

  it("wakes a waiting reader when a record is committed, and lets it go on abort", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "orders" });
    const wait = (signal?: AbortSignal) =>
      kinesis.read({
        streamName: "orders",
        shardId: "shardId-000000000000",
        after: undefined,
        records: 10,
        bytes: 1000,
        waitMs: 60_000,
        ...(signal === undefined ? {} : { signal }),
      });
    const aborted = new AbortController();
    const [given, letGo] = [wait(), wait(aborted.signal)];
    aborted.abort();
    expect(await letGo).toEqual([]);
    await kinesis.putRecord(record("hello"));
    expect((await given).map(({ data }) => data.toString())).toEqual(["hello"]);
  });

  it("does not deliver a record before its fsync", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "orders" });
    setFaults("log.fsync:delay:1:50");
    const put = kinesis.putRecord(record("late"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await readAll(kinesis)).toEqual([]);
    await put;
    expect(await readAll(kinesis)).toEqual(["late"]);
  });

  it("spreads keys over the shards by the MD5 of the key", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "orders", shardCount: 4 });
    const keys = [...Array(200).keys()].map((n) => `customer-${n}`);
    for (const key of keys) {
      const { shardId } = await kinesis.putRecord(record("x", key));
      const quarter = Math.floor(Number.parseInt(hashKey(key).slice(0, 2), 16) / 64);
      expect(shardId).toBe(`shardId-00000000000${quarter}`);
    }
  });

  it("refuses what AWS refuses", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "orders" });
    const big = Buffer.alloc(1024 * 1024);
    await expect(kinesis.putRecord({ ...record(""), data: big })).rejects.toMatchObject({
      code: "ValidationException",
      message: expect.stringContaining("less than or equal to 1048576"),
    });
    await kinesis.putRecord({ ...record(""), data: big.subarray(1) });
    await expect(kinesis.putRecord(record("x", ""))).rejects.toMatchObject({
      code: "ValidationException",
    });
    await expect(kinesis.putRecord(record("x", "k".repeat(257)))).rejects.toMatchObject({
      code: "ValidationException",
    });
    await expect(
      kinesis.putRecord({ ...record("x"), streamName: "nothing" }),
    ).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("answers InternalFailure after a disk error and takes nothing more", async () => {
    const lines: string[] = [];
    const kinesis = await start({ log: (line) => lines.push(line) });
    await kinesis.createStream({ name: "orders" });
    setFaults("log.fsync:eio:1");
    const failure = { code: "InternalFailure", status: 500 };
    await expect(kinesis.putRecord(record("one"))).rejects.toMatchObject(failure);
    await expect(kinesis.putRecord(record("two"))).rejects.toMatchObject(failure);
    expect(await readAll(kinesis)).toEqual([]);
    expect(lines).toEqual([expect.stringContaining("is closed to writes after a disk error")]);
  });

  it("says where its stored records are damaged", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "orders" });
    const { sequenceNumber } = await kinesis.putRecord(record("first"));
    await kinesis.putRecord(record("second"));
    await kinesis.close();
    const shard = join(directory, "orders", "shardId-000000000000");
    const file = join(shard, "000000000000000.log");
    const bytes = await readFile(file);
    const offset = 24 + 2 + 1 + "first".length;
    await writeFile(file, bytes.subarray(0, -1));
    const lines: string[] = [];
    const reopened = await start({ log: (line) => lines.push(line) });
    expect(lines).toEqual([
      expect.stringContaining(`${file} is not readable from offset ${offset}`),
    ]);
    expect(await readAll(reopened)).toEqual(["first"]);
    // Else a reader that has read everything would wait for a record that is gone.
    expect(reopened.lastSequenceNumber("orders", "shardId-000000000000")).toBe(sequenceNumber);
    await reopened.close();
    await rm(shard, { recursive: true });
    await expect(start()).rejects.toThrow("every file of the log is gone");
  });

  it("enforces the throughput of a shard only where it is asked to", async () => {
    const clock = { now: () => 5_000 };
    const kinesis = await start({ enforceShardLimits: true, clock });
    await kinesis.createStream({ name: "orders" });
    const half = { ...record(""), data: Buffer.alloc(600_000) };
    await kinesis.putRecord(half);
    await expect(kinesis.putRecord(half)).rejects.toMatchObject({
      code: "ProvisionedThroughputExceededException",
    });
    await kinesis.close();
    const unlimited = await start({ clock });
    await unlimited.putRecord(half);
    await unlimited.putRecord(half);
  });
});

describe("retention", () => {
  it("removes whole files once every record in them has expired", async () => {
    let now = 1_700_000_000_000;
    const clock: Clock = { now: () => now };
    const kinesis = await start({ clock, segmentBytes: 100, recentBytes: 0 });
    const stream = await kinesis.createStream({ name: "orders" });
    await kinesis.putRecord(record(`old ${"x".repeat(100)}`));
    now += 23 * hour;
    await kinesis.putRecord(record(`young ${"x".repeat(100)}`));
    await kinesis.putRecord(record("newest"));
    await stream.trim();
    expect(await readAll(kinesis)).toHaveLength(3);
    now += 2 * hour;
    await stream.trim();
    expect((await readAll(kinesis)).map((data) => data.split(" ")[0])).toEqual(["young", "newest"]);
  });
});

describe("a deleted stream", () => {
  it("leaves nothing to one that is made under its name", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "orders" });
    await kinesis.putRecord(record("gone"));
    await kinesis.deleteStream("orders");
    await kinesis.createStream({ name: "orders" });
    expect(await readAll(kinesis)).toEqual([]);
  });

  it("keeps names apart that differ in case only", async () => {
    const kinesis = await start();
    await kinesis.createStream({ name: "Orders" });
    await kinesis.createStream({ name: "orders" });
    await kinesis.close();
    expect((await start()).streamNames).toEqual(["Orders", "orders"]);
  });
});
