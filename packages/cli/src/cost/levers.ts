import { billOf } from "./bill.ts";
import type { Settings } from "./settings.ts";
import type { Workload } from "./workload.ts";

/** What a change does to the bill, US dollars a month. */
export interface Lever {
  readonly change: string;
  /** Whether it is a setting of the deployment or what its clients do. */
  readonly of: "setting" | "client";
  readonly usd: number;
}

/** What changes the bill, the largest first. */
export function leversOf(settings: Settings, workload: Workload): readonly Lever[] {
  const { total } = billOf(settings, workload);
  const lever = (
    of: Lever["of"],
    change: string,
    other: Partial<Settings>,
    load: Partial<Workload> = {},
  ): Lever => {
    const changed = billOf({ ...settings, ...other }, { ...workload, ...load });
    return { of, change, usd: changed.total - total };
  };
  const [provisioned, onDemand] = ["provisioned", "on_demand"] as const;
  const isOnDemand = settings.streamMode === onDemand;
  const levers = [
    ...[1, 10, 100, 500]
      .filter((batch) => batch !== workload.batch)
      .map((batch) => lever("client", `${batch} events a POST`, {}, { batch })),
    lever("setting", `stream_mode = ${isOnDemand ? provisioned : onDemand}`, {
      streamMode: isOnDemand ? provisioned : onDemand,
    }),
    lever("setting", `enhanced_fan_out = ${!settings.enhancedFanOut}`, {
      enhancedFanOut: !settings.enhancedFanOut,
    }),
    lever("setting", "24 hours of retention", { retentionHours: 24 }),
    lever("setting", "one dataset less", { deliveries: settings.deliveries.slice(1) }),
    lever("setting", "no index on the orders", { orderIndexes: 0 }),
    lever("setting", "five minutes of Firehose buffering", {
      deliveries: settings.deliveries.map((each) => ({ ...each, bufferSeconds: 300 })),
    }),
    lever("setting", "half the memory of every function", {
      consumer: { ...settings.consumer, memoryMb: settings.consumer.memoryMb / 2 },
      archiver: { ...settings.archiver, memoryMb: settings.archiver.memoryMb / 2 },
      deliveries: settings.deliveries.map((each) => ({ ...each, memoryMb: each.memoryMb / 2 })),
    }),
  ];
  return levers.sort((a, b) => Math.abs(b.usd) - Math.abs(a.usd));
}
