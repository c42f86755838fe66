import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import type { DatasetName } from "@tributary/contract";
import type { Deployment } from "../target/deployment.ts";
import { matching, type ReplayFilters } from "./filters.ts";
import { IdentitySet } from "./identity-set.ts";
import { Packer } from "./packer.ts";
import { identity } from "./replayable.ts";
import { type SourceName, sources } from "./sources.ts";
import { StreamWriter } from "./stream-writer.ts";

export interface ReplayOptions extends ReplayFilters {
  readonly from: SourceName;
  readonly dataset?: DatasetName | undefined;
  /** Events at the most. */
  readonly limit?: number | undefined;
  /** Events a second; 0 is as fast as it goes. */
  readonly rate?: number | undefined;
  /** Puts nothing. */
  readonly dryRun?: boolean | undefined;
  readonly onProgress?: (events: number) => void;
}

export interface ReplaySummary {
  /** Events that were put back on the stream, or would be. */
  readonly events: number;
  /** Records that they went in. */
  readonly records: number;
  /** Events that matched again: kept by several sinks, or replayed before. */
  readonly repeated: number;
  /** Of the events, by why they were kept. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Of the events, by CloudEvents type. */
  readonly types: Readonly<Record<string, number>>;
  /** Events that Firehose failed to convert and that the raw archive does not hold. */
  readonly missing: readonly string[];
}

/**
 * Puts events back on the stream as they were, ids included, so that whatever sink has them already
 * collapses them: safe to do twice. An event goes once, however many places keep it.
 *
 * @throws ReplayRefusedError
 */
export async function replay(
  deployment: Deployment,
  options: ReplayOptions,
): Promise<ReplaySummary> {
  const s3 = new S3Client(deployment.client);
  const kinesis = new KinesisClient(deployment.client);
  const missing: string[] = [];
  const tally = new Tally();
  const seen = new IdentitySet();
  const packer = new Packer();
  const { limit = Number.POSITIVE_INFINITY, rate = 0, onProgress = () => {} } = options;
  const writer = new StreamWriter(kinesis, deployment.names.stream, rate, () =>
    onProgress(tally.events),
  );
  const write = async (records: ReturnType<Packer["end"]>): Promise<void> => {
    for (const record of records) {
      tally.records += 1;
      if (!options.dryRun) await writer.write(record);
    }
  };
  try {
    const found = sources[options.from]({
      ...{ s3, bucket: deployment.names.dataBucket, dataset: options.dataset },
      ...{ since: options.since, until: options.until },
      onMissing: (ids) => missing.push(...ids),
    });
    for await (const record of found) {
      const matched = matching(record, options);
      const fresh = matched.filter((event) => seen.add(identity(event)));
      tally.repeated += matched.length - fresh.length;
      const events = fresh.slice(0, limit - tally.events);
      if (events.length === 0) {
        if (tally.events === limit) break;
        continue;
      }
      tally.count(events, record.reason);
      await write(packer.add(record, events));
    }
    await write(packer.end());
    await writer.flush();
    return { ...tally.summary(), missing: missing.filter((id) => options.ids?.has(id) ?? true) };
  } finally {
    s3.destroy();
    kinesis.destroy();
  }
}

class Tally {
  events = 0;
  records = 0;
  repeated = 0;
  readonly #reasons: Record<string, number> = {};
  readonly #types: Record<string, number> = {};

  count(events: readonly { readonly type: string | undefined }[], reason = "archived"): void {
    this.events += events.length;
    this.#reasons[reason] = (this.#reasons[reason] ?? 0) + events.length;
    for (const { type = "no event" } of events) {
      this.#types[type] = (this.#types[type] ?? 0) + 1;
    }
  }

  summary(): Omit<ReplaySummary, "missing"> {
    const { events, records, repeated } = this;
    return { events, records, repeated, reasons: this.#reasons, types: this.#types };
  }
}
