import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AwsError } from "../../../errors.ts";
import {
  MemoryFunctions,
  MemoryObjects,
  MemoryStreams,
  memoryCheckpoints,
  until,
} from "../../test-ports.ts";
import { EventSourceMapping, type EventSourceMappingContext } from "./mapping.ts";
import type { EventSourceMappingOptions } from "./options.ts";

interface Record {
  readonly eventID: string;
  readonly kinesis: { readonly sequenceNumber: string; readonly data: string };
}
interface Event {
  readonly Records: readonly Record[];
}

let streams: MemoryStreams;
let objects: MemoryObjects;
let functions: MemoryFunctions;
let files: Map<string, Buffer>;
let mapping: EventSourceMapping | undefined;

beforeEach(() => {
  streams = new MemoryStreams();
  objects = new MemoryObjects();
  functions = new MemoryFunctions(() => null);
  files = new Map();
});
afterEach(() => mapping?.close());

function start(
  options: Partial<EventSourceMappingOptions> = {},
  context: Partial<EventSourceMappingContext> = {},
): EventSourceMapping {
  mapping = new EventSourceMapping(
    {
      functionName: "consumer",
      streamName: "events",
      startingPosition: "TRIM_HORIZON",
      ...options,
    },
    {
      streams,
      functions,
      objects,
      checkpoints: memoryCheckpoints(files),
      backoff: () => 1,
      ...context,
    },
  );
  mapping.start();
  return mapping;
}

const drained = (): Promise<void> => until(() => mapping?.lag().drained === true);
const put = (...names: string[]): string[] => names.map((name) => streams.put(name));
const namesOf = (event: unknown): string[] =>
  (event as Event).Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
const batches = (): string[] => functions.events.map((event) => namesOf(event).join(""));

/** A function that reports these records as failed, the first of each batch first. */
function reports(...bad: string[]): void {
  functions.handler = (event: Event) => ({
    batchItemFailures: event.Records.filter((_, index) =>
      bad.includes(namesOf(event)[index] ?? ""),
    ).map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })),
  });
}

function throwsOn(...bad: string[]): void {
  functions.handler = (event: Event) => {
    if (namesOf(event).some((name) => bad.includes(name))) throw new Error("poison");
  };
}

// https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
test("the function gets Lambda's Kinesis event", async () => {
  const sequenceNumber = streams.put("hello", { key: 'quote " key', at: 1545084650987 });
  start();
  await drained();
  expect(functions.events).toEqual([
    {
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: "1.0",
            partitionKey: 'quote " key',
            sequenceNumber,
            data: "aGVsbG8=",
            approximateArrivalTimestamp: 1545084650.987,
          },
          eventSource: "aws:kinesis",
          eventVersion: "1.0",
          eventID: `shardId-000000000000:${sequenceNumber}`,
          eventName: "aws:kinesis:record",
          invokeIdentityArn: "arn:aws:iam::000000000000:role/consumer",
          awsRegion: "us-east-1",
          eventSourceARN: "arn:aws:kinesis:us-east-1:000000000000:stream/events",
        },
      ],
    },
  ]);
});

