import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { datasets, delivery, eventSources, functions, stream, tables } from "@tributary/contract";
import { repositoryRoot } from "../repository.ts";

/** What of a deployment decides its bill. */
export interface Settings {
  readonly streamMode: "on_demand" | "provisioned";
  /** Of a provisioned stream. */
  readonly shards: number;
  readonly retentionHours: number;
  readonly enhancedFanOut: boolean;
  /** Readers by event source, with the memory of their functions. */
  readonly consumer: ReaderSettings;
  readonly archiver: ReaderSettings;
  /** One for every dataset: a delivery stream and its transform. */
  readonly deliveries: readonly DeliverySettings[];
  /** Indexes of the orders table: each write is one more. */
  readonly orderIndexes: number;
  /** Metrics that alarms watch: each is billed, several in one alarm, too. */
  readonly alarmMetrics: number;
}

export interface ReaderSettings {
  readonly memoryMb: number;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly parallelizationFactor: number;
}

export interface DeliverySettings {
  readonly memoryMb: number;
  readonly bufferMb: number;
  readonly bufferSeconds: number;
  readonly transformMb: number;
  readonly transformSeconds: number;
}

/** As `terraform/modules/observability` makes them of the contract's functions, tables and datasets. */
const ALARM_METRICS = 45;

/** The settings that a deployment without variables of its own gets: the contract's and Terraform's defaults. */
export async function defaultSettings(): Promise<Settings> {
  const variables = await readFile(join(repositoryRoot, "terraform/variables.tf"), "utf8");
  const memory = (name: string): number => functions[name]?.memoryMb ?? 128;
  const reader = (name: keyof typeof eventSources): ReaderSettings => ({
    memoryMb: memory(name),
    batchSize: eventSources[name].batchSize,
    windowSeconds: eventSources[name].batchingWindowSeconds,
    parallelizationFactor: eventSources[name].parallelizationFactor,
  });
  return {
    streamMode:
      defaultOf(variables, "stream_mode") === '"provisioned"' ? "provisioned" : "on_demand",
    shards: Number(defaultOf(variables, "stream_shards")),
    retentionHours: stream.retentionHours,
    enhancedFanOut: defaultOf(variables, "enhanced_fan_out") === "true",
    consumer: reader("kinesis-consumer"),
    archiver: reader("raw-archiver"),
    deliveries: Object.values(datasets).map(({ transform }) => ({
      memoryMb: memory(transform),
      bufferMb: delivery.bufferMb,
      bufferSeconds: delivery.bufferSeconds,
      transformMb: delivery.transformBufferMb,
      transformSeconds: delivery.transformBufferSeconds,
    })),
    orderIndexes: tables.orders.indexes.length,
    alarmMetrics: ALARM_METRICS,
  };
}

/** A variable's default in Terraform's own words. */
function defaultOf(variables: string, name: string): string {
  const block = new RegExp(`variable "${name}" \\{[^]*?\\n\\}`).exec(variables)?.[0] ?? "";
  const value = /^\s*default\s*=\s*(.+)$/m.exec(block)?.[1]?.trim();
  if (value === undefined) throw new Error(`terraform/variables.tf has no default for ${name}`);
  return value;
}
