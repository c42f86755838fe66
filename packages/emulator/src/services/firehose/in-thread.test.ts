import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RowReader } from "../../engines/parquet/row-reader.ts";
import { NodeDisk } from "../../storage/node-disk.ts";
import { Lambda } from "../lambda/lambda.ts";
import type { Functions, StreamRecord } from "../ports.ts";
import { PieceCache } from "./pieces.ts";
import { Transform } from "./transform.ts";

// The event made and the answer read in the function's thread, against the same through JSON.

const directory = mkdtempSync(join(tmpdir(), "tributary-in-thread-"));
const answers = {
  echo: `[...records.map((r) => ({ recordId: r.recordId, result: "Ok", data: base64(JSON.stringify({ seen: JSON.stringify(r) })), metadata: { partitionKeys: { dt: "d" + (seen++ % 3) } } }))]`,
  dropped: `records.map(({ recordId }) => ({ recordId, result: "Dropped" }))`,
  failedStatus: `records.map(({ recordId }) => ({ recordId, result: "ProcessingFailed" }))`,
  missing: `records.slice(1).map(ok)`,
  reversed: `records.map(ok).reverse()`,
  repeated: `[...records, records[0]].map(ok)`,
  unknown: `[...records.slice(1).map(ok), { recordId: "?", result: "Ok", data: "" }]`,
  noData: `records.map(({ recordId }) => ({ recordId, result: "Ok" }))`,
  noKeys: `records.map((r) => ({ ...ok(r), metadata: {} }))`,
  wrongType: `records.map((r) => ({ ...ok(r), data: base64('{"quantity":"6"}') }))`,
  notUtf8: `records.map((r) => ({ ...ok(r), data: Buffer.from([0x7b, 0xff, 0x7d]).toString("base64") }))`,
  severalRows: `records.map((r) => ({ ...ok(r), data: base64('{"seen":"a"}\\n{"Seen":"b"}\\n') }))`,
  concatenated: `records.map((r) => ({ ...ok(r), data: base64('{"seen":"a"}{"seen":"ä"}') }))`,
  upperCase: `records.map((r) => ({ ...ok(r), data: base64('{"SEEN":"ä"}\\n') }))`,
  overLines: `records.map((r) => ({ ...ok(r), data: base64('{\\n"seen":"ä"\\n}') }))`,
  array: `records.map((r) => ({ ...ok(r), data: base64('[{"seen":"a"}]') }))`,
  empty: `records.map((r) => ({ ...ok(r), data: "" }))`,
  withToJson: `records.map((r) => ({ recordId: r.recordId, toJSON: () => ok(r) }))`,
  instances: `records.map((r) => Object.assign(new (class Row {})(), ok(r)))`,
  date: `records.map((r) => ({ ...ok(r), metadata: { partitionKeys: { dt: new Date(0) } } }))`,
  numbers: `records.map((r) => ({ ...ok(r), result: 1 }))`,
  nulls: `[null, undefined, 7, "x", ...records.map(ok)]`,
  noList: `undefined`,
};
const code = `
let seen = 0;
const base64 = (text) => Buffer.from(text).toString("base64");
const ok = ({ recordId, data }) => ({ recordId, result: "Ok", data: base64(JSON.stringify({ seen: data, quantity: 1 })), metadata: { partitionKeys: { dt: "2024-05-06" } } });
export const handler = async ({ invocationId, ...event }) => {
  const { records } = event;
  seen = 0;
  const kind = Buffer.from(records[0].data, "base64").toString().match(/"kind":"(\\w+)"/)[1];
  if (kind === "throws") throw new Error("no");
  if (kind === "large") return { records: [{ recordId: records[0].recordId, result: "Ok", data: "A".repeat(7_000_000) }] };
  if (kind === "text") return "[]";
  if (kind === "members") return { records: [{ ...ok(records[0]), data: base64(JSON.stringify({ seen: JSON.stringify({ event, id: invocationId.length }) })) }] };
  return { records: ({ ${Object.entries(answers)
    .map(([name, expression]) => `${name}: () => ${expression}`)
    .join(",\n")} })[kind]() };
};`;
const kinds = [...Object.keys(answers), "throws", "large", "text", "members"];

let lambda: Lambda;
beforeAll(() => {
  mkdirSync(join(directory, "fn"));
  writeFileSync(join(directory, "fn", "index.mjs"), code);
  lambda = new Lambda({
    disk: new NodeDisk(),
    logDirectory: directory,
    endpointUrl: "http://127.0.0.1:1",
  });
  lambda.defineFunction({ name: "fn", bundleDirectory: join(directory, "fn"), timeoutSeconds: 20 });
});
afterAll(async () => {
  await lambda.close();
  rmSync(directory, { recursive: true, force: true });
});

const rows = new RowReader([
  { Name: "seen", Type: "string" },
  { Name: "quantity", Type: "int" },
]);

function records(kind: string): StreamRecord[] {
  const record = (n: number, text: string): StreamRecord => {
    const data = Buffer.from(text);
    const sequenceNumber = `495${String(n).padStart(53, "0")}`;
    return {
      sequenceNumber,
      partitionKey: `k"ü${n}`,
      data,
      base64: data.toString("base64"),
      arrivedAt: 1_715_000_000_123 + n,
    };
  };
  return [
    record(1, `{"kind":"${kind}","name":"ä🙂"}{"n":2} {"n":3}\n`),
    record(2, `{"n":"alone"}`),
    record(3, `no JSON \u0000 é`),
  ];
}

async function run(functions: Functions, kind: string, columns: RowReader | undefined) {
  const transform = new Transform({
    processor: { functionName: "fn", bufferSizeMb: 0.5, bufferIntervalSeconds: 0, retries: 0 },
    functions,
    streamArn: "arn:stream",
    deliveryStreamArn: "arn:delivery",
    region: "eu-central-1",
    backoff: () => 1,
    keyNames: ["dt"],
  });
  const cache = new PieceCache();
  const pieces = records(kind).map((record) =>
    cache.pieces(record, "shardId-000000000000", "JSON"),
  );
  const { signal } = new AbortController();
  const done = await transform.run(pieces, { rows: columns, signal, settled: undefined });
  return {
    givenUp: done?.givenUp,
    batches: done?.batches.map(({ settled, attempts, builder }) => ({
      attempts,
      count: builder.count,
      failed: settled.failed,
      partitions: settled.partitions,
      bytes: Buffer.from(settled.bytes).toString("latin1"),
    })),
  };
}

describe.each([
  ["to Parquet", rows],
  ["as they are", undefined],
])("a processor's records %s", (_, columns) => {
  test.each(kinds)("are the same without JSON in between: %s", async (kind) => {
    const asText: Functions = { invoke: (name, payload) => lambda.invoke(name, payload) };
    const expected = await run(asText, kind, columns);
    expect(await run(lambda, kind, columns)).toEqual(expected);
    expect(expected.batches?.[0]?.count).toBe(5);
  });
});
