import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EventSourceMapping } from "../src/services/lambda/event-source/mapping.ts";
import { Lambda } from "../src/services/lambda/lambda.ts";
import {
  MemoryObjects,
  MemoryStreams,
  memoryCheckpoints,
  until,
} from "../src/services/test-ports.ts";
import { NodeDisk } from "../src/storage/node-disk.ts";

let directory: string;
let lambda: Lambda;
let mapping: EventSourceMapping | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tributary-functions-"));
  lambda = new Lambda({
    ...{ disk: new NodeDisk(), logDirectory: join(directory, "logs") },
    endpointUrl: "http://127.0.0.1:4566",
  });
});
afterEach(async () => {
  await mapping?.close();
  await lambda.close();
  await rm(directory, { recursive: true, force: true });
});

const misdeeds = [
  ["throws a non-Error", "throw 'no error at all'", 128],
  ["hangs", "await new Promise(() => setInterval(() => {}, 1000))", 128],
  ["hangs in a loop", "for (;;);", 128],
  ["runs out of memory", "const all = []; for (;;) all.push(new Array(100000).fill(1.5))", 128],
  ["ends its process", "process.exit(7)", 128],
] as const;

test.each(misdeeds)(
  "9 · a handler that %s at one record: bounded retry, then that record alone goes to the failure destination",
  async (_name, misdeed, memoryMb) => {
    const bundleDirectory = join(directory, "bundle");
    await mkdir(bundleDirectory);
    await writeFile(
      join(bundleDirectory, "index.mjs"),
      `export const handler = async ({ Records }) => {
        const texts = Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
        if (texts.includes("poison")) { ${misdeed} }
        console.log("took " + texts.join());
        return null;
      };`,
    );
    lambda.defineFunction({
      ...{ name: "consumer", bundleDirectory, memoryMb },
      ...{ timeoutSeconds: 1, concurrency: 1 },
    });
    const streams = new MemoryStreams();
    const objects = new MemoryObjects();
    const invoked: number[] = [];
    const functions = {
      invoke: (name: string, payload: string) => {
        const { Records }: { Records: unknown[] } = JSON.parse(payload);
        invoked.push(Records.length);
        return lambda.invoke(name, payload);
      },
    };
    for (const text of ["a", "poison", "b"]) streams.put(text);
    mapping = new EventSourceMapping(
      {
        ...{ functionName: "consumer", streamName: "events", startingPosition: "TRIM_HORIZON" },
        ...{ maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
        onFailureBucket: "failures",
      },
      { streams, functions, objects, checkpoints: memoryCheckpoints(), backoff: () => 1 },
    );
    mapping.start();
    await until(() => mapping?.lag().drained === true);
    const [key = "", ...more] = objects.keys("failures");
    expect(more).toEqual([]);
    const record = JSON.parse(`${await objects.get("failures", key)}`);
    const { Records } = JSON.parse(record.payload);
    expect(Records).toHaveLength(1);
    expect(Buffer.from(Records[0].kinesis.data, "base64").toString()).toBe("poison");
    expect(record.requestContext.condition).toBe("RetryAttemptsExhausted");
    // All three, halves of them, the poison twice, the good ones.
    expect(invoked.length).toBeLessThanOrEqual(7);
  },
);
