import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setFaults } from "../../fail-points.ts";
import {
  MemoryCatalog,
  MemoryFunctions,
  MemoryObjects,
  MemoryStreams,
  memoryCheckpoints,
  until,
} from "../test-ports.ts";
import type { DeliveryStreamOptions } from "./definition.ts";
import type { DeliveryStream } from "./delivery-stream.ts";
import { Firehose } from "./firehose.ts";

interface Event {
  readonly invocationId: string;
  readonly records: readonly {
    readonly recordId: string;
    readonly data: string;
    readonly kinesisRecordMetadata: { readonly subsequenceNumber: string };
  }[];
}
interface Result {
  readonly recordId: string;
  readonly result: string;
  readonly data: string;
  readonly metadata: object;
}

const catalog = new MemoryCatalog([
  {
    Name: "orders",
    DatabaseName: "lake",
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [{ Name: "dt", Type: "string" }],
    StorageDescriptor: {
      Columns: [
        { Name: "order_id", Type: "string" },
        { Name: "quantity", Type: "int" },
      ],
    },
    Parameters: {},
  },
]);

const options: DeliveryStreamOptions = {
  name: "orders",
  streamName: "events",
  startingPosition: "TRIM_HORIZON",
  deAggregation: "JSON",
  processor: { functionName: "orders-transform", bufferSizeMb: 0.5, bufferIntervalSeconds: 0 },
  dynamicPartitioning: true,
  bucket: "lake",
  prefix: "lake/orders/dt=!{partitionKeyFromLambda:dt}/",
  errorPrefix: "errors/orders/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/",
  bufferMb: 64,
  bufferSeconds: 60,
  dataFormatConversion: { database: "lake", table: "orders" },
};

const encode = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
const decode = (data: string): string => Buffer.from(data, "base64").toString();

/** The transform of most tests: the event is the row, `dt` its partition. */
function ok({ recordId, data }: { recordId: string; data: string }): Result {
  const { dt = "2024-05-06", ...row } = JSON.parse(decode(data));
  return { recordId, result: "Ok", data: encode(row), metadata: { partitionKeys: { dt } } };
}

let directory: string;
let streams: MemoryStreams;
let objects: MemoryObjects;
let functions: MemoryFunctions;
let files: Map<string, Buffer>;
let firehose: Firehose;
let stream: DeliveryStream;

async function start(
  overrides: Partial<DeliveryStreamOptions> = {},
  mostBufferSeconds = 0.03,
): Promise<void> {
  firehose = await Firehose.create({
    streams,
    functions,
    objects,
    catalog,
    checkpoints: memoryCheckpoints(files),
    temporaryDirectory: directory,
    mostBufferSeconds,
    backoff: () => 1,
  });
  stream = firehose.defineDeliveryStream({ ...options, ...overrides });
  firehose.start();
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tributary-firehose-"));
  streams = new MemoryStreams();
  objects = new MemoryObjects();
  functions = new MemoryFunctions(({ records }: Event) => ({ records: records.map(ok) }));
  files = new Map();
});

afterEach(async () => {
  setFaults(undefined);
  await firehose.close();
  rmSync(directory, { recursive: true, force: true });
});

const drained = (): Promise<void> => until(() => stream.lag().drained);

async function rows(prefix = "lake/"): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for (const key of objects.keys("lake", prefix)) {
    const { buffer, byteOffset, length } = await objects.get("lake", key);
    const file = buffer.slice(byteOffset, byteOffset + length);
    all.push(...(await parquetReadObjects({ file: file as ArrayBuffer, compressors })));
  }
  return all;
}

async function ids(prefix?: string): Promise<unknown[]> {
  return (await rows(prefix)).map((row) => row.order_id).sort();
}

/** Lines of the error objects of one type, what varies by run left out. */
async function errors(type: string): Promise<Record<string, unknown>[]> {
  const keys = objects.keys("lake", `errors/orders/${type}/2024/05/06/`);
  const bodies = await Promise.all(keys.map((key) => objects.get("lake", key)));
  return bodies
    .flatMap((body) => body.toString().trimEnd().split("\n"))
    .map((line) => JSON.parse(line));
}

