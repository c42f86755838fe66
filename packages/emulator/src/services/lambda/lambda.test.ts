import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import type { FunctionOptions } from "./definition.ts";
import { Lambda } from "./lambda.ts";

let directory: string;
let lambda: Lambda;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tributary-lambda-"));
  lambda = new Lambda({
    disk: new NodeDisk(),
    logDirectory: join(directory, "logs"),
    endpointUrl: "http://127.0.0.1:4566",
  });
});

afterEach(async () => {
  await lambda.close();
  rmSync(directory, { recursive: true, force: true });
});

function define(name: string, code: string, options: Partial<FunctionOptions> = {}): string {
  const bundleDirectory = join(directory, name);
  mkdirSync(bundleDirectory, { recursive: true });
  writeFileSync(join(bundleDirectory, "index.mjs"), code);
  lambda.defineFunction({ name, bundleDirectory, ...options });
  return bundleDirectory;
}

async function invoke(name: string, event: unknown = {}) {
  const { payload, functionError } = await lambda.invoke(name, JSON.stringify(event));
  return { functionError, answer: JSON.parse(payload) };
}

describe("a function", () => {
  test("gets the event, a context and Lambda's environment, and its answer comes back", async () => {
    define(
      "echo",
      `export const handler = async (event, context) => ({
        event, name: context.functionName, memory: context.memoryLimitInMB, id: context.awsRequestId,
        left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn,
        env: [process.env.TABLE, process.env.AWS_ENDPOINT_URL, process.env._HANDLER, process.env.AWS_LAMBDA_FUNCTION_NAME],
        leaked: process.env.VITEST });`,
      { environment: { TABLE: "orders" }, timeoutSeconds: 5, memoryMb: 256 },
    );
    const { functionError, answer } = await invoke("echo", { quote: "O'Brien", emoji: "🙂" });
    expect(functionError).toBeUndefined();
    expect(answer).toMatchObject({
      event: { quote: "O'Brien", emoji: "🙂" },
      name: "echo",
      memory: "256",
      arn: "arn:aws:lambda:us-east-1:000000000000:function:echo",
      env: ["orders", "http://127.0.0.1:4566", "index.handler", "echo"],
    });
    expect(answer.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.left).toBeGreaterThan(4000);
    expect(answer.leaked).toBeUndefined();
  });

  test("may answer through a callback", async () => {
    define(
      "callback",
      "export const handler = (event, context, done) => setTimeout(() => done(null, 7), 1);",
    );
    expect((await invoke("callback")).answer).toBe(7);
  });

  test("that answers nothing answers null", async () => {
    define("nothing", "export const handler = async () => {};");
    expect((await invoke("nothing")).answer).toBeNull();
  });

  test("keeps its module state while its environment is warm, and loses it on update", async () => {
    const bundle = define("counter", "let n = 0; export const handler = async () => ++n;", {
      concurrency: 1,
    });
    expect((await invoke("counter")).answer).toBe(1);
    expect((await invoke("counter")).answer).toBe(2);
    writeFileSync(join(bundle, "index.mjs"), "export const handler = async () => 'new';");
    await lambda.update("counter");
    expect((await invoke("counter")).answer).toBe("new");
  });

  test("runs in at most `concurrency` environments, other invocations wait", async () => {
    define(
      "slow",
      `const environment = Math.random();
       export const handler = async ({ n }) => { await new Promise((r) => setTimeout(r, 20)); return { environment, n }; };`,
      { concurrency: 2 },
    );
    const answers = await Promise.all([1, 2, 3, 4, 5].map((n) => invoke("slow", { n })));
    expect(answers.map(({ answer }) => answer.n)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(answers.map(({ answer }) => answer.environment)).size).toBe(2);
  });
});

