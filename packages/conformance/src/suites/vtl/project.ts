import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ingestRoutes, prelude } from "@tributary/contract";
import type { Case, Group, Json, JsonObject } from "../../suite.ts";
import { hostileTexts } from "./hostile.ts";

const folder = join(import.meta.dirname, "../../../../../terraform/templates");
const SINGLE = "ingest-single.request";
const BATCH = "ingest-batch.request";
const REFUSED = "ingest-refused.response";

const order = { customer_id: "c-1", order_id: "o-1", note: "x" };
const many = (count: number): Json =>
  Array.from({ length: count }, (_, i) => ({ ...order, order_id: `o-${i}` }));

/** json-smart escapes these; a body that holds them escaped is the same text for both engines. */
const ESCAPED = /[\u007f-\u009f\u2000-\u20ff]/g;
const text = (body: Json): string =>
  JSON.stringify(body).replace(
    ESCAPED,
    (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );

interface Ask {
  readonly name: string;
  readonly file: string;
  readonly body: string;
  readonly header?: JsonObject;
  readonly context?: JsonObject;
}

/** Headers of a request that names its own id. */
const key = (value: string, name = "Idempotency-Key"): JsonObject => ({ [name]: value });
const single = (name: string, body: string, header: JsonObject = {}): Ask => ({
  ...{ name: `single: ${name}`, file: SINGLE, body, header },
});
const batch = (name: string, body: string, header: JsonObject = {}): Ask => ({
  ...{ name: `batch: ${name}`, file: BATCH, body, header },
});

const refusals: readonly JsonObject[] = [
  { __type: "ProvisionedThroughputExceededException", message: "Rate exceeded for shard" },
  { __type: "com.amazonaws.kinesis.v20131202#KMSThrottlingException", message: "slow" },
  { __type: "ValidationException", message: "Value 'batch of 0' at 'explicitHashKey' failed" },
  { __type: "ValidationException", message: "Value 'Idempotency-Key' at 'explicitHashKey' failed" },
  { __type: "ValidationException", message: "Value '' at 'partitionKey' failed" },
  { __type: "ValidationException", message: "Value at 'data' failed to satisfy constraint" },
  { __type: "InvalidArgumentException", message: "too big" },
  { __type: "AccessDeniedException", message: "no" },
  { __type: "ResourceNotFoundException" },
  {},
];

const asks: readonly Ask[] = [
  single("an order", text(order)),
  single("white space", `  ${JSON.stringify(order, undefined, 2)}\n`),
  ...["17850", "17850.0", "17850.25", "null", '""', "true", '" "'].map((value) =>
    single(`key ${value}`, `{"customer_id":${value}}`),
  ),
  single("no key", '{"a":1}'),
  ...["abc-123_:/+=.", 'a"}, "PartitionKey":"x', "a".repeat(128), "a".repeat(129), "abc\n", ""].map(
    (value) =>
      single(`Idempotency-Key ${value.slice(0, 20)} (${value.length})`, text(order), key(value)),
  ),
  single("idempotency-key", text(order), key("lower", "idempotency-key")),
  ...hostileTexts.map((value) =>
    single(`hostile ${value}`, text({ customer_id: value, name: value, [value]: 1 })),
  ),
  batch("one event", text([order])),
  batch("three events", text([order, { ...order, n: 2 }, { ...order, n: [{}, [], ""] }])),
  batch("white space", JSON.stringify([order, order], undefined, 1)),
  ...[0, 499, 500, 501].map((count) => batch(`${count} events`, text(many(count)))),
  batch("Idempotency-Key", text([order]), key("k/1")),
  batch("hostile Idempotency-Key", text([order]), key("k 1")),
  batch("hostile", text(hostileTexts.map((value) => ({ customer_id: value, [value]: value })))),
  { name: "answer, single", file: "ingest-single.response", body: '{"ShardId":"s"}' },
  {
    name: "answer, single with key",
    file: "ingest-single.response",
    body: "{}",
    header: key("k1"),
  },
  { name: "answer, batch without count", file: "ingest-batch.response", body: '{"ShardId":"s"}' },
  {
    name: "answer, batch",
    file: "ingest-batch.response",
    body: "{}",
    context: { extendedRequestId: "X", requestOverride: { header: { EventCount: "3" } } },
  },
  ...refusals.map((body, i) => ({ name: `refused ${i}`, file: REFUSED, body: text(body) })),
  ...["ingest-unavailable.response", "ingest-failed.response"].map((file) => ({
    name: file,
    file,
    body: "{}",
  })),
  ...["method-not-allowed", "not-found"].flatMap((name) =>
    ["request", "response"].map((kind) => ({
      name: `${name}.${kind}`,
      file: `${name}.${kind}`,
      body: "{}",
    })),
  ),
];

/** Every template of the project, its route's prelude before it and what it made of `$context` after it. */
export async function projectTemplates(): Promise<Group[]> {
  const route = ingestRoutes.find(({ path }) => path === "/orders");
  if (route === undefined) throw new Error("the contract has no route /orders");
  const cases = asks.map(async ({ name, file, body, header = {}, context }): Promise<Case> => {
    const template = await readFile(join(folder, `${file}.vtl`), "utf8");
    const before = file === SINGLE || file === BATCH ? prelude(route) : "";
    const input = {
      template: `${before}${template}\n$context`,
      body,
      params: { path: {}, querystring: {}, header },
      data: {
        stageVariables: { stream: "tributary" },
        context: context ?? {
          extendedRequestId: "Xy/z+1=",
          requestOverride: { header: {} },
          responseOverride: { header: {} },
        },
      },
    };
    return { name, input };
  });
  return [{ name: "the project's templates", cases: await Promise.all(cases) }];
}

/** Names of the files that are rendered, for the check that none is missing. */
export const renderedFiles: ReadonlySet<string> = new Set(asks.map(({ file }) => `${file}.vtl`));
