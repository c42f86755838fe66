import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../clock.ts";
import { setFaults } from "../../fail-points.ts";
import { DynamoDb } from "./dynamodb.ts";
import { attributes, keys } from "./fixture.ts";

const TABLE = {
  TableName: "orders",
  KeySchema: keys("pk"),
  AttributeDefinitions: attributes({ pk: "S" }),
  BillingMode: "PAY_PER_REQUEST",
};

let scratch: string;
beforeAll(async () => {
  // Beside the sources, so that the child finds lmdb where they find it.
  const built = join(import.meta.dirname, "../../../dist");
  await mkdir(built, { recursive: true });
  scratch = await mkdtemp(join(built, "tributary-kill-"));
  await build({
    entryPoints: [join(import.meta.dirname, "dynamodb.ts")],
    outfile: join(scratch, "dynamodb.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));
afterEach(() => setFaults(undefined));

/** Writes batches until it is killed; what it printed was acknowledged. */
async function writeUntilKilled(directory: string, fault: string): Promise<string[]> {
  const module = pathToFileURL(join(scratch, "dynamodb.mjs")).href;
  const script = `
    import { writeSync } from "node:fs";
    import { DynamoDb } from ${JSON.stringify(module)};
    const db = await DynamoDb.open({ directory: ${JSON.stringify(directory)}, clock: { now: () => Date.now() } });
    await db.ensureTable(${JSON.stringify(TABLE)});
    const one = async (n) => {
      const names = [0, 1, 2].map((i) => process.pid + "-" + (n + i));
      await db.execute("BatchExecuteStatement", { Statements: names.map((S) => ({
        Statement: "INSERT INTO orders VALUE {'pk': ?}", Parameters: [{ S }] })) });
      writeSync(1, names.join("\\n") + "\\n");
    };
    for (let n = 0; ; n += 6) await Promise.all([one(n), one(n + 3)]);`;
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
  it("loses nothing that was acknowledged", async () => {
    const directory = join(scratch, "data");
    const acknowledged: string[] = [];
    for (const fault of ["dynamodb.write:kill:20", "dynamodb.ack:kill:20"]) {
      acknowledged.push(...(await writeUntilKilled(directory, fault)));
    }
    expect(acknowledged.length).toBeGreaterThan(50);
    const db = await DynamoDb.open({ directory, clock: systemClock });
    const { Items } = JSON.parse(JSON.stringify(await db.execute("Scan", { TableName: "orders" })));
    const stored = Items.map((item: { pk: { S: string } }) => item.pk.S);
    expect(stored).toEqual(expect.arrayContaining(acknowledged));
    await db.close();
  });
});

describe("a disk that refuses", () => {
  const open = async () => {
    const directory = await mkdtemp(join(tmpdir(), "tributary-refuse-"));
    const db = await DynamoDb.open({ directory, clock: systemClock });
    await db.ensureTable(TABLE);
    return db;
  };
  const put = { TableName: "orders", Item: { pk: { S: "a" } } };

  it("makes a write fail with 500, and the next one is tried again", async () => {
    const db = await open();
    setFaults("dynamodb.write:enospc:1");
    await expect(db.execute("PutItem", structuredClone(put))).rejects.toThrow(
      expect.objectContaining({ code: "InternalServerError", status: 500 }),
    );
    expect(db.itemCount("orders")).toBe(0);
    await db.execute("PutItem", structuredClone(put));
    expect(db.itemCount("orders")).toBe(1);
    await db.close();
  });

  it("makes flushed() fail, so that nothing is checkpointed", async () => {
    const db = await open();
    await db.execute("PutItem", structuredClone(put));
    setFaults("dynamodb.flush:eio:1");
    await expect(db.flushed()).rejects.toThrow("dynamodb.flush");
    await db.flushed();
    await db.close();
  });
});
