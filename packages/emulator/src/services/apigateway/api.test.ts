import { describe, expect, test } from "vitest";
import type { Streams } from "../ports.ts";
import { defineApi } from "./api.ts";
import type { ApiDefinition, KinesisIntegrationDefinition } from "./definition.ts";
import { functionsOf, memoryStreams } from "./fixture.ts";
import { invoke } from "./invocation.ts";
import { putRecord } from "./kinesis-integration.ts";
import type { ApiResponse } from "./request.ts";
import { Resources } from "./resources.ts";

const kinesis: KinesisIntegrationDefinition = {
  type: "AWS",
  service: "kinesis",
  action: "PutRecord",
  passthroughBehavior: "NEVER",
  requestParameters: { "integration.request.header.Content-Type": "'application/x-amz-json-1.1'" },
  requestTemplates: { "application/json": '{"StreamName":"s","PartitionKey":"k","Data":""}' },
  responses: [{ statusCode: 200 }],
};

function apiWith(integration: Partial<KinesisIntegrationDefinition>): ApiDefinition {
  const route = { method: "POST", path: "/x", integration: { ...kinesis, ...integration } };
  return { name: "x", stage: "s", stageVariables: {}, models: {}, routes: [route] };
}

const logged: string[] = [];

async function post(
  definition: ApiDefinition,
  streams: Streams = memoryStreams([]),
): Promise<ApiResponse> {
  const backends = {
    streams,
    functions: functionsOf(() => "{}"),
    maxBodyBytes: 1_000,
    log: (_: string, error: unknown) => logged.push(String(error)),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  };
  return invoke(defineApi(definition), backends, {
    method: "POST",
    path: "/x",
    query: "",
    rawHeaders: [],
    headers: {},
    body: Buffer.from('{"a":{"b":[1,2.0]}}'),
    sourceIp: "127.0.0.1",
  });
}

const responding = (template: string, more = {}) => ({
  responses: [{ statusCode: 200, responseTemplates: { "application/json": template }, ...more }],
});

describe("integration responses", () => {
  test("templates see the backend's body, the context and the stage", async () => {
    const { body } = await post(
      apiWith(responding("$input.path('$.ShardId') $context.stage $context.requestTime")),
    );
    expect(body).toBe("shardId-000000000000 s 02/Jan/2026:03:04:05 +0000");
  });

  test("an override is taken once, a second of the same parameter is a 500", async () => {
    const set = (name: string) => `#set($context.responseOverride.${name} = 418)`;
    const once = await post(
      apiWith(responding(`${set("status")}#set($context.responseOverride.header.X-A = "1")`)),
    );
    expect([once.status, once.headers["x-a"]]).toEqual([418, "1"]);
    logged.length = 0;
    const twice = await post(apiWith(responding(set("status") + set("status"))));
    expect([twice.status, logged]).toEqual([500, [expect.stringContaining("set twice")]]);
  });

  test("an override that is no status is ignored", async () => {
    const template = "#set($context.responseOverride.status = 'x')";
    expect((await post(apiWith(responding(template)))).status).toBe(200);
  });

  test("parameters map static values, headers, body and context", async () => {
    const { headers } = await post(
      apiWith(
        responding("", {
          responseParameters: {
            "method.response.header.X-Static": "'v'",
            "method.response.header.X-Type": "integration.response.header.Content-Type",
            "method.response.header.X-Shard": "integration.response.body.ShardId",
            "method.response.header.X-Stage": "context.stage",
          },
        }),
      ),
    );
    expect(headers).toMatchObject({
      "x-static": "v",
      "x-type": "application/x-amz-json-1.1",
      "x-shard": "shardId-000000000000",
      "x-stage": "s",
    });
  });

  test("none for the backend's status is a 500, never a 2xx", async () => {
    const { status } = await post(
      apiWith({ responses: [{ statusCode: 200, selectionPattern: "4\\d{2}" }] }),
    );
    expect(status).toBe(500);
  });

  test("a template that fails while it renders is a 500", async () => {
    const bad = { "application/json": "$input.body.substring(99)" };
    expect((await post(apiWith({ requestTemplates: bad }))).status).toBe(500);
  });
});

