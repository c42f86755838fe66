import { readFileSync } from "node:fs";
import { bench, describe } from "vitest";
import { defineApi } from "./api.ts";
import { functionsOf, memoryStreams, ordersApi } from "./fixture.ts";
import { invoke } from "./invocation.ts";
import type { ApiRequest } from "./request.ts";

// `npx vitest bench packages/emulator/src/services/apigateway`: parse, model, template, base64, without HTTP and without
// a disk. The model is the contract's, as generated.
const model = (name: string): string =>
  readFileSync(
    new URL(`../../../../contract/generated/models/${name}.json`, import.meta.url),
    "utf8",
  );

const api = defineApi({
  ...ordersApi,
  models: { Order: model("Order"), OrderBatch: model("OrderBatch") },
});

const order = (i: number) => ({
  customer_id: `customer-${i}`,
  order_id: `order-${i}`,
  order_date: "2026-01-02T03:04:05Z",
  status: "paid",
  shipping_address: {
    street: "12 Long Street",
    city: "Springfield",
    state: "IL",
    zip: "62701",
    country: "US",
  },
  purchase_details: {
    payment_type: "credit_card",
    amount: 119.97,
    currency: "USD",
    instalments: 3,
  },
  product_details: [1, 2, 3].map((n) => ({
    product_id: `p-${n}`,
    name: `Product number ${n}`,
    quantity: n,
    item_details: { color: "red", size: "M" },
  })),
});

function request(path: string, body: unknown): ApiRequest {
  return {
    method: "POST",
    path,
    query: "",
    rawHeaders: ["Content-Type", "application/json"],
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(body)),
    sourceIp: "127.0.0.1",
  };
}

const single = request("/orders", order(1));
const batch = request(
  "/orders/batch",
  Array.from({ length: 100 }, (_, i) => order(i)),
);
const backends = {
  streams: memoryStreams([]),
  functions: functionsOf(() => "{}"),
  maxBodyBytes: 10 * 1024 * 1024,
  log: (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  },
  now: Date.now,
};
backends.streams.putRecord = async () => ({ shardId: "shardId-000000000000", sequenceNumber: "1" });

async function accepted(what: ApiRequest): Promise<void> {
  const response = await invoke(api, backends, what);
  if (response.status !== 202) throw new Error(String(response.body));
}

describe("ingestion without HTTP", () => {
  bench("1 order", () => accepted(single));
  bench("100 orders", () => accepted(batch));
});
