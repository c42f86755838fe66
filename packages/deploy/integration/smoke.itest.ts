import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { functions } from "@tributary/contract";
import { type LocalPipeline, startLocal } from "@tributary/local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { smoke } from "../src/smoke.ts";

// The call that decides over a deploy, made to the functions as they are built.

let local: LocalPipeline;
let lambda: LambdaClient;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "tributary-smoke-"));
  local = await startLocal({ dataDir, port: 0, awsPort: 0 });
  lambda = new LambdaClient({
    endpoint: local.awsUrl,
    region: local.names.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
});
afterAll(async () => {
  await local?.stop();
  rmSync(dataDir, { recursive: true });
});

test.each(Object.entries(functions))("%s answers its smoke call", async (name, { role }) => {
  const functionName = local.names.functions[name] ?? "";
  const invoke = async (event: unknown) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
    );
    return { functionError: FunctionError, payload: new TextDecoder().decode(Payload) };
  };
  await expect(smoke(role, functionName, invoke)).resolves.toBeUndefined();
});

test("nothing is left behind by the smoke calls", () => {
  expect(local.lag().every(({ pending }) => pending === 0)).toBe(true);
});
