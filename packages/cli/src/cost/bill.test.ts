import { describe, expect, test } from "vitest";
import { billOf, components, naiveBill } from "./bill.ts";
import { leversOf } from "./levers.ts";
import { planSettings } from "./plan.ts";
import { prices, tiered } from "./prices.ts";
import { referenceBills, referenceBytes } from "./reference-bills.ts";
import { costReport } from "./report.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import { GB, SECONDS } from "./workload.ts";

const settings = await defaultSettings();
const workload = (events: number, batch: number) => ({
  rate: events / SECONDS,
  bytes: referenceBytes,
  batch,
});

describe("the reference bills", () => {
  test.each(referenceBills)("$events events a month, $batch a POST, cost no more", (reference) => {
    const { total } = billOf(settings, workload(reference.events, reference.batch));
    expect(total).toBeLessThanOrEqual(reference.usd);
    // Cheaper? Then lower the number, or the next change may raise it unseen.
    expect(total).toBeGreaterThan(reference.usd * 0.98);
  });

  const dearer: [string, (all: Settings) => Partial<Settings>][] = [
    ["a longer retention", () => ({ retentionHours: 8760 })],
    [
      "a dataset more",
      ({ deliveries }) => ({ deliveries: [...deliveries, ...deliveries.slice(0, 1)] }),
    ],
    ["an index more", () => ({ orderIndexes: 2 })],
    [
      "smaller batches for the consumer",
      ({ consumer }) => ({ consumer: { ...consumer, batchSize: 1 } }),
    ],
    [
      "no window for the archiver",
      ({ archiver }) => ({ archiver: { ...archiver, windowSeconds: 0 } }),
    ],
    [
      "smaller batches for the transforms",
      ({ deliveries }) => ({
        deliveries: deliveries.map((each) => ({
          ...each,
          transformMb: 0.2,
          transformSeconds: 0.1,
        })),
      }),
    ],
    [
      "shorter buffering",
      ({ deliveries }) => ({
        deliveries: deliveries.map((each) => ({ ...each, bufferSeconds: 15 })),
      }),
    ],
    ["more alarms", () => ({ alarmMetrics: 100 })],
  ];
  test.each(dearer)("see %s", (_, change) => {
    const changed = { ...settings, ...change(settings) };
    const raised = referenceBills.filter(
      ({ events, batch, usd }) => billOf(changed, workload(events, batch)).total > usd,
    );
    expect(raised).not.toEqual([]);
  });
});

describe("10 billion events a month against the naive form", () => {
  const naive = naiveBill(settings, workload(1e10, 1));

  test("100 a POST cost less than a third; a provisioned stream makes it less", () => {
    const batched = workload(1e10, 100);
    expect(billOf(settings, batched).total).toBeLessThan(0.305 * naive.total);
    const provisioned: Settings = { ...settings, streamMode: "provisioned" };
    const { total } = naiveBill(provisioned, workload(1e10, 1));
    expect(billOf(provisioned, batched).total).toBeLessThan(0.285 * total);
  });

  test("one a POST costs no more than it does without its logs", () => {
    expect(billOf(settings, workload(1e10, 1)).total).toBeLessThanOrEqual(naive.total - naive.logs);
  });
});

test("recovery keeps a table, and not its indexes", () => {
  const stored = (orderIndexes: number) =>
    billOf({ ...settings, orderIndexes }, workload(GB / 200, 1)).byComponent["DynamoDB storage"];
  expect(stored(2) - stored(1)).toBeCloseTo(prices.dynamodbStorage.usd, 6);
});

test("a provisioned stream grows with the load, and is warned of where it is too small", () => {
  const provisioned: Settings = { ...settings, streamMode: "provisioned" };
  expect(billOf(provisioned, workload(1e6, 1)).capacity).toMatchObject({ shards: 1, warnings: [] });
  const { shards, warnings } = billOf(provisioned, workload(1e10, 1)).capacity;
  expect(shards).toBe(7);
  expect(warnings).toEqual(["stream_shards is 1, the load needs 7"]);
});

test("without enhanced fan-out seven readers share five reads a second", () => {
  const shared: Settings = { ...settings, enhancedFanOut: false };
  expect(billOf(shared, workload(1e6, 1)).capacity.warnings[0]).toContain("7 readers share 5");
});

test("prices fall in steps, and each says where it is from and when", () => {
  expect(tiered(prices.restRequests, 400)).toBeCloseTo(333 * 3.5 + 67 * 2.8, 6);
  expect(tiered(prices.lambdaLogs, 60 * 1024)).toBeCloseTo(5120 + 5120 + 2048 + 512, 6);
  for (const price of Object.values(prices).flat()) {
    expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\//);
    expect(Date.parse(price.asOf)).not.toBeNaN();
  }
});

test("what clients do and what is a setting are kept apart, the largest first", () => {
  const levers = leversOf(settings, workload(1e10, 100));
  expect(levers[0]).toMatchObject({ of: "client", change: "1 events a POST" });
  expect(levers.find(({ change }) => change === "enhanced_fan_out = false")?.of).toBe("setting");
  const sizes = levers.map(({ usd }) => Math.abs(usd));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
});

test("a plan's settings are read from its modules", () => {
  const resource = (type: string, address: string, values: object) => ({ type, address, values });
  const plan = {
    planned_values: {
      root_module: {
        child_modules: [
          {
            resources: [
              resource("aws_kinesis_stream", "module.stream.aws_kinesis_stream.this", {
                shard_count: 3,
                retention_period: 24,
                stream_mode_details: [{ stream_mode: "PROVISIONED" }],
              }),
              resource("aws_lambda_function", 'module.function["kinesis-consumer"].x', {
                memory_size: 2048,
              }),
              resource("aws_lambda_function", 'module.function["orders-transform"].x', {
                memory_size: 256,
              }),
              resource("aws_cloudwatch_metric_alarm", "module.observability.x", {
                metric_query: [{ metric: [{}] }, { metric: [{}] }, { metric: [] }],
              }),
            ],
            child_modules: [
              {
                resources: [
                  resource("aws_lambda_event_source_mapping", 'module.function["raw-archiver"].x', {
                    batch_size: 7,
                    maximum_batching_window_in_seconds: 9,
                  }),
                  resource("aws_kinesis_firehose_delivery_stream", 'module.delivery["orders"].x', {
                    extended_s3_configuration: [
                      {
                        buffering_size: 128,
                        buffering_interval: 900,
                        processing_configuration: [
                          {
                            processors: [
                              {
                                parameters: [
                                  { parameter_name: "BufferSizeInMBs", parameter_value: "2" },
                                ],
                              },
                            ],
                          },
                        ],
                      },
                    ],
                  }),
                ],
              },
            ],
          },
        ],
      },
    },
  };
  const [delivery] = settings.deliveries;
  expect(planSettings(plan, settings)).toEqual({
    ...settings,
    streamMode: "provisioned",
    shards: 3,
    retentionHours: 24,
    enhancedFanOut: false,
    consumer: { ...settings.consumer, memoryMb: 2048 },
    archiver: { ...settings.archiver, batchSize: 7, windowSeconds: 9 },
    deliveries: [{ ...delivery, memoryMb: 256, bufferMb: 128, bufferSeconds: 900, transformMb: 2 }],
    alarmMetrics: 2,
  });
  expect(() => planSettings({}, settings)).toThrow("aws_kinesis_stream");
});

test("the report names every component", () => {
  const report = costReport(settings, workload(1e8, 100), "a test");
  for (const name of components) expect(report).toContain(name);
  expect(report).toContain("what clients do");
});
