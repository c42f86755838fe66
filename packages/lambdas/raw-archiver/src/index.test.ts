import { gunzipSync } from "node:zlib";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { functions } from "@tributary/contract";
import { kinesisEvent } from "@tributary/lambda-kit/testing";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const s3 = mockClient(S3Client);
const names = functions["raw-archiver"]?.environment ?? [];

beforeEach(() => {
  vi.resetModules();
  s3.reset();
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("RAW_BUCKET", "the-lake");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const load = async () => (await import("./index.ts")).handler;

test("reads the environment that the contract names", async () => {
  vi.stubEnv("RAW_BUCKET", "");
  await expect(load()).rejects.toThrow(`lacks ${names.join(", ")}:`);
});

test("a batch becomes one object, in the records' order", async () => {
  s3.on(PutObjectCommand).resolves({});
  const handler = await load();
  const contents = ["one\n", Buffer.from([0xff]), "{}"];
  expect(await handler(kinesisEvent(contents))).toEqual({ batchItemFailures: [] });
  const [call, ...others] = s3.commandCalls(PutObjectCommand);
  expect(others).toEqual([]);
  const { Bucket, Key, Body } = call?.args[0].input ?? {};
  expect(Bucket).toBe("the-lake");
  expect(Key).toMatch(/^raw\/dt=2026-03-02\/shardId-000000000006-\d{56}-\d{56}\.ndjson\.gz$/);
  if (!Buffer.isBuffer(Body)) throw new Error("the body is no buffer");
  const lines = gunzipSync(Body).toString().trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { data: "one\n" },
    { dataBase64: "/w==" },
    { data: "{}" },
  ]);
});

test("the same batch again overwrites itself", async () => {
  s3.on(PutObjectCommand).resolves({});
  const handler = await load();
  await handler(kinesisEvent(["a", "b"]));
  await handler(kinesisEvent(["a", "b"]));
  const keys = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input.Key);
  expect(new Set(keys).size).toBe(1);
});

test("where S3 fails, the whole batch does", async () => {
  s3.on(PutObjectCommand).rejects(new Error("SlowDown"));
  const handler = await load();
  await expect(handler(kinesisEvent(["a", "b"]))).rejects.toMatchObject({
    name: "StorageError",
    message: expect.stringContaining("2 records were not archived as raw/dt="),
    cause: expect.objectContaining({ message: "SlowDown" }),
  });
});

test("nothing is nothing to store, and another service's event is none", async () => {
  const handler = await load();
  expect(await handler({ Records: [] })).toEqual({ batchItemFailures: [] });
  expect(s3.calls()).toHaveLength(0);
  await expect(handler({} as never)).rejects.toThrow("not from a Kinesis event source");
});
