import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { defineApi } from "./api.ts";
import { functionsOf, memoryStreams, ordersApi, type Recorded } from "./fixture.ts";
import { invoke } from "./invocation.ts";
import type { ApiResponse } from "./request.ts";

const api = defineApi(ordersApi);
const records: Recorded[] = [];
beforeEach(() => {
  records.length = 0;
});

async function send(
  path: string,
  body: Buffer,
  headers: Record<string, string> = {},
): Promise<ApiResponse> {
  const backends = {
    streams: memoryStreams(records),
    functions: functionsOf(() => "{}"),
    maxBodyBytes: 1_000_000,
    log: (message: string, error: unknown) => {
      throw new Error(message, { cause: error });
    },
    now: () => 0,
  };
  return invoke(api, backends, {
    method: "POST",
    path,
    query: "",
    rawHeaders: Object.entries(headers).flat(),
    headers: Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v])),
    body,
    sourceIp: "127.0.0.1",
  });
}

const known = [202, 400, 415];

/** Exactly the acknowledged requests are in the stream, and every answer is JSON. */
function check(response: ApiResponse): void {
  expect(known).toContain(response.status);
  expect(records).toHaveLength(response.status === 202 ? 1 : 0);
  JSON.parse(String(response.body));
}

test("any bytes, on any route, with any headers: an answer, never a 5xx, nothing half done", async () => {
  const value = fc.string({ unit: "binary" });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("/orders", "/orders/batch"),
      fc.oneof(
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.json().map((text) => Buffer.from(text)),
        fc
          .jsonValue()
          .map((json) => Buffer.from(JSON.stringify([json, { customer_id: json, order_id: "o" }]))),
      ),
      fc.record({ "Idempotency-Key": value, "Content-Type": value }, { requiredKeys: [] }),
      async (path, body, headers) => {
        records.length = 0;
        check(await send(path, body, headers));
      },
    ),
    { numRuns: 200 },
  );
});

test("any order with any fields: the same data in the stream", async () => {
  const order = fc
    .tuple(
      fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()),
      fc.string({ unit: "binary", minLength: 1, maxLength: 100 }),
    )
    .map(([fields, customer]) => {
      const data = Object.entries(fields).filter(([key]) => key !== "quantity" && key !== "amount");
      return { ...Object.fromEntries(data), customer_id: customer, order_id: "o-1" };
    });
  await fc.assert(
    fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 5 }), async (orders) => {
      records.length = 0;
      check(await send("/orders/batch", Buffer.from(JSON.stringify(orders))));
      const lines = String(records[0]?.data).trimEnd().split("\n");
      // JSON text is compared: a parsed __proto__ would not show, and -0 is 0.
      expect(lines.map((line) => line.slice(line.indexOf('"data":') + 7, -1))).toEqual(
        orders.map((data) => JSON.stringify(data)),
      );
    }),
    { numRuns: 100 },
  );
});
