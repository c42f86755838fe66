import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Clock } from "../../clock.ts";
import type { ParquetWriter } from "../../engines/parquet/parquet-writer.ts";
import { failPoint } from "../../fail-points.ts";
import type { GlueColumn, Objects } from "../ports.ts";
import type { DeliveryStreamSettings } from "./definition.ts";
import type { DeliveryBuffer, Partition } from "./delivery-buffer.ts";
import { type ErrorRecordContext, errorLine, type FailedRecord } from "./error-record.ts";
import { evaluatePrefix, formatTime } from "./prefix.ts";

const compress = promisify(gzip);

export interface ObjectWriterOptions {
  readonly settings: DeliveryStreamSettings;
  readonly shardId: string;
  readonly objects: Objects;
  readonly parquet: ParquetWriter;
  readonly clock: Clock;
  readonly errorContext: ErrorRecordContext;
}

/**
 * Writes what a range of a shard holds. The names of the objects come from the range alone, so that
 * writing the same range again replaces the same objects.
 */
export class ObjectWriter {
  readonly #options: ObjectWriterOptions;

  constructor(options: ObjectWriterOptions) {
    this.#options = options;
  }

  /** @param columns of the table, where records are converted */
  async write(buffer: DeliveryBuffer, columns: readonly GlueColumn[] | undefined): Promise<void> {
    const range = `${this.#options.shardId}-${buffer.first}-${buffer.last}`;
    const failed = [...buffer.failed];
    for (const partition of buffer.partitions) {
      if (columns === undefined) await this.#writeRaw(partition, range);
      else failed.push(...(await this.#writeParquet(partition, range, columns)));
    }
    for (const type of new Set(failed.map((record) => record.type))) {
      const records = failed.filter((record) => record.type === type);
      await this.#writeErrors(type, records, range);
    }
  }

  /** @returns the records that the Parquet engine could not convert */
  async #writeParquet(
    { chunks, keys, oldestArrival }: Partition,
    range: string,
    columns: readonly GlueColumn[],
  ): Promise<FailedRecord[]> {
    const { parquet, objects, settings, clock } = this.#options;
    const before = failPoint("firehose.parquet");
    if (before !== undefined) await before;
    const { path, rejected } = await parquet.write(columns, chunks);
    if (path !== undefined) {
      try {
        const stop = failPoint("firehose.object");
        if (stop !== undefined) await stop;
        const key = `${this.#prefix(keys, oldestArrival, range)}${this.#name(oldestArrival, range)}.parquet`;
        await objects.putFile({ bucket: settings.bucket, key, path });
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    }
    return rejected.flatMap(({ chunk, record, bytes, reason }) => {
      const origin = chunks[chunk]?.origin(record);
      if (origin === undefined) return [];
      return {
        type: "format-conversion-failed" as const,
        errorCode: "DataFormatConversion.MalformedData",
        errorMessage: `Data does not match the schema. ${reason}`,
        attempts: 1,
        ...origin,
        endedAt: clock.now(),
        // Without the newline that was put after it.
        base64: Buffer.from(bytes.subarray(0, -1)).toString("base64"),
      };
    });
  }

  /** Records one after another, with nothing between them, as on AWS. */
  async #writeRaw({ chunks, keys, oldestArrival }: Partition, range: string): Promise<void> {
    const { settings, objects } = this.#options;
    const bytes = Buffer.concat(chunks.map((chunk) => chunk.bytes));
    const isGzip = settings.compression === "GZIP";
    const stop = failPoint("firehose.object");
    if (stop !== undefined) await stop;
    await objects.put({
      bucket: settings.bucket,
      key: `${this.#prefix(keys, oldestArrival, range)}${this.#name(oldestArrival, range)}${isGzip ? ".gz" : ""}`,
      body: isGzip ? await compress(bytes) : bytes,
      contentType: "application/octet-stream",
      ...(isGzip ? { contentEncoding: "gzip" } : {}),
    });
  }

  async #writeErrors(
    type: FailedRecord["type"],
    records: readonly FailedRecord[],
    range: string,
  ): Promise<void> {
    const { settings, objects, errorContext } = this.#options;
    const oldestArrival = oldestOf(records);
    const prefix = evaluatePrefix(settings.errorPrefix, {
      oldestArrival,
      errorOutputType: type,
      seed: range,
    });
    const stop = failPoint("firehose.error-object");
    if (stop !== undefined) await stop;
    await objects.put({
      bucket: settings.bucket,
      key: `${prefix}${this.#name(oldestArrival, range)}`,
      body: Buffer.from(records.map((record) => `${errorLine(record, errorContext)}\n`).join("")),
      contentType: "application/octet-stream",
    });
  }

  #prefix(keys: Readonly<Record<string, string>>, oldestArrival: number, range: string): string {
    const { prefix } = this.#options.settings;
    return evaluatePrefix(prefix, { oldestArrival, partitionKeys: keys, seed: range });
  }

  /** `<stream>-<version>-<time>-<UUID>` on AWS; the range stands in for the UUID. */
  #name(oldestArrival: number, range: string): string {
    const time = formatTime("yyyy-MM-dd-HH-mm-ss", oldestArrival);
    return `${this.#options.settings.name}-1-${time}-${range}`;
  }
}

function oldestOf(records: readonly FailedRecord[]): number {
  return records.reduce(
    (oldest, { arrivedAt }) => Math.min(oldest, arrivedAt),
    Number.POSITIVE_INFINITY,
  );
}