describe("batches", () => {
  test("hold at most batchSize records, in order", async () => {
    put(..."abcdefg");
    start({ batchSize: 3 });
    await drained();
    expect(batches()).toEqual(["abc", "def", "g"]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  test("stay under the invocation payload of 6 MB", async () => {
    for (let n = 0; n < 12; n++) streams.put(Buffer.alloc(1024 * 1024 - 10, n));
    start({ batchSize: 100 });
    await drained();
    const sizes = functions.events.map((event) => JSON.stringify(event).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6 * 1024 * 1024);
    expect((functions.events as Event[]).flatMap(({ Records }) => Records)).toHaveLength(12);
  });

  test("wait for the batching window", async () => {
    put("a");
    start({ maximumBatchingWindowSeconds: 1, batchSize: 3 });
    await until(() => mapping?.lag().pending === 1);
    put("b", "c");
    await drained();
    expect(batches()).toEqual(["abc"]);
  });

  test("run side by side, each partition key in order", async () => {
    const names = Array.from({ length: 60 }, (_, n) => `${n % 6}:${n}`);
    for (const name of names) streams.put(name, { key: name[0] ?? "" });
    let running = 0;
    let most = 0;
    functions.handler = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    };
    start({ parallelizationFactor: 4, batchSize: 5 });
    await drained();
    const seen = functions.events.flatMap(namesOf);
    expect([...seen].sort()).toEqual([...names].sort());
    for (const key of "012345") {
      const ofKey = (list: string[]) => list.filter((name) => name.startsWith(`${key}:`));
      expect(ofKey(seen)).toEqual(ofKey(names));
    }
    expect(most).toBeGreaterThan(1);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
describe("with ReportBatchItemFailures", () => {
  test.each([
    ["null", null],
    ["an empty object", {}],
    ["an empty list", { batchItemFailures: [] }],
    ["a null list", { batchItemFailures: null }],
    ["an empty string", ""],
  ])("%s is success", async (_name, answer) => {
    functions.handler = () => answer;
    put("a", "b");
    start({ reportBatchItemFailures: true });
    await drained();
    expect(batches()).toEqual(["ab"]);
  });

  test.each([
    ["an unknown identifier", { batchItemFailures: [{ itemIdentifier: "12" }] }],
    ["a null identifier", { batchItemFailures: [{ itemIdentifier: null }] }],
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }],
    ["a wrong key", { batchItemFailures: [{ ItemIdentifier: "1" }] }],
    ["a list that is none", { batchItemFailures: "all" }],
    ["an answer that is no object", 7],
  ])("%s fails the whole batch", async (_name, answer) => {
    functions.handler = () => (functions.events.length === 1 ? answer : null);
    put("a", "b");
    start({ reportBatchItemFailures: true });
    await drained();
    expect(batches()).toEqual(["ab", "ab"]);
  });

  test("the batch is retried from the lowest reported sequence number", async () => {
    functions.handler = (event: Event) =>
      functions.events.length > 1
        ? null
        : {
            batchItemFailures: [event.Records[3], event.Records[1]].map((record) => ({
              itemIdentifier: record?.kinesis.sequenceNumber,
            })),
          };
    put(..."abcd");
    start({ reportBatchItemFailures: true });
    await drained();
    expect(batches()).toEqual(["abcd", "bcd"]);
  });

  test("and bisect, the batch is split at the returned number, which costs no retry", async () => {
    functions.handler = (event: Event) => {
      const next = event.Records[1]?.kinesis.sequenceNumber;
      return next === undefined ? null : { batchItemFailures: [{ itemIdentifier: next }] };
    };
    put(..."abcd");
    start({
      reportBatchItemFailures: true,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 0,
      onFailureBucket: "failures",
    });
    await drained();
    expect(batches()).toEqual(["abcd", "bcd", "cd", "d"]);
    expect(objects.keys("failures")).toEqual([]);
  });

  test("and bisect, a first record that fails again and again is isolated and given up alone", async () => {
    reports("b");
    put(..."abcdefgh");
    start({
      reportBatchItemFailures: true,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 2,
      onFailureBucket: "failures",
    });
    await drained();
    expect(await discarded()).toEqual(["b"]);
    expect(batches().filter((batch) => batch === "b")).toHaveLength(3);
    expect(batches().at(-1)).toBe("fgh");
  });

  test("without it an answer means nothing", async () => {
    reports("a");
    put("a");
    start();
    await drained();
    expect(batches()).toEqual(["a"]);
  });
});

/** What lies in the failure destination, by the names of its records. */
async function discarded(): Promise<string[]> {
  const bodies = await Promise.all(
    objects.keys("failures").map((key) => objects.get("failures", key)),
  );
  return bodies.flatMap((body) => namesOf(JSON.parse(JSON.parse(body.toString()).payload)));
}

// https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
describe("a function that fails", () => {
  test("is invoked again with the same batch, and the shard waits", async () => {
    functions.handler = () => {
      if (functions.events.length < 4) throw "not even an error";
    };
    put("a");
    start();
    await until(() => functions.events.length >= 1);
    put("b");
    await drained();
    expect(batches()).toEqual(["a", "a", "a", "a", "b"]);
  });

  test("is retried maximumRetryAttempts times, then the batch goes to the failure destination", async () => {
    throwsOn("b");
    const [, sequenceNumber] = put("a", "b", "c");
    start({ batchSize: 1, maximumRetryAttempts: 2, onFailureBucket: "failures" });
    await drained();
    expect(batches()).toEqual(["a", "b", "b", "b", "c"]);
    const [key = ""] = objects.keys("failures");
    expect(key).toMatch(
      new RegExp(
        `^aws/lambda/${mapping?.uuid}/shardId-000000000000/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d-[0-9a-f-]{36}$`,
      ),
    );
    expect(JSON.parse((await objects.get("failures", key)).toString())).toEqual({
      requestContext: {
        requestId: expect.any(String),
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:consumer",
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      timestamp: expect.any(String),
      KinesisBatchInfo: {
        shardId: "shardId-000000000000",
        startSequenceNumber: sequenceNumber,
        endSequenceNumber: sequenceNumber,
        approximateArrivalOfFirstRecord: expect.any(String),
        approximateArrivalOfLastRecord: expect.any(String),
        batchSize: 1,
        streamArn: "arn:aws:kinesis:us-east-1:000000000000:stream/events",
      },
      payload: JSON.stringify(functions.events[1]),
    });
  });

  test("with bisect is invoked with halves, which costs no retry: only the poison is given up", async () => {
    throwsOn("f");
    put(..."abcdefgh");
    start({
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 0,
      onFailureBucket: "failures",
    });
    await drained();
    expect(await discarded()).toEqual(["f"]);
    expect(batches()).toEqual(["abcdefgh", "abcd", "efgh", "ef", "e", "f", "gh"]);
  });

  test("for good, with −1 retries, holds the shard until the records are too old", async () => {
    throwsOn("a");
    let now = Date.now();
    streams.put("a", { at: now });
    streams.put("b", { at: now + 10_000 });
    start(
      { maximumRecordAgeSeconds: 60, onFailureBucket: "failures", batchSize: 1 },
      { clock: { now: () => now } },
    );
    await until(() => functions.events.length > 20);
    expect(new Set(batches())).toEqual(new Set(["a"]));
    now += 60_001;
    await drained();
    expect(await discarded()).toEqual(["a"]);
    const [key = ""] = objects.keys("failures");
    const { requestContext } = JSON.parse((await objects.get("failures", key)).toString());
    expect(requestContext.condition).toBe("RecordAgeExceeded");
    expect(batches().at(-1)).toBe("b");
  });

  test("to be invoked at all costs no retry", async () => {
    let refusals = 5;
    functions.handler = () => {
      if (refusals-- > 0) throw new AwsError("TooManyRequestsException", "later", { status: 429 });
    };
    put("a");
    start({ maximumRetryAttempts: 0, onFailureBucket: "failures" });
    await drained();
    expect(objects.keys("failures")).toEqual([]);
  });

  test("whose failure destination is away holds the shard until it is back", async () => {
    throwsOn("a");
    let failures = 3;
    objects.beforeWrite = () => {
      if (failures-- > 0) throw new Error("EIO");
    };
    put("a", "b");
    start({ batchSize: 1, maximumRetryAttempts: 0, onFailureBucket: "failures" });
    await drained();
    expect(await discarded()).toEqual(["a"]);
    expect(batches()).toEqual(["a", "b"]);
  });
});

describe("checkpoints", () => {
  test("come after success, so that a restart goes on behind it", async () => {
    put("a", "b");
    await start().lag();
    await drained();
    await mapping?.close();
    put("c");
    start();
    await drained();
    expect(batches()).toEqual(["ab", "c"]);
  });

  test("do not pass a batch that has not succeeded", async () => {
    throwsOn("b");
    put("a", "b");
    start({ batchSize: 1 });
    await until(() => functions.events.length > 3);
    await mapping?.close();
    functions.events.length = 0;
    functions.handler = () => null;
    start({ batchSize: 1 });
    await drained();
    expect(batches()).toEqual(["b"]);
  });

  test("wait for what the function has written to be durable", async () => {
    let isDurable = false;
    let asked = 0;
    put("a");
    start(
      {},
      {
        beforeCheckpoint: async () => {
          asked++;
          await until(() => isDurable);
        },
      },
    );
    await until(() => asked > 0);
    expect(files.size).toBe(0);
    expect(mapping?.lag()).toEqual({ name: "consumer", drained: false, pending: 0 });
    isDurable = true;
    await drained();
    expect(files.size).toBe(1);
  });
});

describe("starting positions", () => {
  test("TRIM_HORIZON reads everything", async () => {
    put("a");
    start({ startingPosition: "TRIM_HORIZON" });
    await drained();
    expect(batches()).toEqual(["a"]);
  });

  test("LATEST reads what comes", async () => {
    put("a");
    start({ startingPosition: "LATEST" });
    await drained();
    put("b");
    await drained();
    expect(batches()).toEqual(["b"]);
  });

  test("LATEST stays where it was over a restart", async () => {
    put("a");
    throwsOn("b");
    start({ startingPosition: "LATEST" });
    await drained();
    put("b");
    await until(() => functions.events.length > 0);
    await mapping?.close();
    functions.handler = () => null;
    start({ startingPosition: "LATEST" });
    await drained();
    expect(batches().at(-1)).toBe("b");
  });

  test("AT_TIMESTAMP reads what arrived from then on", async () => {
    streams.put("a", { at: 1000 });
    streams.put("b", { at: 2000 });
    start({ startingPosition: "AT_TIMESTAMP", startingPositionTimestamp: 2000 });
    await drained();
    expect(batches()).toEqual(["b"]);
  });
});

test("a resharding: children are read when their parent is processed to its end", async () => {
  put("a", "b");
  streams.open("shardId-000000000001", ["shardId-000000000000"]);
  streams.put("c", { shardId: "shardId-000000000001" });
  functions.handler = () => {
    if (functions.events.length === 1) throw new Error("once");
  };
  start({ startingPosition: "TRIM_HORIZON" });
  await drained();
  expect(batches()).toEqual(["ab", "ab", "c"]);
});

test("closing lets the batch in flight finish and saves its checkpoint", async () => {
  let finish: (() => void) | undefined;
  functions.handler = () =>
    new Promise<null>((resolve) => {
      finish = () => resolve(null);
    });
  put("a");
  start();
  await until(() => finish !== undefined);
  const closed = mapping?.close();
  finish?.();
  await closed;
  expect([...files.values()].map(String)).toEqual([
    JSON.stringify({ after: streams.lastSequenceNumber("events", "shardId-000000000000") }),
  ]);
});

test("a mapping tells the settings that it runs", () => {
  const described = start({
    batchSize: 500,
    maximumBatchingWindowSeconds: 30,
    parallelizationFactor: 2,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: 3,
    maximumRecordAgeSeconds: 3600,
    reportBatchItemFailures: true,
    onFailureBucket: "failures",
  }).describe();
  expect(described).toEqual({
    UUID: mapping?.uuid,
    EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/events",
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:consumer",
    State: "Enabled",
    StartingPosition: "TRIM_HORIZON",
    BatchSize: 500,
    MaximumBatchingWindowInSeconds: 30,
    ParallelizationFactor: 2,
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 3,
    MaximumRecordAgeInSeconds: 3600,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
  });
});

test.each([
  [{ batchSize: 10_001 }, "BatchSize 10001"],
  [{ parallelizationFactor: 11 }, "ParallelizationFactor 11"],
  [{ maximumRecordAgeSeconds: 59 }, "MaximumRecordAgeInSeconds 59"],
  [{ startingPositionTimestamp: 1 }, "StartingPositionTimestamp"],
])("%o is refused", (options, message) => {
  expect(() => start(options)).toThrow(message);
});
