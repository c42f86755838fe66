import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { start, startPipeline } from "./support/command.ts";
import { acknowledged, acknowledgedAtLeast, expectClean } from "./support/restart.ts";
import { temporaryDirectory } from "./support/temporary.ts";

const ROUNDS = 4;

test(`kill -9 in the middle of ${ROUNDS} producer runs: nothing acknowledged is lost or doubled`, async () => {
  const directory = await temporaryDirectory();
  const dataDir = join(directory, "data");
  const acks = join(directory, "acks.txt");
  for (let round = 0; round < ROUNDS; round += 1) {
    const local = await startPipeline(dataDir, "--buffer-seconds", "0.3");
    const producer = start([
      ...["producer", "--endpoint", local.apiUrl, "--acks", acks, "--quiet", "--duration", "60s"],
      ...["--batch", round % 2 === 0 ? "20" : "1", "--duplicate-ratio", "0.2"],
    ]);
    await acknowledgedAtLeast((await acknowledged(acks)) + 50, acks);
    await sleep(Math.random() * 1_200);
    local.kill("SIGKILL");
    expect(await local.ended).toMatchObject({ signal: "SIGKILL" });
    producer.kill("SIGINT");
    await producer.ended;
  }
  await expectClean(dataDir, acks);
});
