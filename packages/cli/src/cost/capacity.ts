import type { DeliverySettings, ReaderSettings, Settings } from "./settings.ts";
import { assumptions, SECONDS, type Workload } from "./workload.ts";

/** What a workload needs of a deployment. */
export interface Capacity {
  readonly events: number;
  readonly posts: number;
  /** Bytes of one record of the stream. */
  readonly recordBytes: number;
  /** Shards for the load, whatever the mode; an on-demand stream has them by itself. */
  readonly shardsForWrites: number;
  readonly shardsForReads: number;
  readonly shards: number;
  /** Readers that share a shard's 2 MB and 5 reads a second. */
  readonly sharedReaders: number;
  readonly consumer: Invocations;
  readonly archiver: Invocations;
  readonly transforms: readonly Invocations[];
  readonly objects: number;
  readonly warnings: readonly string[];
}

export interface Invocations {
  /** A month. */
  readonly count: number;
  /** Of one, seconds. */
  readonly seconds: number;
  readonly memoryMb: number;
  /** Busy at a time, on average, rounded up. */
  readonly concurrency: number;
}

const MB = 1024 ** 2;
/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD = { bytesIn: MB, recordsIn: 1000, bytesOut: 2 * MB, reads: 5 };
const PAYLOAD_BYTES = 6 * MB;
/** Base64 and the rest of an event's record. */
const asPayload = (bytes: number): number => (bytes * 4) / 3 + 500;

export function capacityOf(settings: Settings, workload: Workload): Capacity {
  const events = workload.rate * SECONDS;
  const posts = events / workload.batch;
  const recordBytes = workload.batch * (workload.bytes + assumptions.envelopeBytes);
  const perSecond = posts / SECONDS;
  const sharedReaders = settings.deliveries.length + (settings.enhancedFanOut ? 0 : 2);
  const shardsForWrites = Math.max(
    Math.ceil((perSecond * recordBytes) / SHARD.bytesIn),
    Math.ceil(perSecond / SHARD.recordsIn),
    1,
  );
  const shardsForReads = Math.ceil((perSecond * recordBytes * sharedReaders) / SHARD.bytesOut) || 1;
  const needed = Math.max(shardsForWrites, shardsForReads);
  const shards = settings.streamMode === "provisioned" ? Math.max(settings.shards, needed) : needed;
  const warnings: string[] = [];
  if (sharedReaders > SHARD.reads) {
    warnings.push(
      `${sharedReaders} readers share ${SHARD.reads} reads a second of a shard: expect seconds of delay (enhanced_fan_out = false)`,
    );
  }
  if (settings.streamMode === "provisioned" && settings.shards < needed) {
    warnings.push(`stream_shards is ${settings.shards}, the load needs ${needed}`);
  }
  const load = { events, posts, recordBytes, shards };
  return {
    events,
    posts,
    recordBytes,
    shardsForWrites,
    shardsForReads,
    shards,
    sharedReaders,
    consumer: consumer(settings.consumer, load),
    archiver: archiver(settings.archiver, load),
    transforms: settings.deliveries.map((delivery) => transform(delivery, load)),
    objects: objects(settings.deliveries, events, workload.bytes),
    warnings,
  };
}

interface Load {
  readonly events: number;
  readonly posts: number;
  readonly recordBytes: number;
  readonly shards: number;
}

function invocations(count: number, workSeconds: number, memoryMb: number): Invocations {
  const seconds = assumptions.invocationMs / 1000 + workSeconds / Math.max(count, 1);
  return { count, seconds, memoryMb, concurrency: Math.ceil((count * seconds) / SECONDS) };
}

/** Of CPU, at the share that the memory gives. */
function cpuSeconds(events: number, micros: number, memoryMb: number): number {
  return (events * micros) / 1e6 / Math.min(1, memoryMb / assumptions.vcpuMb);
}

/** Batches by records, by payload and, where few records come, by what gathers in the meantime. */
function batches(
  { posts, recordBytes, shards }: Load,
  settings: ReaderSettings,
  everySeconds: number,
): number {
  const full = Math.max(
    posts / settings.batchSize,
    (posts * asPayload(recordBytes)) / PAYLOAD_BYTES,
  );
  return Math.min(posts, Math.max(full, (shards * SECONDS) / everySeconds));
}

function consumer(settings: ReaderSettings, load: Load): Invocations {
  const count = batches(load, settings, Math.max(settings.windowSeconds, assumptions.pushSeconds));
  const { callMs, callsInFlight, statementsPerCall, consumerCpu } = assumptions;
  const cpu = cpuSeconds(load.events, consumerCpu, settings.memoryMb);
  // At least one call an invocation is waited for; the CPU works while others are on their way.
  const waiting =
    Math.max(count, load.events / statementsPerCall / callsInFlight) * (callMs / 1000);
  return invocations(count, Math.max(cpu, waiting), settings.memoryMb);
}

function archiver(settings: ReaderSettings, load: Load): Invocations {
  const count = batches(load, settings, Math.max(settings.windowSeconds, assumptions.pushSeconds));
  const cpu = cpuSeconds(load.events, assumptions.archiverCpu, settings.memoryMb);
  return invocations(count, cpu + count * 0.03, settings.memoryMb);
}

function transform(settings: DeliverySettings, { events, posts, recordBytes }: Load): Invocations {
  const bySize = (posts * recordBytes) / (settings.transformMb * MB);
  const count = Math.min(posts, Math.max(bySize, SECONDS / settings.transformSeconds));
  return invocations(
    count,
    cpuSeconds(events, assumptions.transformCpu, settings.memoryMb),
    settings.memoryMb,
  );
}

/** Objects of all delivery streams: as many as intervals, or as buffers fill. */
function objects(deliveries: readonly DeliverySettings[], events: number, bytes: number): number {
  const { activePartitions, rowRatio } = assumptions;
  return deliveries.reduce((sum, { bufferMb, bufferSeconds }) => {
    const rows = (events * bytes * rowRatio) / deliveries.length;
    const byTime = Math.min((SECONDS / bufferSeconds) * activePartitions, events);
    return sum + Math.max(byTime, rows / (bufferMb * MB));
  }, 0);
}
