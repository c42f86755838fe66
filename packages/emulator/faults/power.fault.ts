import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Firehose } from "../src/services/firehose/firehose.ts";
import { Kinesis } from "../src/services/kinesis/kinesis.ts";
import { EventSourceMapping } from "../src/services/lambda/event-source/mapping.ts";
import type { Functions } from "../src/services/ports.ts";
import { S3 } from "../src/services/s3/s3.ts";
import { MemoryCatalog } from "../src/services/test-ports.ts";
import { Checkpoints } from "../src/storage/checkpoints.ts";
import type { Disk } from "../src/storage/disk.ts";
import { MemoryDisk } from "../src/storage/memory-disk.ts";

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "tributary-power-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** The disk as one life of the process sees it: after the power loss that life writes nothing more. */
function lifeOf(disk: Disk): { disk: Disk; end(): void } {
  let over = false;
  const guarded = new Proxy(disk, {
    get: (target, name) => {
      const member = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...values: unknown[]) => {
        if (over) return Promise.reject(Object.assign(new Error("no power"), { code: "EIO" }));
        return Reflect.apply(member, target, values);
      };
    },
  });
  return {
    disk: guarded,
    end: () => {
      over = true;
    },
  };
}

interface KinesisEvent {
  readonly Records: readonly {
    readonly kinesis: { readonly sequenceNumber: string; readonly data: string };
  }[];
}
interface FirehoseEvent {
  readonly records: readonly { readonly recordId: string; readonly data: string }[];
}

/** Stream, archiver, delivery and object store on one disk, for as long as the power lasts. */
async function powerOn(memory: MemoryDisk) {
  const life = lifeOf(memory);
  const { disk } = life;
  const kinesis = await Kinesis.open({
    disk,
    directory: "/kinesis",
    segmentBytes: 600,
    log: () => {},
  });
  const s3 = await S3.open({ disk, directory: "/s3", region: "eu-central-1", log: () => {} });
  await disk.makeDirectory("/checkpoints");
  const checkpoints = new Checkpoints(disk, "/checkpoints");
  await s3.ensureBucket("data");
  await kinesis.ensureStream({ name: "events", shardCount: 2 });
  const functions: Functions = {
    invoke: async (name, payload) => {
      if (name === "archiver") {
        const { Records }: KinesisEvent = JSON.parse(payload);
        const texts = Records.map(({ kinesis: { data } }) => `${Buffer.from(data, "base64")}\n`);
        const key = `raw/${Records[0]?.kinesis.sequenceNumber}-${Records.at(-1)?.kinesis.sequenceNumber}`;
        await s3.put({ bucket: "data", key, body: Buffer.from(texts.join("")) });
        return { payload: "null", functionError: undefined };
      }
      const { records }: FirehoseEvent = JSON.parse(payload);
      const answer = records.map(({ recordId, data }) => ({ recordId, data, result: "Ok" }));
      return { payload: JSON.stringify({ records: answer }), functionError: undefined };
    },
  };
  const common = { streams: kinesis, functions, objects: s3, checkpoints, backoff: () => 1 };
  const mapping = new EventSourceMapping(
    {
      ...{ functionName: "archiver", streamName: "events", batchSize: 4 },
      startingPosition: "TRIM_HORIZON",
    },
    common,
  );
  const firehose = await Firehose.create({
    ...common,
    ...{ catalog: new MemoryCatalog([]), temporaryDirectory: scratch, mostBufferSeconds: 0.02 },
  });
  const delivery = firehose.defineDeliveryStream({
    ...{ name: "lake", streamName: "events", startingPosition: "TRIM_HORIZON", bucket: "data" },
    ...{ prefix: "lake/", errorPrefix: "errors/!{firehose:error-output-type}/" },
    processor: { functionName: "identity", bufferSizeMb: 0.5, bufferIntervalSeconds: 0 },
    ...{ bufferMb: 64, bufferSeconds: 60 },
  });
  mapping.start();
  firehose.start();
  return {
    kinesis,
    contents: async (prefix: string): Promise<string[]> => {
      const objects = await s3.list("data", prefix);
      const bodies = await Promise.all(objects.map(({ key }) => s3.get("data", key)));
      return bodies.flatMap((body) => `${body}`.split(/[\n;]/).filter((text) => text !== ""));
    },
    drained: async (): Promise<void> => {
      while (!mapping.lag().drained || !delivery.lag().drained) {
        await new Promise((done) => setTimeout(done, 5));
      }
    },
    off: async (seed?: number): Promise<void> => {
      if (seed !== undefined) {
        life.end();
        memory.powerLoss({ seed });
      }
      // What is left of that life fails on its own.
      const parts = [mapping, firehose, kinesis, s3];
      await Promise.allSettled(parts.map((part) => part.close()));
    },
  };
}

describe("1 · power loss", () => {
  test.each([1, 2, 3, 4, 5, 6])(
    "1 · power loss while records go through stream, archive and delivery (seed %i): every acknowledged one is archived, and delivered once",
    async (seed) => {
      const memory = new MemoryDisk();
      const acknowledged = new Set<string>();
      let number = 0;
      for (let life = 0; life < 4; life += 1) {
        const running = await powerOn(memory);
        const puts: Promise<unknown>[] = [];
        for (let burst = 0; burst < 10 + ((seed * 7 + life * 3) % 9); burst += 1) {
          for (let n = 0; n < 3; n += 1) {
            const text = `record-${seed}-${number++}`;
            const put = kinesisPut(running.kinesis, text).then(() => acknowledged.add(text));
            puts.push(put.catch(() => {}));
          }
          for (let turns = 0; turns < (seed + burst) % 4; turns += 1) await turn();
          if ((seed + burst) % 5 === 0) await new Promise((done) => setTimeout(done, 8));
        }
        await running.off(seed * 100 + life);
        await Promise.all(puts);
      }
      expect(acknowledged.size).toBeGreaterThan(10);
      const last = await powerOn(memory);
      await last.drained();
      const archived = new Set(await last.contents("raw/"));
      expect([...acknowledged].filter((text) => !archived.has(text))).toEqual([]);
      const delivered = await last.contents("lake/");
      const texts = new Set(delivered);
      expect([...acknowledged].filter((text) => !texts.has(text))).toEqual([]);
      expect(delivered.length).toBe(texts.size);
      await last.off();
    },
  );
});

const kinesisPut = (kinesis: Kinesis, text: string): Promise<unknown> =>
  kinesis.putRecord({
    ...{ streamName: "events", partitionKey: text },
    data: Buffer.from(`${text};`),
  });
