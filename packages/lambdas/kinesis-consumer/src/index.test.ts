import { BatchExecuteStatementCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { functions } from "@tributary/contract";
import { cloudEvent, exampleOrder, kinesisEvent } from "@tributary/lambda-kit/testing";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const dynamodb = mockClient(DynamoDBClient);
const s3 = mockClient(S3Client);
const names = functions["kinesis-consumer"]?.environment ?? [];
const context = { getRemainingTimeInMillis: () => 120_000 };
vi.spyOn(process.stdout, "write").mockReturnValue(true);

beforeEach(() => {
  vi.resetModules();
  dynamodb.reset();
  s3.reset();
  for (const name of names) vi.stubEnv(name, `the-${name.toLowerCase().replaceAll("_", "-")}`);
  vi.stubEnv("AWS_REGION", "eu-central-1");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const load = async () => (await import("./index.ts")).handler;

describe("the function", () => {
  test("reads the environment that the contract names, and reports all that is missing", async () => {
    expect(names).toHaveLength(4);
    await expect(load()).resolves.toBeTypeOf("function");
    vi.resetModules();
    for (const name of names) vi.stubEnv(name, "");
    await expect(load()).rejects.toThrow(`lacks ${names.join(", ")}:`);
  });

  test("writes orders through the SDK, to the tables of its environment", async () => {
    dynamodb.on(BatchExecuteStatementCommand).resolves({ Responses: [{ TableName: "t" }] });
    const handler = await load();
    const answer = await handler(kinesisEvent([cloudEvent("r/0", exampleOrder())]), context);
    expect(answer).toEqual({ batchItemFailures: [] });
    const [call] = dynamodb.commandCalls(BatchExecuteStatementCommand);
    const [statement] = call?.args[0].input.Statements ?? [];
    expect(statement?.Statement).toMatch(/^INSERT INTO "the-orders-table" VALUE/);
    expect(s3.calls()).toHaveLength(0);
  });

  test("reads every statement's own error, and the item that won", async () => {
    dynamodb
      .on(BatchExecuteStatementCommand)
      .resolvesOnce({ Responses: [{ Error: { Code: "DuplicateItem" } }] })
      .resolvesOnce({
        Responses: [{ Error: { Code: "ConditionalCheckFailed", Item: { version: { S: "9" } } } }],
      });
    const handler = await load();
    const answer = await handler(kinesisEvent([cloudEvent("r/0", exampleOrder())]), context);
    expect(answer).toEqual({ batchItemFailures: [] });
    const calls = dynamodb.commandCalls(BatchExecuteStatementCommand);
    expect(calls).toHaveLength(2);
    expect(calls[1]?.args[0].input.Statements?.[0]?.Statement).toMatch(/^UPDATE/);
  });

  test("puts what can never be stored into the quarantine bucket", async () => {
    s3.on(PutObjectCommand).resolves({});
    const handler = await load();
    expect(await handler(kinesisEvent(["rubbish"]), context)).toEqual({ batchItemFailures: [] });
    const [call] = s3.commandCalls(PutObjectCommand);
    expect(call?.args[0].input).toMatchObject({
      Bucket: "the-quarantine-bucket",
      Key: expect.stringMatching(/^quarantine\/dt=2026-03-02\/shardId-000000000006-/),
      Body: expect.stringContaining('"code":"not_json"'),
    });
    expect(dynamodb.calls()).toHaveLength(0);
  });

  test("reports the record when its time is up before DynamoDB answers", async () => {
    dynamodb.on(BatchExecuteStatementCommand).callsFake(() => new Promise(() => {}));
    const handler = await load();
    const event = kinesisEvent([cloudEvent("r/0", exampleOrder())]);
    const answer = await handler(event, { getRemainingTimeInMillis: () => 40 });
    expect(answer.batchItemFailures).toEqual([
      { itemIdentifier: event.Records[0]?.kinesis.sequenceNumber },
    ]);
  });

  test("throws at an event that is not of Kinesis, and takes an empty batch", async () => {
    const handler = await load();
    expect(await handler({ Records: [] }, context)).toEqual({ batchItemFailures: [] });
    await expect(handler({} as never, context)).rejects.toThrow("not from a Kinesis event source");
  });
});
