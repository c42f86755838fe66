import { spawnSync } from "node:child_process";
import { appendFile, mkdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { startLocal } from "@tributary/local";
import { expect, onTestFinished, test } from "vitest";
import { Load } from "../src/chaos/load.ts";
import { PipelineProcess } from "../src/chaos/pipeline-process.ts";
import { isClean, report } from "../src/commands/reconcile.ts";
import { Acknowledgements } from "../src/producer/acknowledgements.ts";
import { reconcile } from "../src/reconcile/reconcile.ts";
import { localDeployment } from "../src/target/deployment.ts";
import { scratch, until } from "./support.ts";

/** Writes until nothing more fits. */
async function fill(file: string): Promise<void> {
  for (const size of [1024 * 1024, 4096]) {
    for (let full = false; !full; ) {
      full = await appendFile(file, Buffer.alloc(size)).then(
        () => false,
        () => true,
      );
    }
  }
}

/** A file system of its own, of 96 MB; false where this user or system mounts none. */
async function mounted(directory: string): Promise<boolean> {
  await mkdir(directory);
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", directory]);
  if (status !== 0) return false;
  onTestFinished(() => {
    spawnSync("umount", ["-l", directory]);
  });
  return true;
}

test("3 · a file system that fills up under load and is freed again: 503 while it is full, and it catches up by itself", async (context) => {
  const parent = await scratch();
  const disk = join(parent, "disk");
  if (!(await mounted(disk))) context.skip("needs the right to mount a small file system");
  const dataDir = join(disk, "pipeline");
  const acks = join(parent, "acknowledged.txt");
  const acknowledgements = new Acknowledgements(acks);
  const load = new Load(3, acknowledgements);
  load.start(4);
  onTestFinished(() => load.abandon());
  const pipeline = await PipelineProcess.start({ dataDir });
  onTestFinished(async () => {
    await pipeline.kill();
  });
  load.target((await pipeline.ready())?.apiUrl);
  await until(() => load.acknowledged > 300);
  const filler = join(disk, "filler");
  // Files that are finished or given up free a little space again, which is filled, too, until a whole
  // round of sends is refused.
  let acknowledged = -1;
  while (load.acknowledged > acknowledged) {
    await fill(filler);
    acknowledged = load.acknowledged;
    const retried = load.retried;
    await until(() => load.retried > retried + 20);
  }
  expect((await statfs(disk)).bavail).toBeLessThan(1_000);
  await rm(filler);
  await until(() => load.acknowledged > acknowledged + 100);
  expect(pipeline.exit).toBeUndefined();
  expect(await pipeline.stop()).toEqual({ code: 0, signal: null });
  load.target(undefined);
  const again = await startLocal({ dataDir, port: 0, awsPort: 0, bufferSeconds: 0.3 });
  onTestFinished(() => again.stop());
  load.target(again.apiUrl);
  await load.stop();
  await again.drained();
  await acknowledgements.close();
  const result = await reconcile(localDeployment(again.awsUrl, again.names), {
    ...{ acks, stream: true, views: true },
  });
  expect(isClean(result), report(result)).toBe(true);
  expect(result.accepted).toBe(load.acknowledged);
});
