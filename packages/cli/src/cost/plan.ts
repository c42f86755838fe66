import type { DeliverySettings, ReaderSettings, Settings } from "./settings.ts";

interface Resource {
  readonly type: string;
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The settings in a plan: `terraform show -json plan.out > plan.json`.
 *
 * @param fallback for what a plan leaves unknown
 * @throws Error where the plan has no stream of ours
 */
export function planSettings(plan: unknown, fallback: Settings): Settings {
  const resources = [...resourcesOf(member(member(plan, "planned_values"), "root_module"))];
  const ofType = (type: string): Resource[] => resources.filter((found) => found.type === type);
  const [stream] = ofType("aws_kinesis_stream");
  if (stream === undefined) {
    throw new Error("The plan has no aws_kinesis_stream: is it `terraform show -json` of one?");
  }
  const mode = member(first(stream.values.stream_mode_details), "stream_mode");
  const functions = ofType("aws_lambda_function");
  const memory = (part: string, or: number): number =>
    number(functions.find(({ address }) => address.includes(part))?.values.memory_size, or);
  const reader = (name: string, or: ReaderSettings): ReaderSettings => {
    const source = ofType("aws_lambda_event_source_mapping").find(({ address }) =>
      address.includes(name),
    );
    return {
      memoryMb: memory(name, or.memoryMb),
      batchSize: number(source?.values.batch_size, or.batchSize),
      windowSeconds: number(source?.values.maximum_batching_window_in_seconds, or.windowSeconds),
      parallelizationFactor: number(
        source?.values.parallelization_factor,
        or.parallelizationFactor,
      ),
    };
  };
  const deliveries = ofType("aws_kinesis_firehose_delivery_stream").map((found, at) =>
    delivery(found, fallback.deliveries[at] ?? fallback.deliveries[0], memory),
  );
  const orders = ofType("aws_dynamodb_table").find(({ address }) => address.includes("orders"));
  const indexes = orders?.values.global_secondary_index;
  return {
    streamMode: mode === "PROVISIONED" ? "provisioned" : "on_demand",
    shards: number(stream.values.shard_count, fallback.shards),
    retentionHours: number(stream.values.retention_period, fallback.retentionHours),
    enhancedFanOut: ofType("aws_kinesis_stream_consumer").length > 0,
    consumer: reader("kinesis-consumer", fallback.consumer),
    archiver: reader("raw-archiver", fallback.archiver),
    deliveries: deliveries.length > 0 ? deliveries : fallback.deliveries,
    orderIndexes: Array.isArray(indexes) ? indexes.length : fallback.orderIndexes,
    alarmMetrics: ofType("aws_cloudwatch_metric_alarm")
      .flatMap(({ values }) => list(values.metric_query))
      .filter((query) => list(member(query, "metric")).length > 0).length,
  };
}

/** @param memory of the function whose address has this part */
function delivery(
  { address, values }: Resource,
  or: DeliverySettings | undefined,
  memory: (part: string, or: number) => number,
): DeliverySettings {
  const dataset = /\["([^"]+)"\]/.exec(address)?.[1] ?? "";
  const s3 = first(values.extended_s3_configuration);
  const processors = member(first(member(s3, "processing_configuration")), "processors");
  const parameters = list(processors).flatMap((found) => list(member(found, "parameters")));
  const parameter = (name: string): unknown =>
    member(
      parameters.find((found) => member(found, "parameter_name") === name),
      "parameter_value",
    );
  return {
    memoryMb: memory(`${dataset.replaceAll("_", "-")}-transform`, or?.memoryMb ?? 512),
    bufferMb: number(member(s3, "buffering_size"), or?.bufferMb ?? 64),
    bufferSeconds: number(member(s3, "buffering_interval"), or?.bufferSeconds ?? 60),
    transformMb: number(parameter("BufferSizeInMBs"), or?.transformMb ?? 1),
    transformSeconds: number(parameter("BufferIntervalInSeconds"), or?.transformSeconds ?? 60),
  };
}

function* resourcesOf(module: unknown): Generator<Resource> {
  for (const found of list(member(module, "resources"))) {
    const type = member(found, "type");
    const address = member(found, "address");
    const values = member(found, "values");
    if (typeof type === "string" && typeof address === "string" && isObject(values)) {
      yield { type, address, values };
    }
  }
  for (const child of list(member(module, "child_modules"))) yield* resourcesOf(child);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function first(value: unknown): unknown {
  return list(value)[0];
}

function number(value: unknown, fallback: number): number {
  const found = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof found === "number" && Number.isFinite(found) ? found : fallback;
}
