import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../clock.ts";
import { NodeDisk } from "../../storage/node-disk.ts";
import type { HttpServer } from "../../wire/http-server.ts";
import { startAwsListener } from "../../wire/listener.ts";
import type { WireService } from "../../wire/service.ts";
import { DynamoDb } from "../dynamodb/dynamodb.ts";
import { Lambda } from "./lambda.ts";

// The same function with sockets and without: what it sees must be the same.

/** Answers unsigned requests, which the listener takes for S3's. */
const echo: WireService = {
  signingName: "s3",
  maxBodyBytes: 2_000_000,
  async handle({ method, path, query, headers, body }) {
    if (path === "/slow") await sleep(300);
    if (path === "/broken") throw new Error("a defect");
    if (path === "/missing") return { status: 404, headers: { "x-kind": "none" }, body: "no" };
    if (path === "/empty") return { status: 204, headers: {}, body: "" };
    if (path === "/bytes") return { status: 200, headers: {}, body: new Uint8Array(body) };
    const seen = Object.entries(headers).filter(([name]) => name !== "connection");
    const answer = { method, path, query: [...query], headers: seen.sort(), body: String(body) };
    return { status: 200, headers: { "x-kind": "echo" }, body: JSON.stringify(answer) };
  },
};

/** Lists of tables take their time. */
function slowLists(service: WireService): WireService {
  return {
    ...service,
    async handle(request) {
      if (request.headers["x-amz-target"]?.endsWith("ListTables")) await sleep(300);
      return service.handle(request);
    },
  };
}

const sdk = pathToFileURL(createRequire(import.meta.url).resolve("@aws-sdk/client-dynamodb")).href;
const code = `
import http, { request as imported } from "node:http";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import * as aws from ${JSON.stringify(sdk)};
const base = process.env.AWS_ENDPOINT_URL;
const client = new aws.DynamoDBClient({ maxAttempts: 1 });

function record(req, log) {
  for (const name of ["socket", "continue", "finish", "timeout", "close"]) req.on(name, () => log.push(name));
  req.on("error", (error) => log.push(["error", error.name, error.code]));
}
function answer(req, log) {
  return new Promise((resolve) => {
    let res;
    const chunks = [];
    req.on("response", (response) => {
      log.push("response");
      res = response;
      res.on("data", (chunk) => chunks.push(chunk));
      res.on("end", () => log.push("end"));
    });
    req.on("close", () => resolve(res === undefined ? { log } : {
      status: res.statusCode, message: res.statusMessage, kind: res.headers["x-kind"],
      length: res.headers["content-length"], date: res.headers.date !== undefined, isMessage: res instanceof http.IncomingMessage,
      complete: res.complete, body: Buffer.concat(chunks).toString().slice(0, 2000),
      hash: createHash("sha256").update(Buffer.concat(chunks)).digest("hex"), log,
    }));
  });
}
function run(path, options = {}, send = (req) => req.end()) {
  const { hostname, port } = new URL(base);
  const log = [];
  const req = imported({ hostname, port, path, agent: new http.Agent(), ...options });
  record(req, log);
  const done = answer(req, log);
  send(req, log);
  return done;
}
// When the request is on its way, however busy the machine: its answer takes 300 ms.
const sent = (req, then) => req.on("finish", () => setImmediate(then));
const failed = (error) => ({ name: error.name, message: error.message, status: error.$metadata?.httpStatusCode });
const scenarios = {
  get: () => run("/a%20b?x=1&y=%C3%A4"),
  post: () => run("/p", { method: "POST", headers: { "Content-Type": "text/plain", "X-Two": ["a", "b"] } }, (req) => { req.setHeader("x-three", 3); req.end("gr\\u00fc\\u00df"); }),
  streamed: () => run("/p", { method: "PUT", headers: { "content-length": 6 } }, (req) => Readable.from(["abc", "def"]).pipe(req)),
  bytes: () => run("/bytes", { method: "POST" }, (req) => req.end(Buffer.alloc(1_500_000, "xyz"))),
  large: async () => { const { status } = await run("/bytes", { method: "POST", headers: { "content-length": 3_000_000 } }, (req) => req.end(Buffer.alloc(3_000_000, "x"))); return { status }; },
  head: () => run("/h", { method: "HEAD" }),
  missing: () => run("/missing"),
  empty: () => run("/empty", { method: "DELETE" }),
  broken: async () => { const { status, length, log } = await run("/broken"); return { status, length, log }; },
  foreign: async () => { const { status } = await run("/p", { headers: { host: "evil.example" } }); return { status }; },
  expect: async () => { const { status, body, log } = await run("/p", { method: "PUT", headers: { expect: "100-continue", "content-length": 2 } }, (req) => req.on("continue", () => req.end("ok"))); return { status, log, body }; },
  destroyed: () => run("/slow", {}, (req) => { req.end(); sent(req, () => req.destroy()); }),
  destroyedWithError: () => run("/slow", {}, (req) => { req.end(); sent(req, () => req.destroy(new TypeError("mine"))); }),
  timeout: () => run("/slow", {}, (req) => { req.end(); sent(req, () => req.setTimeout(30, () => req.destroy())); }),
  signal: () => { const abort = new AbortController(); return run("/slow", { signal: abort.signal }, (req) => { req.end(); sent(req, () => abort.abort()); }); },
  getByUrl: () => new Promise((resolve) => http.get(base + "/u?q=1", (res) => { let text = ""; res.setEncoding("utf8"); res.on("data", (part) => { text += part; }); res.on("end", () => resolve({ status: res.statusCode, path: JSON.parse(text).path })); })),
  put: async () => (await client.send(new aws.PutItemCommand({ TableName: "items", Item: { k: { S: "1" }, v: { B: new Uint8Array([1, 2]) } } }))).$metadata.httpStatusCode,
  item: async () => { const { Item } = await client.send(new aws.GetItemCommand({ TableName: "items", Key: { k: { S: "1" } } })); return { k: Item.k, v: [...Item.v.B] }; },
  refused: () => client.send(new aws.GetItemCommand({ TableName: "nowhere", Key: { k: { S: "1" } } })).catch(failed),
  aborted: () => { const signal = new AbortController(); setTimeout(() => signal.abort(), 30); return client.send(new aws.ListTablesCommand({}), { abortSignal: signal.signal }).catch(failed); },
  sdkTimeout: () => new aws.DynamoDBClient({ maxAttempts: 1, requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true } }).send(new aws.ListTablesCommand({})).catch((error) => error.name),
  elsewhere: () => run("/x", { port: process.env.OTHER_PORT }),
  refusedConnection: async () => { const { log } = await run("/x", { port: 1 }); return log.filter((entry) => Array.isArray(entry)); },
};
export const handler = async (name) => JSON.parse(JSON.stringify(await scenarios[name]() ?? null));
export const names = Object.keys(scenarios);
`;