const order = (id: string, more: object = {}): string => JSON.stringify({ order_id: id, ...more });

describe("delivery", () => {
  test("rows go to the partitions that the function names, as Parquet by the table's schema", async () => {
    streams.put(order("a", { quantity: 6, dt: "2024-05-06", unknown: 1 }));
    streams.put(order("b", { dt: "2024-05-07" }));
    await start();
    await drained();
    expect(await rows("lake/orders/dt=2024-05-06/")).toEqual([{ order_id: "a", quantity: 6 }]);
    expect(await rows("lake/orders/dt=2024-05-07/")).toEqual([{ order_id: "b", quantity: null }]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test("an object's name comes from stream, arrival of its oldest record, shard and range", async () => {
    const first = streams.put(order("a"));
    const last = streams.put(order("b"));
    await start();
    await drained();
    expect(objects.keys("lake")).toEqual([
      `lake/orders/dt=2024-05-06/orders-1-2024-05-06-07-08-09-shardId-000000000000-${first}-${last}.parquet`,
    ]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html
  test("the function gets Firehose's event", async () => {
    const sequenceNumber = streams.put(order("a"), { key: 'quote " and 日本' });
    await start();
    await drained();
    const data = encode(order("a"));
    const arrival = Date.UTC(2024, 4, 6, 7, 8, 9, 1);
    expect(functions.events).toEqual([
      {
        invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        sourceKinesisStreamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/events",
        deliveryStreamArn: "arn:aws:firehose:us-east-1:000000000000:deliverystream/orders",
        region: "us-east-1",
        records: [
          {
            recordId: `${sequenceNumber}000000`,
            approximateArrivalTimestamp: arrival,
            data,
            kinesisRecordMetadata: {
              sequenceNumber,
              subsequenceNumber: "",
              partitionKey: 'quote " and 日本',
              shardId: "shardId-000000000000",
              approximateArrivalTimestamp: arrival,
            },
          },
        ],
      },
    ]);
  });

  test("a stream starts at LATEST on AWS, and here where it is told to", async () => {
    streams.put(order("before"));
    await start({ startingPosition: "LATEST" });
    await until(() => stream.lag().drained);
    streams.put(order("after"));
    await drained();
    expect(await ids()).toEqual(["after"]);
  });

  test("a restart does not move LATEST: what was read and not delivered is read again", async () => {
    streams.put(order("before"));
    await start({ startingPosition: "LATEST" }, 900);
    await drained();
    const durable = new Map(files);
    streams.put(order("after"));
    await firehose.close();
    objects = new MemoryObjects();
    files = durable;
    await start({ startingPosition: "LATEST" });
    await drained();
    expect(await ids()).toEqual(["after"]);
  });

  test("without a processor and a conversion, records are concatenated as they are", async () => {
    streams.put("one");
    streams.put(Buffer.from([0xff, 0x00]));
    firehose = await Firehose.create({
      streams,
      functions,
      objects,
      catalog,
      checkpoints: memoryCheckpoints(files),
      temporaryDirectory: directory,
      mostBufferSeconds: 0.03,
    });
    stream = firehose.defineDeliveryStream({
      name: "raw",
      streamName: "events",
      startingPosition: "TRIM_HORIZON",
      bucket: "lake",
      prefix: "raw/",
      errorPrefix: "errors/",
    });
    firehose.start();
    await drained();
    const [key = ""] = objects.keys("lake");
    expect(key).toMatch(/^raw\/2024\/05\/06\/07\/raw-1-/);
    expect(await objects.get("lake", key)).toEqual(Buffer.from([0x6f, 0x6e, 0x65, 0xff, 0x00]));
  });

  test("flushNow delivers without waiting for the buffer's time", async () => {
    await start({}, 900);
    streams.put(order("a"));
    await until(() => stream.lag().pending > 0);
    expect(stream.lag()).toEqual({ name: "orders", drained: false, pending: 1 });
    await firehose.flushNow();
    expect(await ids()).toEqual(["a"]);
    expect(stream.lag()).toEqual({ name: "orders", drained: true, pending: 0 });
  });

  test("flushNow waits for what the shard holds, and delivers it in one piece", async () => {
    for (let n = 0; n < 40; n++) streams.put(order("x").repeat(500));
    streams.put(order("last"));
    await start({}, 900);
    await firehose.flushNow();
    expect(await ids()).toHaveLength(40 * 500 + 1);
    expect(objects.keys("lake")).toHaveLength(1);
  });

  test("closing delivers what is buffered", async () => {
    await start();
    streams.put(order("a"));
    await until(() => stream.lag().pending > 0);
    await firehose.close();
    expect(await ids()).toEqual(["a"]);
  });
});

// https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
describe("de-aggregation comes before the transform and", () => {
  test("splits consecutive objects, with or without newlines, strings and nesting respected", async () => {
    const objectsIn = [order("}{"), order("b", { list: [{ a: "]" }] }), order('\\"'), order("d")];
    streams.put(`${objectsIn[0]}${objectsIn[1]}\n${objectsIn[2]}\r\n ${objectsIn[3]}\n`);
    await start();
    await drained();
    const [event] = functions.events as Event[];
    expect(event?.records.map(({ data }) => decode(data))).toEqual(objectsIn);
    expect(await ids()).toEqual(['\\"', "b", "d", "}{"].sort());
  });

  test("gives every piece an id of its own, the same at every reading", async () => {
    const sequenceNumber = streams.put(order("a") + order("b"));
    await start();
    await drained();
    const [event] = functions.events as Event[];
    expect(event?.records.map(({ recordId }) => recordId)).toEqual([
      `${sequenceNumber}000000`,
      `${sequenceNumber}000001`,
    ]);
    expect(event?.records[1]?.kinesisRecordMetadata?.subsequenceNumber).toBe("1");
  });

  test.each([
    ["an array", "[1,2]"],
    ["an object over several lines", '{\n"order_id":"a"}'],
    ["something between the objects", `${order("a")},${order("b")}`],
    ["an unfinished object", '{"order_id":"a"'],
    ["no JSON", "hello"],
    ["nothing", ""],
  ])("passes %s on whole", async (_name, data) => {
    functions.handler = ({ records }: Event) => ({
      records: records.map(({ recordId }) => ({ recordId, result: "Dropped", data: "" })),
    });
    streams.put(data);
    await start();
    await drained();
    const [event] = functions.events as Event[];
    expect(event?.records.map((record) => decode(record.data))).toEqual([data]);
  });

  // https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html: "… the request succeeds
  // but the record de-aggregation doesn't work as expected" and the function gets the complete record.
  test("is capped at 500 objects a record", async () => {
    functions.handler = ({ records }: Event) => ({
      records: records.map(({ recordId }) => ({ recordId, result: "Dropped", data: "" })),
    });
    streams.put(order("x").repeat(500));
    streams.put(order("x").repeat(501));
    await start();
    await drained();
    const pieces = (functions.events as Event[]).flatMap(({ records }) => records);
    expect(pieces).toHaveLength(501);
    expect(decode(pieces[500]?.data ?? "")).toBe(order("x").repeat(501));
  });
});

// https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
describe("the function's answer", () => {
  test("may split a record into rows, one after another or one a line", async () => {
    functions.handler = ({ records }: Event) => ({
      records: records.map(({ recordId, data }) => ({
        recordId,
        result: "Ok",
        data: encode(`${order("1")}${order("2")}\n${decode(data)}\n`),
        metadata: { partitionKeys: { dt: "2024-05-06" } },
      })),
    });
    streams.put(order("3"));
    await start();
    await drained();
    expect(await ids()).toEqual(["1", "2", "3"]);
  });

  test("Dropped leaves no trace and counts as success", async () => {
    functions.handler = ({ records }: Event) => ({
      records: records.map(({ recordId }) => ({ recordId, result: "Dropped", data: "" })),
    });
    streams.put(order("a"));
    await start();
    await drained();
    expect(objects.keys("lake")).toEqual([]);
  });

  const bad: readonly [string, string, (good: Result) => unknown][] = [
    [
      "ProcessingFailed",
      "Lambda.ProcessingFailedStatus",
      ({ recordId }) => [{ recordId, result: "ProcessingFailed" }],
    ],
    ["a lost recordId", "Lambda.MissingRecordId", () => []],
    ["a changed recordId", "Lambda.MissingRecordId", (good) => [{ ...good, recordId: "other" }]],
    ["a doubled recordId", "Lambda.DuplicatedRecordId", (good) => [good, good]],
    ["no result", "Lambda.InvalidReturnFormat", ({ recordId, data }) => [{ recordId, data }]],
    ["an unknown result", "Lambda.InvalidReturnFormat", (good) => [{ ...good, result: "Fine" }]],
    ["no data", "Lambda.InvalidReturnFormat", ({ recordId }) => [{ recordId, result: "Ok" }]],
    ["an array as data", "Lambda.InvalidReturnFormat", (good) => [{ ...good, data: [1] }]],
    [
      "no partition keys",
      "DynamicPartitioning.MetadataExtractionFailed",
      ({ recordId, data }) => [{ recordId, result: "Ok", data }],
    ],
    [
      "an empty partition key",
      "DynamicPartitioning.MetadataExtractionFailed",
      (good) => [{ ...good, metadata: { partitionKeys: { dt: "" } } }],
    ],
    [
      "a partition key that no object key can hold",
      "DynamicPartitioning.MetadataExtractionFailed",
      (good) => [{ ...good, metadata: { partitionKeys: { dt: "x".repeat(1024) } } }],
    ],
  ];

  test.each(bad)(
    "with %s fails that record alone, with its original bytes",
    async (_name, code, spoil) => {
      functions.handler = ({ records: [first, ...others] }: Event) => ({
        records: [...(first === undefined ? [] : Object(spoil(ok(first)))), ...others.map(ok)],
      });
      streams.put(order("bad"));
      streams.put(order("good"));
      await start();
      await drained();
      expect(await ids()).toEqual(["good"]);
      expect(await errors("processing-failed")).toEqual([
        {
          rawData: encode(order("bad")),
          errorCode: code,
          errorMessage: expect.any(String),
          attemptsMade: 1,
          arrivalTimestamp: Date.UTC(2024, 4, 6, 7, 8, 9, 1),
          attemptEndingTimestamp: expect.any(Number),
          lambdaARN: "arn:aws:lambda:us-east-1:000000000000:function:orders-transform",
        },
      ]);
      expect(functions.events).toHaveLength(1);
    },
  );

  test.each([
    ["is not an object", "text"],
    ["is an array", []],
    ["is null", null],
    ["has no records", {}],
    ["has records that are no list", { records: {} }],
  ])("that %s fails every record, and is not asked for again", async (_name, answer) => {
    functions.handler = () => answer;
    streams.put(order("a"));
    streams.put(order("b"));
    await start();
    await drained();
    const failed = await errors("processing-failed");
    expect(failed.map(({ rawData }) => decode(String(rawData)))).toEqual([order("a"), order("b")]);
    expect(new Set(failed.map(({ errorCode }) => errorCode))).toEqual(
      new Set(["Lambda.MissingRecordId"]),
    );
    expect(functions.events).toHaveLength(1);
  });
});

// https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
describe("a function that fails", () => {
  test("is tried again, three times where nothing is said, with the same record ids", async () => {
    functions.handler = ({ records }: Event) => {
      if (functions.events.length < 4) throw new Error("throttled");
      return { records: records.map(ok) };
    };
    streams.put(order("a"));
    await start();
    await drained();
    expect(await ids()).toEqual(["a"]);
    const events = functions.events as Event[];
    expect(new Set(events.map(({ records }) => records[0]?.recordId)).size).toBe(1);
    expect(new Set(events.map(({ invocationId }) => invocationId)).size).toBe(4);
  });

  test("for good sends its batch to the error prefix, and the stream goes on", async () => {
    functions.handler = ({ records }: Event) => {
      if (records.some(({ data }) => decode(data).includes("poison"))) throw "no error";
      return { records: records.map(ok) };
    };
    streams.put(order("poison"));
    await start({
      processor: { functionName: "orders-transform", bufferIntervalSeconds: 0, retries: 1 },
    });
    await drained();
    streams.put(order("good"));
    await drained();
    expect(await ids()).toEqual(["good"]);
    expect(await errors("processing-failed")).toMatchObject([
      { rawData: encode(order("poison")), errorCode: "Lambda.FunctionError", attemptsMade: 2 },
    ]);
  });
});

// https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
test("a value of the wrong type sends its record, as transformed, to format-conversion-failed", async () => {
  const sequenceNumber = streams.put(order("bad", { quantity: "6" }) + order("good"));
  streams.put(order("lone surrogate \ud800").replace("lone", "\\ud800"));
  await start();
  await drained();
  expect(await ids()).toEqual(["good"]);
  expect(await errors("format-conversion-failed")).toMatchObject([
    {
      attemptsMade: 1,
      arrivalTimestamp: Date.UTC(2024, 4, 6, 7, 8, 9, 1),
      lastErrorCode: "DataFormatConversion.MalformedData",
      lastErrorMessage: expect.stringContaining("VALUE_STRING"),
      rawData: encode(order("bad", { quantity: "6" })),
      sequenceNumber,
      subSequenceNumber: 0,
      dataCatalogTable: { databaseName: "lake", tableName: "orders", region: "us-east-1" },
    },
    { lastErrorCode: "DataFormatConversion.MalformedData" },
  ]);
});

test("bytes that are not UTF-8 are kept as they are", async () => {
  const data = Buffer.from([0x7b, 0xff, 0x7d]).toString("base64");
  functions.handler = ({ records }: Event) => ({
    records: records.map((record) => ({ ...ok(record), data })),
  });
  streams.put(order("a"));
  await start();
  await drained();
  expect(await errors("format-conversion-failed")).toMatchObject([
    { lastErrorCode: "DataFormatConversion.ParseError", rawData: data },
  ]);
});

// https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
test("the 501st active partition overflows to the error prefix", async () => {
  streams.put(Array.from({ length: 500 }, (_, n) => order(`o${n}`, { dt: `d${n}` })).join(""));
  streams.put(order("over", { dt: "d500" }) + order("within", { dt: "d0" }));
  functions.handler = ({ records }: Event) => ({ records: records.map(ok) });
  await start({ dataFormatConversion: undefined as never });
  await drained();
  expect(objects.keys("lake", "lake/")).toHaveLength(500);
  const [first = ""] = objects.keys("lake", "lake/orders/dt=d0/");
  expect((await objects.get("lake", first)).toString()).toBe(order("o0") + order("within"));
  expect(await errors("activePartitionExceeded")).toMatchObject([
    { rawData: encode(order("over", { dt: "d500" })) },
  ]);
});

describe("a request to the function stays under 6 MB", () => {
  test("however small the records are", async () => {
    for (let n = 0; n < 60; n++) streams.put(order("x").repeat(500));
    functions.handler = ({ records }: Event) => ({
      records: records.map(({ recordId }) => ({ recordId, result: "Dropped", data: "" })),
    });
    await start({ processor: { functionName: "orders-transform", bufferSizeMb: 3 } });
    await drained();
    const sizes = functions.events.map((event) => JSON.stringify(event).length);
    expect(Math.max(...sizes)).toBeLessThan(6 * 1024 * 1024);
    expect(Math.max(...sizes)).toBeGreaterThan(5.5 * 1024 * 1024);
  });
});

describe("nothing is lost or doubled", () => {
  interface Durable {
    readonly objects: ReadonlyMap<string, Buffer>;
    readonly files: ReadonlyMap<string, Buffer>;
  }

  /** Runs to the end and keeps what was durable after each step: a crash leaves behind one of these. */
  async function runAndRecord(): Promise<readonly Durable[]> {
    const states: Durable[] = [];
    const record = (): void => {
      states.push({ objects: new Map(objects.objects), files: new Map(files) });
    };
    record();
    objects.beforeWrite = () => record();
    const set = files.set.bind(files);
    files.set = (path, content) => {
      record();
      return set(path, content);
    };
    await start();
    await drained();
    await firehose.close();
    record();
    return states;
  }

  async function restartFrom(state: Durable): Promise<void> {
    objects = new MemoryObjects();
    for (const [key, body] of state.objects) objects.objects.set(key, body);
    files = new Map(state.files);
    await start();
    await drained();
  }

  test("by a crash after any step", async () => {
    functions.handler = ({ records }: Event) => ({
      records: records.map((record) =>
        decode(record.data).includes("fail")
          ? { ...record, result: "ProcessingFailed" }
          : ok(record),
      ),
    });
    streams.put(
      order("a", { dt: "d1" }) +
        order("b", { dt: "d2" }) +
        order("fail") +
        order("x", { quantity: "6" }),
    );
    const states = await runAndRecord();
    // Two checkpoint files' writes (intent, end), two partitions, two kinds of errors.
    expect(states.length).toBeGreaterThanOrEqual(8);
    // More arrives before the restart: the range of an unfinished delivery must not grow.
    streams.put(order("c"));
    for (const state of states) {
      await restartFrom(state);
      expect(await ids()).toEqual(["a", "b", "c"]);
      expect(await errors("processing-failed")).toHaveLength(1);
      expect(await errors("format-conversion-failed")).toHaveLength(1);
      await firehose.close();
    }
  });

  test("by a function that failed for good before the crash and works after it", async () => {
    functions.handler = () => {
      throw new Error("down");
    };
    streams.put(order("a"));
    const [, , ...sinceTheIntent] = await runAndRecord();
    streams.put(order("b"));
    functions.handler = ({ records }: Event) => ({ records: records.map(ok) });
    expect(sinceTheIntent.length).toBeGreaterThanOrEqual(3);
    for (const state of sinceTheIntent) {
      await restartFrom(state);
      expect(await ids()).toEqual(["b"]);
      expect(await errors("processing-failed")).toHaveLength(1);
      await firehose.close();
    }
  });

  test("by a function that worked before the crash and fails for a while after it", async () => {
    streams.put(order("a"));
    const states = await runAndRecord();
    for (const state of states.slice(2)) {
      let failures = 0;
      functions.handler = ({ records }: Event) => {
        if (failures++ < 20) throw new Error("down");
        return { records: records.map(ok) };
      };
      await restartFrom(state);
      expect(await ids()).toEqual(["a"]);
      expect(objects.keys("lake", "errors/")).toEqual([]);
      await firehose.close();
    }
  });

  test("by an object store that is away for a while; meanwhile nothing more is read", async () => {
    let isAway = true;
    let attempts = 0;
    objects.beforeWrite = () => {
      attempts++;
      if (isAway) throw new Error("EIO");
    };
    streams.put(order("a"));
    await start();
    await until(() => attempts > 0);
    streams.put(order("b"));
    await until(() => attempts > 5);
    expect(streams.reads).toHaveLength(1);
    isAway = false;
    await drained();
    expect(await ids()).toEqual(["a", "b"]);
  });

  test("by a disk that fails at a checkpoint", async () => {
    setFaults("firehose.checkpoint:eio:1");
    streams.put(order("a"));
    await start();
    await drained();
    expect(await ids()).toEqual(["a"]);
  });
});

test("a resharding: the children are read only when their parent is", async () => {
  streams.put(order("1"));
  streams.open("shardId-000000000001", ["shardId-000000000000"]);
  streams.open("shardId-000000000002", ["shardId-000000000000"]);
  streams.put(order("2"), { shardId: "shardId-000000000001" });
  streams.put(order("3"), { shardId: "shardId-000000000002" });
  await start();
  await drained();
  expect(await ids()).toEqual(["1", "2", "3"]);
  const firstOfChild = streams.reads.findIndex((read) => !read.startsWith("shardId-000000000000"));
  expect(streams.reads.slice(0, firstOfChild).length).toBeGreaterThan(0);
  expect(
    streams.reads.slice(firstOfChild).some((read) => read.startsWith("shardId-000000000000")),
  ).toBe(false);
});
