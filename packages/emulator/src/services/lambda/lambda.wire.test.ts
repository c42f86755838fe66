import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import { startAwsListener } from "../../wire/listener.ts";
import { MemoryObjects, MemoryStreams, memoryCheckpoints } from "../test-ports.ts";
import { EventSourceMapping } from "./event-source/mapping.ts";
import { Lambda } from "./lambda.ts";
import { lambdaService } from "./operations.ts";

let directory: string;
let lambda: Lambda;
let mapping: EventSourceMapping;
let listener: Awaited<ReturnType<typeof startAwsListener>>;
let client: aws.LambdaClient;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tributary-lambda-wire-"));
  mkdirSync(join(directory, "echo"));
  writeFileSync(
    join(directory, "echo", "index.mjs"),
    "export const handler = async (event) => { console.log('seen'); if (event.fail) throw new Error('boom'); return event; };",
  );
  lambda = new Lambda({
    disk: new NodeDisk(),
    logDirectory: join(directory, "logs"),
    endpointUrl: "http://127.0.0.1:1",
  });
  lambda.defineFunction({
    name: "echo",
    bundleDirectory: join(directory, "echo"),
    environment: { TABLE: "orders" },
    memoryMb: 256,
    timeoutSeconds: 5,
  });
  mapping = new EventSourceMapping(
    { functionName: "echo", streamName: "events", startingPosition: "TRIM_HORIZON" },
    {
      streams: new MemoryStreams(),
      functions: lambda,
      objects: new MemoryObjects(),
      checkpoints: memoryCheckpoints(),
    },
  );
  listener = await startAwsListener({
    services: [lambdaService(lambda, () => [mapping])],
    port: 0,
  });
  client = new aws.LambdaClient({
    endpoint: listener.url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await mapping.close();
  await listener.close();
  await lambda.close();
  rmSync(directory, { recursive: true, force: true });
});

const invoke = (input: Partial<aws.InvokeCommandInput>) =>
  client.send(
    new aws.InvokeCommand({ FunctionName: "echo", Payload: Buffer.from("{}"), ...input }),
  );
const textOf = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();

test("Invoke answers with the function's payload, called by name, qualified name or ARN", async () => {
  for (const FunctionName of ["echo", "echo:live", lambda.functionArn("echo")]) {
    const { StatusCode, ExecutedVersion, Payload, FunctionError } = await invoke({
      FunctionName,
      Payload: Buffer.from('{"a":1}'),
    });
    expect({ StatusCode, ExecutedVersion, FunctionError, text: textOf(Payload) }).toEqual({
      StatusCode: 200,
      ExecutedVersion: "$LATEST",
      FunctionError: undefined,
      text: '{"a":1}',
    });
  }
});

test("Invoke tells a function's error by X-Amz-Function-Error, with status 200", async () => {
  const { StatusCode, FunctionError, Payload } = await invoke({
    Payload: Buffer.from('{"fail":true}'),
  });
  expect([StatusCode, FunctionError]).toEqual([200, "Unhandled"]);
  expect(JSON.parse(textOf(Payload))).toMatchObject({ errorType: "Error", errorMessage: "boom" });
});

test("Invoke with LogType Tail brings the end of the log", async () => {
  const { LogResult } = await invoke({ LogType: "Tail" });
  expect(Buffer.from(LogResult ?? "", "base64").toString()).toContain("\tINFO\tseen\n");
});

test("Invoke as an Event is accepted with 202, a DryRun answers 204", async () => {
  expect((await invoke({ InvocationType: "Event" })).StatusCode).toBe(202);
  expect((await invoke({ InvocationType: "DryRun" })).StatusCode).toBe(204);
});

test("Invoke refuses a payload that is not JSON and a function that is not there", async () => {
  await expect(invoke({ Payload: Buffer.from("{") })).rejects.toBeInstanceOf(
    aws.InvalidRequestContentException,
  );
  await expect(invoke({ FunctionName: "ghost" })).rejects.toBeInstanceOf(
    aws.ResourceNotFoundException,
  );
});

test("functions are listed and described", async () => {
  const { Functions } = await client.send(new aws.ListFunctionsCommand({}));
  const configuration = await client.send(
    new aws.GetFunctionConfigurationCommand({ FunctionName: "echo" }),
  );
  expect(Functions).toMatchObject([{ FunctionName: "echo", MemorySize: 256, Timeout: 5 }]);
  expect(configuration).toMatchObject({
    FunctionArn: lambda.functionArn("echo"),
    Handler: "index.handler",
    Environment: { Variables: { TABLE: "orders" } },
    State: "Active",
  });
  const { Configuration } = await client.send(new aws.GetFunctionCommand({ FunctionName: "echo" }));
  expect(Configuration?.FunctionName).toBe("echo");
});

test("event source mappings are listed, described, enabled and disabled; nothing else can be changed", async () => {
  const { EventSourceMappings = [] } = await client.send(
    new aws.ListEventSourceMappingsCommand({ FunctionName: "echo" }),
  );
  expect(EventSourceMappings).toMatchObject([
    { UUID: mapping.uuid, State: "Disabled", StartingPosition: "TRIM_HORIZON", BatchSize: 100 },
  ]);
  const none = new aws.ListEventSourceMappingsCommand({ FunctionName: "other" });
  expect((await client.send(none)).EventSourceMappings).toEqual([]);
  const update = (input: object) =>
    client.send(new aws.UpdateEventSourceMappingCommand({ UUID: mapping.uuid, ...input }));
  expect((await update({ Enabled: true })).State).toBe("Enabled");
  expect((await update({ Enabled: false })).State).toBe("Disabled");
  await expect(update({ BatchSize: 7 })).rejects.toBeInstanceOf(aws.InvalidParameterValueException);
  await expect(
    client.send(
      new aws.GetEventSourceMappingCommand({ UUID: "00000000-0000-4000-8000-000000000000" }),
    ),
  ).rejects.toBeInstanceOf(aws.ResourceNotFoundException);
});

test("an operation that is not offered is named", async () => {
  await expect(
    client.send(new aws.DeleteFunctionCommand({ FunctionName: "echo" })),
  ).rejects.toMatchObject({
    message: expect.stringContaining("DELETE /2015-03-31/functions/echo"),
  });
});
