import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startLocal } from "@tributary/local";
import { expect, onTestFinished, test } from "vitest";
import { chaos } from "../src/chaos/chaos.ts";
import { Load } from "../src/chaos/load.ts";
import { PipelineProcess } from "../src/chaos/pipeline-process.ts";
import { hops, type Kill, killSchedule } from "../src/chaos/schedule.ts";
import { isClean, report } from "../src/commands/reconcile.ts";
import { Acknowledgements } from "../src/producer/acknowledgements.ts";
import { reconcile } from "../src/reconcile/reconcile.ts";
import { localDeployment } from "../src/target/deployment.ts";
import { scratch } from "./support.ts";

/** Kills as ordered, under load; nothing acknowledged may be lost or doubled. */
async function survives(kills: readonly Kill[], seed: number): Promise<readonly string[]> {
  const directory = await scratch();
  const summary = await chaos({
    ...{ kills, seed, every: kills.length, clients: 4, shards: 2 },
    dataDir: join(directory, "pipeline"),
    onKill: () => {},
    onCheck: () => {},
  });
  expect(isClean(summary.result), report(summary.result)).toBe(true);
  expect(summary.result.accepted, `seed ${seed}`).toBe(summary.acknowledged);
  expect(summary.acknowledged).toBeGreaterThan(0);
  return summary.diedAt;
}

const at = (hop: string, pass: number): Kill => ({ kind: "hop", hop, pass });

test("1 · kill -9 at every step of an event's way: nothing acknowledged is lost, nothing doubled", async () => {
  const kills = hops.map((hop, index) => at(hop, 2 + (index % 3)));
  expect(await survives(kills, 1)).toEqual(hops);
});

test("1 · kill -9 at random moments, by a seed: nothing acknowledged is lost, nothing doubled", async () => {
  const seed = Number(process.env.FAULT_SEED ?? 20_260_101);
  await survives(killSchedule(seed, 8), seed);
});

test("14 · crash between two tables' writes: redone, idempotent", async () => {
  // A batch of invoice lines is written in several transactions: lines, then the customers' invoices.
  const kills = [1, 2, 3].map((pass) => at("dynamodb.ack", pass));
  expect(await survives(kills, 14)).toHaveLength(kills.length);
});

/** A pipeline of its own process under load. */
async function underLoad(fault?: string) {
  const directory = await scratch();
  const dataDir = join(directory, "pipeline");
  const file = join(directory, "acknowledged.txt");
  const acknowledgements = new Acknowledgements(file);
  const load = new Load(7, acknowledgements);
  load.start(4);
  const pipeline = await PipelineProcess.start({ dataDir, fault });
  onTestFinished(async () => {
    await pipeline.kill();
  });
  const running = await pipeline.ready();
  load.target(running?.apiUrl);
  /** Starts it anew in this process, lets it catch up, and compares. */
  const recovered = async (): Promise<void> => {
    const again = await startLocal({ dataDir, port: 0, awsPort: 0, bufferSeconds: 0.3 });
    try {
      load.target(again.apiUrl);
      await load.stop();
      await again.drained();
      await acknowledgements.close();
      const result = await reconcile(localDeployment(again.awsUrl, again.names), {
        ...{ acks: file, stream: true },
      });
      expect(isClean(result), report(result)).toBe(true);
      expect(result.accepted).toBe(load.acknowledged);
    } finally {
      await again.stop();
    }
  };
  return { dataDir, load, pipeline, recovered };
}

const acknowledgedAtLeast = async (load: Load, count: number): Promise<void> => {
  while (load.acknowledged < count) await new Promise((done) => setTimeout(done, 20));
};

test.each(["firehose.parquet:kill:3", "firehose.object:kill:3", "file.rename:kill:25"])(
  "20 · crash in mid-Parquet (%s): no partial object is ever visible",
  async (fault) => {
    const { dataDir, load, pipeline, recovered } = await underLoad(fault);
    expect(await pipeline.exited).toMatchObject({ signal: "SIGKILL" });
    load.target(undefined);
    for (const file of await filesBelow(join(dataDir, "s3"))) {
      if (!file.endsWith(".parquet")) continue;
      const bytes = await readFile(file);
      // A Parquet file's last bytes are written last.
      expect(bytes.subarray(-4).toString("latin1"), file).toBe("PAR1");
    }
    await recovered();
  },
);

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

test("23 · SIGTERM under load, then a restart: exit code 0, and nothing is lost", async () => {
  const { load, pipeline, recovered } = await underLoad();
  await acknowledgedAtLeast(load, 200);
  expect(await pipeline.stop()).toEqual({ code: 0, signal: null });
  load.target(undefined);
  await recovered();
});

test("25 · two instances on one data directory: the second refuses with a clear error, the first goes on", async () => {
  const { dataDir, load, pipeline, recovered } = await underLoad();
  await acknowledgedAtLeast(load, 1);
  const second = await PipelineProcess.start({ dataDir });
  expect(await second.exited).toMatchObject({ code: 1 });
  expect(second.errors).toMatch(/data directory .* is in use|in use by/i);
  await acknowledgedAtLeast(load, load.acknowledged + 50);
  expect(pipeline.exit).toBeUndefined();
  expect(await pipeline.stop()).toEqual({ code: 0, signal: null });
  load.target(undefined);
  await recovered();
});

/** Segment files of the stream, oldest first. */
async function segments(dataDir: string): Promise<string[]> {
  const files = await filesBelow(join(dataDir, "kinesis"));
  return files.filter((file) => file.endsWith(".log")).sort();
}

test("2 · a torn log tail: cut off at its checksum and reported with its offset; nothing acknowledged is lost", async () => {
  const { dataDir, load, pipeline, recovered } = await underLoad();
  await acknowledgedAtLeast(load, 100);
  await pipeline.kill();
  load.target(undefined);
  const [file = ""] = await segments(dataDir);
  const handle = await open(file, "a");
  const { size } = await handle.stat();
  await handle.write(Buffer.alloc(333, 0x5a));
  await handle.close();
  const again = await PipelineProcess.start({ dataDir });
  expect(await again.ready()).toBeDefined();
  expect(again.errors).toContain(String(size));
  expect(await again.stop()).toMatchObject({ code: 0 });
  await recovered();
});

test("2 · a bit flipped in an acknowledged record: never skipped silently, the place is named", async () => {
  const { dataDir, load, pipeline } = await underLoad();
  await acknowledgedAtLeast(load, 100);
  await pipeline.kill();
  load.target(undefined);
  const [file = ""] = await segments(dataDir);
  const handle = await open(file, "r+");
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, 300);
  byte[0] = (byte[0] ?? 0) ^ 0x40;
  await handle.write(byte, 0, 1, 300);
  await handle.close();
  const again = await PipelineProcess.start({ dataDir });
  expect(await again.exited).toMatchObject({ code: 1 });
  expect(again.errors).toMatch(/offset|byte/i);
  expect(again.errors).toContain("shardId-000000000000");
});
