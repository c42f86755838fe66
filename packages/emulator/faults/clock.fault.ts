import { expect, test } from "vitest";
import { Kinesis } from "../src/services/kinesis/kinesis.ts";
import { MemoryDisk } from "../src/storage/memory-disk.ts";

const DAY_MS = 86_400_000;

test("21 · the clock jumps a day either way, over restarts too: order is the log's, not the clock's", async () => {
  const disk = new MemoryDisk();
  let now = Date.UTC(2026, 0, 10);
  const open = () =>
    Kinesis.open({ disk, directory: "/kinesis", clock: { now: () => now }, segmentBytes: 400 });
  let kinesis = await open();
  await kinesis.createStream({ name: "events", shardCount: 1, retentionHours: 168 });
  const acknowledged: string[] = [];
  const texts: string[] = [];
  for (let n = 0; n < 60; n += 1) {
    now += [DAY_MS, -DAY_MS, 0, -1, 5][n % 5] ?? 0;
    const text = `record-${n}`;
    const { sequenceNumber } = await kinesis.putRecord({
      ...{ streamName: "events", partitionKey: "k" },
      data: Buffer.from(text),
    });
    acknowledged.push(sequenceNumber);
    texts.push(text);
    if (n % 20 === 19) {
      await kinesis.close();
      kinesis = await open();
    }
  }
  expect([...new Set(acknowledged)].sort()).toEqual(acknowledged);
  const read: string[] = [];
  for (let after: string | undefined; ; ) {
    const found = await kinesis.read({
      ...{ streamName: "events", shardId: "shardId-000000000000", after },
      ...{ records: 7, bytes: 1_000_000, waitMs: 0 },
    });
    if (found.length === 0) break;
    read.push(...found.map(({ data }) => `${data}`));
    after = found.at(-1)?.sequenceNumber;
  }
  expect(read).toEqual(texts);
  await kinesis.close();
});
