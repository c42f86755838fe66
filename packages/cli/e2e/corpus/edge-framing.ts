import { gzipSync } from "node:zlib";
import { API_KEY, accepted, answered, type CorpusCase, post } from "./case.ts";
import { json, line, order } from "./events.ts";

const parse = "Could not parse request body into json";
const notDocumented = "how API Gateway's parser takes it is not documented";

function utf16(text: string, mark: boolean): Buffer {
  return Buffer.from(`${mark ? "\ufeff" : ""}${text}`, "utf16le");
}

const bodies: readonly CorpusCase[] = [
  {
    name: "an empty body",
    request: post("/orders", ""),
    expected: answered(400, parse, "empty"),
    verifyOnAws: "a validated method without a body: 400, and with which message?",
  },
  {
    name: "null",
    request: post("/orders", "null"),
    expected: answered(400, "instance type (null)", "object"),
  },
  {
    name: "a JSON text that is a string",
    request: post("/orders", '"x"'),
    expected: answered(400, "instance type (string)", "object"),
  },
  {
    name: "an unfinished object",
    request: post("/orders", '{"a":1'),
    expected: answered(400, parse),
  },
  {
    name: "single quotes",
    request: post("/orders", order().replaceAll('"', "'")),
    expected: answered(400, parse),
    verifyOnAws: `single quotes: ${notDocumented}`,
  },
  {
    name: "NaN",
    request: post("/orders", order({ "purchase_details.amount": "NaN" })),
    expected: answered(400, parse),
    verifyOnAws: `NaN: ${notDocumented}`,
  },
  {
    name: "a trailing comma",
    request: post("/orders", order().replace(/\}$/, ",}")),
    expected: answered(400, parse),
  },
  {
    name: "a byte order mark",
    request: post("/orders", `\ufeff${order()}`),
    expected: answered(400, parse, "byte order mark"),
    verifyOnAws: `a UTF-8 byte order mark: ${notDocumented}`,
  },
  ...[true, false].map(
    (mark): CorpusCase => ({
      name: `UTF-16 ${mark ? "with" : "without"} a byte order mark`,
      request: post("/orders", utf16(order(), mark)),
      expected: answered(400, parse, "UTF-16"),
      verifyOnAws: `UTF-16 ${mark ? "with" : "without"} a mark: ${notDocumented}`,
    }),
  ),
  {
    name: "invalid UTF-8 (22 FF 22)",
    request: post("/orders", Buffer.from(order({ status: '"\u00ff"' }), "latin1")),
    expected: answered(400, parse, "UTF-8"),
    verifyOnAws: `bytes that are no UTF-8: ${notDocumented}; the integration may be given U+FFFD`,
  },
  {
    name: "two JSON texts",
    request: post("/orders", order() + order()),
    expected: answered(400, parse),
    verifyOnAws: `a second JSON text behind the first: ${notDocumented}`,
  },
  {
    name: "an array for a single event",
    request: post("/orders", `[${order()}]`),
    expected: answered(400, "instance type (array)", "object"),
  },
];

