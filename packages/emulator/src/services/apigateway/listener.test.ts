import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PortInUseError } from "../../wire/port-in-use.ts";
import type { Functions } from "../ports.ts";
import { ApiDefinitionError, defineApi } from "./api.ts";
import { functionsOf, memoryStreams, ordersApi } from "./fixture.ts";
import { type ApiListener, startApiListener } from "./listener.ts";

let listener: ApiListener;
let answer: (event: string) => string = () => '{"statusCode":200,"body":"{}"}';
const logged: string[] = [];

const start = (port: number) =>
  startApiListener({
    api: defineApi(ordersApi),
    streams: memoryStreams([]),
    functions: functionsOf((name, event) => {
      expect(name).toBe("query-api");
      return answer(event);
    }),
    port,
    log: (message, error) => logged.push(`${message}: ${error}`),
  });

beforeAll(async () => {
  listener = await start(0);
});
afterAll(() => listener.close());

test("unknown paths are 404, other methods 405 with Allow, from the mocks", async () => {
  for (const path of ["/", "/nope", "/a/b/c", "/orders/1/2"]) {
    const response = await fetch(`${listener.url}${path}`);
    expect([path, response.status, await response.json()]).toEqual([
      path,
      404,
      { message: "Not Found" },
    ]);
  }
  const put = await fetch(`${listener.url}/orders`, { method: "PUT" });
  expect([put.status, put.headers.get("allow")]).toEqual([405, "POST"]);
  const head = await fetch(`${listener.url}/orders`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([405, ""]);
});

test("without mocks a path or method that is not there is 403, as on AWS", async () => {
  const api = defineApi({ ...ordersApi, routes: ordersApi.routes.slice(0, 1) });
  const bare = await startApiListener({
    api,
    streams: memoryStreams([]),
    functions: functionsOf(() => "{}"),
    port: 0,
  });
  for (const path of ["/nope", "/orders"]) {
    const response = await fetch(`${bare.url}${path}`);
    expect([response.status, await response.json()]).toEqual([
      403,
      { message: "Missing Authentication Token" },
    ]);
  }
  await bare.close();
});

test("the proxy event is API Gateway's, version 1.0", async () => {
  let event: Record<string, unknown> = {};
  answer = (text) => {
    event = JSON.parse(text);
    return '{"statusCode":201,"headers":{"X-A":"1"},"multiValueHeaders":{"Set-Cookie":["a","b"]},"body":"ok"}';
  };
  const response = await fetch(`${listener.url}/orders/a%2Fb%20c?x=1&x=2&y=%C3%A4`, {
    headers: { "X-Thing": "one" },
  });
  expect([response.status, await response.text()]).toEqual([201, "ok"]);
  expect(response.headers.get("x-a")).toBe("1");
  expect(response.headers.getSetCookie()).toEqual(["a", "b"]);
  expect(event).toMatchObject({
    resource: "/orders/{order_id}",
    path: "/orders/a%2Fb%20c",
    httpMethod: "GET",
    headers: { "X-Thing": "one" },
    multiValueHeaders: { "X-Thing": ["one"] },
    queryStringParameters: { x: "2", y: "ä" },
    multiValueQueryStringParameters: { x: ["1", "2"], y: ["ä"] },
    pathParameters: { order_id: "a/b c" },
    stageVariables: { stream: "tributary" },
    requestContext: {
      stage: "v1",
      resourcePath: "/orders/{order_id}",
      path: "/v1/orders/a%2Fb%20c",
      httpMethod: "GET",
      identity: { sourceIp: "127.0.0.1" },
    },
    body: null,
    isBase64Encoded: false,
  });
  await fetch(`${listener.url}/orders/1`);
  expect(event).toMatchObject({
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
  });
});

test.each([
  "null",
  "[]",
  '"text"',
  "not json",
  "{}",
  '{"statusCode":"x"}',
  '{"statusCode":200,"body":{}}',
  '{"statusCode":200,"headers":[]}',
  '{"statusCode":200,"headers":{"a":{}}}',
  '{"statusCode":200,"isBase64Encoded":"yes"}',
  '{"statusCode":200,"extra":1}',
])("the malformed proxy response %s is a 502, and logged", async (payload) => {
  logged.length = 0;
  answer = () => payload;
  const response = await fetch(`${listener.url}/orders/1`);
  expect([response.status, await response.json()]).toEqual([
    502,
    { message: "Internal server error" },
  ]);
  expect(logged[0]).toContain("malformed");
});

test("a function that fails is a 502, and its error stays inside", async () => {
  const functions: Functions = {
    invoke: async () => ({ payload: '{"errorMessage":"secret"}', functionError: "Unhandled" }),
  };
  const failing = await startApiListener({
    api: defineApi(ordersApi),
    streams: memoryStreams([]),
    functions,
    port: 0,
    log: (message, error) => logged.push(`${message}: ${error}`),
  });
  logged.length = 0;
  const response = await fetch(`${failing.url}/orders/1`);
  expect([response.status, await response.text()]).toEqual([
    502,
    '{"message":"Internal server error"}',
  ]);
  expect(logged[0]).toContain("secret");
  await failing.close();
});

test("a base64 body is sent as bytes", async () => {
  answer = () => '{"statusCode":200,"body":"AP8=","isBase64Encoded":true}';
  const response = await fetch(`${listener.url}/orders/1`);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
});

test("web pages of another origin and foreign hosts are kept out", async () => {
  const page = await fetch(`${listener.url}/orders`, {
    method: "POST",
    body: "{}",
    headers: { origin: "http://evil.example" },
  });
  expect(page.status).toBe(403);
  const status = await new Promise((resolve, reject) => {
    const req = request(`${listener.url}/orders`, { headers: { host: "evil.example" } }, (res) => {
      res.resume();
      resolve(res.statusCode);
    });
    req.on("error", reject);
    req.end();
  });
  expect(status).toBe(403);
});

test("a port in use is said so", async () => {
  await expect(start(listener.port)).rejects.toThrow(PortInUseError);
});

test("a definition with problems names all of them", () => {
  const bad = {
    ...ordersApi,
    models: { Order: "{", OrderBatch: '{"const":1}' },
    routes: [...ordersApi.routes, ...ordersApi.routes.slice(0, 1)],
  };
  expect(() => defineApi(bad)).toThrow(ApiDefinitionError);
  try {
    defineApi(bad);
  } catch (error) {
    const problems = error instanceof ApiDefinitionError ? error.problems : [];
    expect(problems).toEqual([
      expect.stringContaining("Order"),
      expect.stringContaining("OrderBatch"),
      "POST /orders: defined twice",
    ]);
  }
});

test("describe() tells the final bytes of every template", () => {
  const described = defineApi(ordersApi).describe();
  expect(described).toEqual(ordersApi);
});