// The shapes are those of AWS's Node.js runtime:
// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
describe("a function that misbehaves fails alone, and the next invocation finds a working environment", () => {
  const afterwards = "if (event.ok) return 'fine';";
  const cases: readonly [string, string, object][] = [
    [
      "throws an Error",
      "throw new TypeError('boom')",
      { errorType: "TypeError", errorMessage: "boom" },
    ],
    ["throws a non-Error", "throw 'text'", { errorType: "string", errorMessage: "text" }],
    ["throws undefined", "throw undefined", { errorType: "undefined", errorMessage: "undefined" }],
    [
      "answers what JSON cannot say",
      "const a = {}; a.a = a; return a",
      { errorType: "Error", errorMessage: "Unable to stringify response body" },
    ],
    [
      "leaves a rejection unhandled",
      "Promise.reject(new Error('lost')); await new Promise(() => {})",
      { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost" },
    ],
    [
      "throws outside its promise",
      "setTimeout(() => { throw new RangeError('late') }, 1); await new Promise(() => {})",
      { errorType: "RangeError", errorMessage: "late" },
    ],
    [
      "calls process.exit",
      "process.exit(3)",
      {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(
          /^RequestId: \S+ Error: Runtime exited with error: exit status 3$/,
        ),
      },
    ],
  ];

  test.each(cases)("%s", async (name, body, error) => {
    const id = name.replaceAll(/\W/g, "-");
    define(id, `export const handler = async (event) => { ${afterwards} ${body} };`, {
      timeoutSeconds: 1,
      concurrency: 1,
    });
    const { functionError, answer } = await invoke(id);
    expect(functionError).toBe("Unhandled");
    expect(answer).toMatchObject(error);
    expect((await invoke(id, { ok: true })).answer).toBe("fine");
  });

  test("hangs, in a loop or without one, and is ended at its timeout", async () => {
    const bodies = {
      loop: "for (;;);",
      wait: "await new Promise(() => setInterval(() => {}, 1000));",
    };
    await Promise.all(
      Object.entries(bodies).map(async ([name, body]) => {
        define(name, `export const handler = async (event) => { ${afterwards} ${body} };`, {
          timeoutSeconds: 1,
          concurrency: 1,
        });
        const { functionError, answer } = await invoke(name);
        expect(functionError).toBe("Unhandled");
        expect(answer.errorMessage).toMatch(
          /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/,
        );
        expect((await invoke(name, { ok: true })).answer).toBe("fine");
      }),
    );
  });

  test("runs out of memory", async () => {
    define(
      "hungry",
      `export const handler = async (event) => { ${afterwards} const all = []; for (;;) all.push(new Array(100000).fill(Math.random())); };`,
      { memoryMb: 128, timeoutSeconds: 15, concurrency: 1 },
    );
    const { functionError, answer } = await invoke("hungry");
    expect(functionError).toBe("Unhandled");
    expect(answer.errorMessage).toMatch(/Runtime exited with error: signal: killed$/);
    expect((await invoke("hungry", { ok: true })).answer).toBe("fine");
  });

  test("does not load", async () => {
    define("broken", "throw new Error('at load')");
    expect((await invoke("broken")).answer).toMatchObject({ errorMessage: "at load" });
    define("nameless", "export const other = 1;");
    expect((await invoke("nameless")).answer).toMatchObject({
      errorType: "Runtime.HandlerNotFound",
      errorMessage: "index.handler is undefined or not exported",
    });
    lambda.defineFunction({ name: "absent", bundleDirectory: join(directory, "nowhere") });
    expect((await invoke("absent")).answer).toMatchObject({
      errorType: "Runtime.ImportModuleError",
    });
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
describe("payloads are limited to 6 MB", () => {
  const sixMegabytes = 6 * 1024 * 1024;

  test("on the way in", async () => {
    define("sink", "export const handler = async (event) => event.length;");
    const most = "x".repeat(sixMegabytes - 2);
    expect((await invoke("sink", most)).answer).toBe(most.length);
    await expect(lambda.invoke("sink", JSON.stringify(`${most}x`))).rejects.toMatchObject({
      code: "RequestTooLargeException",
      status: 413,
    });
  });

  test("on the way out", async () => {
    define("source", "export const handler = async ({ size }) => 'x'.repeat(size);");
    expect((await invoke("source", { size: sixMegabytes - 2 })).functionError).toBeUndefined();
    expect(await invoke("source", { size: sixMegabytes - 1 })).toMatchObject({
      functionError: "Unhandled",
      answer: { errorType: "Function.ResponseSizeTooLarge" },
    });
  });
});

test("what a function prints goes to its log, with the request id", async () => {
  define(
    "chatty",
    "export const handler = async (event, { awsRequestId }) => { console.log('hello', { a: 1 }); return awsRequestId; };",
  );
  const { answer } = await invoke("chatty");
  await lambda.close();
  const log = readFileSync(join(directory, "logs", "chatty.log"), "utf8");
  expect(log).toMatch(new RegExp(`^\\S+Z\\t${answer}\\tINFO\\thello \\{ a: 1 \\}\\n$`));
});

test("a function that does not exist is not found", async () => {
  await expect(lambda.invoke("ghost", "{}")).rejects.toMatchObject({
    code: "ResourceNotFoundException",
    status: 404,
  });
});