const directory = mkdtempSync(join(tmpdir(), "tributary-local-http-"));
const bundleDirectory = join(directory, "bundle");
mkdirSync(bundleDirectory);
writeFileSync(join(bundleDirectory, "index.mjs"), code);
const scenarios = [...code.matchAll(/^ {2}(\w+): (?:async )?\(\) =>/gm)].map(
  ([, name = ""]) => name,
);

const other = createServer((_, response) => response.end("another server"));
let received = 0;
let listener: HttpServer;
let dynamodb: DynamoDb;
const lambdas: Lambda[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  dynamodb = await DynamoDb.open({ directory: join(directory, "dynamodb"), clock: systemClock });
  await dynamodb.ensureTable({
    TableName: "items",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
  });
  listener = await startAwsListener({
    services: [echo, slowLists(dynamodb.wireService())],
    port: 0,
    log: () => {},
  });
  const address = other.address();
  for (const isLocal of [false, true]) {
    const lambda = new Lambda({
      disk: new NodeDisk(),
      logDirectory: join(directory, String(isLocal)),
      endpointUrl: listener.url,
      ...(isLocal
        ? {
            exchange: (request) => {
              received += 1;
              return listener.exchange(request);
            },
          }
        : {}),
    });
    lambda.defineFunction({
      name: "client",
      bundleDirectory,
      timeoutSeconds: 20,
      environment: {
        OTHER_PORT: String(typeof address === "object" && address ? address.port : 0),
      },
    });
    lambdas.push(lambda);
  }
});
afterAll(async () => {
  await Promise.all(lambdas.map((lambda) => lambda.close()));
  await listener.close();
  await dynamodb.close();
  other.close();
  rmSync(directory, { recursive: true, force: true });
});

test("there are scenarios", () => expect(scenarios.length).toBeGreaterThan(20));

test.each(scenarios)("without sockets a function sees the same: %s", async (name) => {
  const [bySocket, byMessage] = await Promise.all(
    lambdas.map((lambda) => lambda.invoke("client", JSON.stringify(name))),
  );
  expect(bySocket?.functionError, bySocket?.payload).toBeUndefined();
  expect(JSON.parse(byMessage?.payload ?? "")).toEqual(JSON.parse(bySocket?.payload ?? ""));
});

test("the requests came as messages", () => expect(received).toBeGreaterThan(15));
