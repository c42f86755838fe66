import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import { Kinesis } from "./kinesis.ts";

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "tributary-kill-"));
  await build({
    stdin: {
      contents: `export { Kinesis } from "./kinesis.ts"; export { NodeDisk } from "../../storage/node-disk.ts";`,
      resolveDir: import.meta.dirname,
    },
    outfile: join(scratch, "kinesis.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
  });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Puts records one after another until it is killed; what it printed was acknowledged. */
async function putUntilKilled(directory: string, fault: string): Promise<string[]> {
  const module = pathToFileURL(join(scratch, "kinesis.mjs")).href;
  const script = `
    import { writeSync } from "node:fs";
    import { Kinesis, NodeDisk } from ${JSON.stringify(module)};
    const kinesis = await Kinesis.open({ disk: new NodeDisk(), directory: ${JSON.stringify(directory)}, segmentBytes: 500 });
    await kinesis.ensureStream({ name: "orders" });
    const one = async (n) => {
      const data = Buffer.from(process.pid + "-" + n);
      await kinesis.putRecord({ streamName: "orders", partitionKey: "k", data });
      writeSync(1, data + "\\n");
    };
    for (let n = 0; ; n += 3) await Promise.all([one(n), one(n + 1), one(n + 2)]);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, FAULT: fault },
  });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  return printed.split("\n").filter((line) => line !== "");
}

// A signal cannot be sent to oneself in this way on Windows.
describe.skipIf(process.platform === "win32")("kill -9", () => {
  it("at every step of an append loses nothing acknowledged and repeats nothing", async () => {
    const directory = join(scratch, "data");
    const acknowledged: string[] = [];
    for (const fault of ["log.append:kill:9", "log.fsync:kill:9", "log.ack:kill:9"]) {
      acknowledged.push(...(await putUntilKilled(directory, fault)));
    }
    expect(acknowledged.length).toBe(3 * 8 * 3);
    const kinesis = await Kinesis.open({ disk: new NodeDisk(), directory });
    const records = await kinesis.read({
      streamName: "orders",
      shardId: "shardId-000000000000",
      after: undefined,
      records: 1000,
      bytes: 1_000_000,
      waitMs: 0,
    });
    const stored = records.map(({ data }) => data.toString());
    expect(stored).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(stored).size).toBe(stored.length);
    const numbers = records.map(({ sequenceNumber }) => sequenceNumber);
    expect([...new Set(numbers)].sort()).toEqual(numbers);
    await kinesis.close();
  });
});