const headers: readonly CorpusCase[] = [
  {
    name: "a gzip body with its header",
    request: post("/orders", gzipSync(order()), {
      "content-type": "application/json",
      "content-encoding": "gzip",
    }),
    expected: accepted(),
  },
  {
    name: "a content coding that is not taken",
    request: post("/orders", order(), {
      "content-type": "application/json",
      "content-encoding": "br",
    }),
    expected: answered(415, "Unsupported Media Type"),
  },
  {
    name: "a gzip header on a body that is none",
    request: post("/orders", order(), {
      "content-type": "application/json",
      "content-encoding": "gzip",
    }),
    expected: answered(400, "Content-Encoding"),
    verifyOnAws: "Content-Encoding: gzip on a body that is not gzip: which 4xx?",
  },
  { name: "no Content-Type", request: post("/orders", order(), {}), expected: accepted() },
  {
    name: "a Content-Type with a charset",
    request: post("/orders", order(), { "content-type": "Application/JSON; charset=utf-8" }),
    expected: accepted(),
  },
  {
    name: "application/xml",
    request: post("/orders", "<order/>", { "content-type": "application/xml" }),
    expected: answered(415, "Unsupported Media Type"),
  },
  {
    name: "application/x-amz-json-1.1 naming another stream",
    request: post(
      "/orders",
      JSON.stringify({ StreamName: "other", PartitionKey: "k", Data: "eA==" }),
      { "content-type": "application/x-amz-json-1.1" },
    ),
    expected: answered(415, "Unsupported Media Type"),
  },
  {
    name: "an Idempotency-Key outside its pattern",
    request: post("/orders", order(), {
      "content-type": "application/json",
      "idempotency-key": 'a"}, {"x":"',
    }),
    expected: answered(400, "Idempotency-Key", "A-Za-z0-9"),
    verifyOnAws:
      "ExplicitHashKey with a text: Kinesis answers ValidationException and stores nothing",
  },
  {
    name: "an Idempotency-Key of 129 characters",
    request: post("/orders", order(), {
      "content-type": "application/json",
      "idempotency-key": "k".repeat(129),
    }),
    expected: answered(400, "Idempotency-Key", "128"),
  },
];

const sizes: readonly CorpusCase[] = [
  {
    name: "a record over 1 MiB",
    request: post("/orders", order({ note: json("x".repeat(1_100_000)) })),
    expected: answered(413, "too large"),
  },
  {
    name: "a body over 10 MB",
    request: post("/orders", order({ note: json("x".repeat(10_600_000)) })),
    expected: answered(413, "Request Too Long"),
  },
  {
    name: "a batch of 0",
    request: post("/orders/batch", "[]"),
    expected: answered(400, "at least 1"),
    verifyOnAws: "minItems of a model may not be enforced; then the template answers 400",
  },
  {
    name: "a batch of 501",
    request: post("/invoices/batch", `[${Array.from({ length: 501 }, () => line()).join(",")}]`),
    expected: answered(400, "at most 500"),
    verifyOnAws: "maxItems of a model may not be enforced; then the template answers 400",
  },
  {
    name: "a batch of 500 with one bad event",
    request: post(
      "/orders/batch",
      `[${Array.from({ length: 500 }, (_, i) =>
        order(i === 333 ? { "product_details.0.quantity": '"6"' } : {}),
      ).join(",")}]`,
    ),
    expected: answered(400, "/333/product_details/0/quantity", "integer"),
  },
  {
    name: "one event for a batch",
    request: post("/orders/batch", order()),
    expected: answered(400, "instance type (object)", "array"),
  },
];

const routes: readonly CorpusCase[] = [
  ...["/", "/nothing", "/orders/1/2/3", "/orders/batch/1", "/../../etc/passwd"].map(
    (path): CorpusCase => ({
      name: `POST ${path}`,
      request: post(path, order()),
      expected: answered(404, "Not Found"),
    }),
  ),
  {
    name: "PUT /orders",
    request: { ...post("/orders", order()), method: "PUT" },
    expected: { ...answered(405, "Method Not Allowed"), headers: { allow: "POST" } },
  },
  {
    name: "DELETE /orders/{order_id}",
    request: { method: "DELETE", path: "/orders/o-1" },
    expected: { ...answered(405, "Method Not Allowed"), headers: { allow: "GET" } },
  },
  {
    name: "POST without the API key",
    request: post("/orders", order()),
    needsKey: true,
    expected: answered(403, "Forbidden"),
  },
  {
    name: "POST with a wrong API key",
    request: post("/orders", order(), { "content-type": "application/json", "x-api-key": "wrong" }),
    needsKey: true,
    expected: answered(403, "Forbidden"),
  },
  {
    name: "GET without the API key",
    request: { method: "GET", path: "/orders/o-1" },
    needsKey: true,
    expected: answered(403, "Forbidden"),
  },
  {
    name: "POST with the API key",
    request: post("/orders", order(), { "content-type": "application/json", "x-api-key": API_KEY }),
    needsKey: true,
    expected: accepted(),
  },
];

export const edgeFraming: readonly CorpusCase[] = [...bodies, ...headers, ...sizes, ...routes];
