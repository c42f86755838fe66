import { type ApiResponse, defineApi, invokeApi } from "@tributary/emulator";
import { AwsError } from "@tributary/emulator/parts";
import { expect, test } from "vitest";
import { apiDefinition } from "./api.ts";
import { localNames } from "./names.ts";

const api = defineApi(await apiDefinition(localNames, true));
const line = {
  ...{ InvoiceNo: "536365", StockCode: "85123A", Description: null, Quantity: 6, UnitPrice: 2.55 },
  ...{ InvoiceDate: "12/1/2010 8:26", CustomerID: 17850, Country: "United Kingdom" },
};

/** What the API makes of a POST when Kinesis answers so; and what Kinesis was sent. */
async function post(
  answer: Error | undefined,
  body: unknown = line,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiResponse & { sent: string[] }> {
  const sent: string[] = [];
  const backends: Parameters<typeof invokeApi>[1] = {
    streams: {
      putRecord: async ({ streamName, data }) => {
        if (answer) throw answer;
        sent.push(`${streamName} ${data}`);
        return { shardId: "shardId-000000000000", sequenceNumber: "1" };
      },
      shardIds: () => [],
      read: async () => [],
      lastSequenceNumber: () => undefined,
    },
    functions: { invoke: async () => ({ payload: "null", functionError: undefined }) },
    ...{ apiKey: "key", maxBodyBytes: 1_000_000, log: () => {}, now: Date.now },
  };
  const all = { "content-type": "application/json", "x-api-key": "key", ...headers };
  const response = await invokeApi(api, backends, {
    ...{ method: "POST", path: Array.isArray(body) ? "/invoices/batch" : "/invoices", query: "" },
    ...{ rawHeaders: Object.entries(all).flat(), headers: all, sourceIp: "127.0.0.1" },
    body: Buffer.from(JSON.stringify(body)),
  });
  return { ...response, sent };
}

// Throughput and key throttling are 400 to Kinesis' clients, and so is what can never succeed.
// https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html#API_PutRecord_Errors
test.each([
  ["ProvisionedThroughputExceededException", 400, 429],
  ["KMSThrottlingException", 400, 429],
  ["ValidationException", 400, 413],
  ["ResourceNotFoundException", 400, 502],
  ["AccessDeniedException", 400, 502],
  ["InternalFailure", 500, 503],
  ["ServiceUnavailable", 503, 503],
  ["Unheard of", 302, 502],
])("5 · %s (%i) of the stream is %i to the client, never 2xx", async (code, status, expected) => {
  const answer = await post(new AwsError(code, "no", { status }));
  expect(answer.status).toBe(expected);
  const retried = [429, 503].includes(expected);
  const names = Object.keys(answer.headers).map((name) => name.toLowerCase());
  expect(names.includes("retry-after")).toBe(retried);
});

test("an event that the stream took is acknowledged, and only such a one", async () => {
  const { status, sent } = await post(undefined);
  expect(status).toBe(202);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain(localNames.stream);
});

test.each([["application/xml"], ["application/x-amz-json-1.1"], ["text/plain"]])(
  "a body that is no JSON by its type never reaches the stream: %s",
  async (type) => {
    const { status, sent } = await post(undefined, line, { "content-type": type });
    expect(status).toBe(415);
    expect(sent).toEqual([]);
  },
);

test("a body that the model refuses never reaches the stream", async () => {
  const { status, body, sent } = await post(undefined, [line, { ...line, Quantity: "6" }]);
  expect(status).toBe(400);
  expect(String(body)).toContain("/1/Quantity");
  expect(sent).toEqual([]);
});

test("without its key the API refuses", async () => {
  expect((await post(undefined, line, { "x-api-key": "no key" })).status).toBe(403);
  expect((await post(undefined, line, { "x-api-key": "" })).status).toBe(403);
});
