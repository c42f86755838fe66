import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { startLocal } from "@tributary/local";
import { expect } from "vitest";
import { isClean, report } from "../../src/commands/reconcile.ts";
import { reconcile } from "../../src/reconcile/reconcile.ts";
import { localDeployment } from "../../src/target/deployment.ts";

/** Ids in a file of acknowledgements; 0 where there is no file yet. */
export async function acknowledged(acks: string): Promise<number> {
  const text = await readFile(acks, "utf8").catch(() => "");
  return text.split("\n").length - 1;
}

/** Resolves when so many events were acknowledged. */
export async function acknowledgedAtLeast(count: number, acks: string): Promise<void> {
  while ((await acknowledged(acks)) < count) await sleep(50);
}

/** Opens a data directory again, lets it drain, and expects every acknowledged event in every sink, once. */
export async function expectClean(dataDir: string, acks: string): Promise<void> {
  const pipeline = await startLocal({ dataDir, port: 0, awsPort: 0, bufferSeconds: 0.3 });
  try {
    await pipeline.drained();
    const result = await reconcile(localDeployment(pipeline.awsUrl, pipeline.names), { acks });
    expect(isClean(result), report(result)).toBe(true);
    expect(result.accepted).toBe(await acknowledged(acks));
  } finally {
    await pipeline.stop();
  }
}
