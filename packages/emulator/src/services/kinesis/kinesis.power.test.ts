import { setImmediate as turn } from "node:timers/promises";
import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { expect, it } from "vitest";
import { MemoryDisk } from "../../storage/memory-disk.ts";
import { evenRanges } from "./hash-keys.ts";
import { Kinesis } from "./kinesis.ts";

const step = record({
  kind: constantFrom("put", "put", "put", "turn", "settle", "reshard", "powerLoss"),
  n: integer({ min: 1, max: 8 }),
});

const keyOf = (text: string) => `key-${text.length % 3}`;
const byPut = ([a]: [string, string], [b]: [string, string]) =>
  Number.parseInt(a, 10) - Number.parseInt(b, 10);

it("a power failure during puts and reshardings loses nothing acknowledged, and order holds by key", async () => {
  await assert(
    asyncProperty(array(step, { maxLength: 25 }), async (steps) => {
      const disk = new MemoryDisk();
      const open = () =>
        Kinesis.open({
          disk,
          directory: "/kinesis",
          segmentBytes: 200,
          recentBytes: 500,
          log: () => {},
        });
      let kinesis = await open();
      await kinesis.createStream({ name: "s", shardCount: 2 });
      const acknowledged = new Map<string, string>();
      let pending: Promise<unknown>[] = [];
      let next = 0;
      const put = async (text: string) => {
        const { sequenceNumber } = await kinesis.putRecord({
          streamName: "s",
          partitionKey: keyOf(text),
          data: Buffer.from(text),
        });
        acknowledged.set(text, sequenceNumber);
      };
      const reshard = async (count: number) => {
        const stream = kinesis.stream("s");
        const current = stream.openShards;
        await stream.reshard(
          current,
          evenRanges(count).map((range) => ({
            range,
            parents: current.map(({ state }) => state.id),
          })),
        );
      };
      const failSafe = (work: Promise<unknown>) => pending.push(work.catch(() => {}));
      const check = async () => {
        const stored = new Map<string, string>();
        for (const shardId of kinesis.shardIds("s")) {
          const records = await kinesis.read({
            streamName: "s",
            shardId,
            after: undefined,
            records: 1_000,
            bytes: 1_000_000,
            waitMs: 0,
          });
          for (const { data, sequenceNumber } of records) stored.set(`${data}`, sequenceNumber);
        }
        const last = new Map<string, string>();
        // In the order in which they were put, which is that of their numbers.
        for (const [text, number] of [...acknowledged].sort(byPut)) {
          expect(stored.get(text)).toBe(number);
          expect(number > (last.get(keyOf(text)) ?? "")).toBe(true);
          last.set(keyOf(text), number);
        }
        expect(new Set(stored.values()).size).toBe(stored.size);
      };
      for (const { kind, n } of steps) {
        if (kind === "put") {
          for (let count = 0; count < n; count += 1) failSafe(put(`${next++}${"x".repeat(n * 5)}`));
        }
        if (kind === "turn") for (let count = 0; count < n; count += 1) await turn();
        if (kind === "settle") await Promise.all(pending);
        if (kind === "reshard") failSafe(reshard(1 + (n % 4)));
        if (kind === "powerLoss") {
          disk.powerLoss({ seed: n });
          await Promise.all(pending);
          pending = [];
          kinesis = await open();
          await check();
        }
      }
      await Promise.all(pending);
      await check();
      await kinesis.close();
    }),
    { numRuns: 200 },
  );
});