describe("definitions", () => {
  test.each([
    [
      "two integration responses have the same status",
      { responses: [{ statusCode: 200 }, { statusCode: 200, selectionPattern: "4.." }] },
    ],
    ["Kinesis needs integration.request.header.Content-Type", { requestParameters: {} }],
    ["#end is missing", { requestTemplates: { "application/json": "#if(true)" } }],
    ["possessive", { responses: [{ statusCode: 200, selectionPattern: "4*+" }] }],
    [
      "larger than 300 KB",
      { requestTemplates: { "application/json": "x".repeat(300 * 1024 + 1) } },
    ],
    [
      "only a template for application/json",
      { responses: [{ statusCode: 200, responseTemplates: { "text/xml": "x" } }] },
    ],
  ])("refused: %s", (why, integration) => {
    expect(() => defineApi(apiWith(integration))).toThrow(why);
  });
});

describe("PutRecord", () => {
  const put = async (rendered: string): Promise<[number, string]> => {
    const { status, body } = await putRecord(memoryStreams([]), rendered);
    const { __type, message } = JSON.parse(body);
    return [status, `${__type}: ${message}`];
  };

  test.each([
    ["not json", "SerializationException"],
    ["[]", "SerializationException"],
    ['{"StreamName":"s","PartitionKey":5,"Data":""}', "SerializationException"],
    ['{"StreamName":"s","PartitionKey":"k","Data":"a"}', "SerializationException"],
    ['{"StreamName":"s","PartitionKey":"k","Data":"a_8="}', "SerializationException"],
    ["{}", "2 validation errors detected: Value null at 'data'"],
    ['{"StreamName":"s","PartitionKey":"","Data":""}', "at 'partitionKey'"],
    [`{"StreamName":"s","PartitionKey":"${"k".repeat(257)}","Data":""}`, "at 'partitionKey'"],
    [
      '{"StreamName":"s","PartitionKey":"k","Data":"","ExplicitHashKey":"x"}',
      "at 'explicitHashKey'",
    ],
    ['{"PartitionKey":"k","Data":""}', "InvalidArgumentException"],
  ])("%s: 400", async (rendered, why) => {
    expect(await put(rendered)).toEqual([400, expect.stringContaining(why)]);
  });

  test("what is not offered says so", async () => {
    const typo = '{"StreamName":"s","PartitionKey":"k","Data":"","Datta":""}';
    expect(await put(typo)).toEqual([501, expect.stringContaining("Datta")]);
  });
});

describe("resources", () => {
  const resources = new Resources<string>();
  for (const path of ["/", "/a", "/a/{id}", "/a/{id}/b", "/a/c", "/{proxy+}"]) {
    resources.add("GET", path, path);
  }
  resources.add("ANY", "/a", "any");

  test.each([
    ["GET", "/", "/", {}],
    ["GET", "/a", "/a", {}],
    ["GET", "/a/", "/a", {}],
    ["PUT", "/a", "any", {}],
    ["GET", "/a/c", "/a/c", {}],
    ["GET", "/a/x%20y", "/a/{id}", { id: "x y" }],
    ["GET", "/a/c/b", "/a/{id}/b", { id: "c" }],
    ["GET", "/a/x/y", "/{proxy+}", { proxy: "a/x/y" }],
    ["GET", "/z/%", "/{proxy+}", { proxy: "z/%" }],
  ])("%s %s → %s", (method, path, value, parameters) => {
    expect(resources.match(method, path)).toMatchObject({ found: true, value, parameters });
  });

  test("a method that a resource has not does not fall through to {proxy+}", () => {
    expect(resources.match("PUT", "/a/c")).toEqual({ found: false });
  });

  test.each(["/a", "x", "/a/{b", "/a/{other}"])("%s cannot be added", (path) => {
    expect(() => resources.add("GET", path, path)).toThrow();
  });
});
