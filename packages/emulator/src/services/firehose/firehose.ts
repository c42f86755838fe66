import type { Clock } from "../../clock.ts";
import { systemClock } from "../../clock.ts";
import { ParquetWriter } from "../../engines/parquet/parquet-writer.ts";
import { AwsError } from "../../errors.ts";
import type { Checkpoints } from "../../storage/checkpoints.ts";
import type { Catalog, Functions, Lag, Objects, Streams } from "../ports.ts";
import { type Backoff, exponentialBackoff } from "../retry.ts";
import { type DeliveryStreamOptions, deliveryStreamSettings } from "./definition.ts";
import { DeliveryStream } from "./delivery-stream.ts";
import { PieceCache } from "./pieces.ts";

export interface FirehoseOptions {
  readonly streams: Streams;
  readonly functions: Functions;
  readonly objects: Objects;
  readonly catalog: Catalog;
  readonly checkpoints: Checkpoints;
  /** For files on their way into the object store; on its file system. */
  readonly temporaryDirectory: string;
  /** Longest buffering interval, whatever a stream's own says; 2 where absent. On AWS there is no such cap. */
  readonly mostBufferSeconds?: number;
  readonly region?: string;
  readonly accountId?: string;
  readonly clock?: Clock;
  readonly backoff?: Backoff;
}

/** What a delivery stream needs of its service. */
export interface FirehoseContext extends Required<FirehoseOptions> {
  readonly parquet: ParquetWriter;
  readonly pieces: PieceCache;
}

const GRACE_MS = 10_000;

/** Firehose: delivers Kinesis streams to S3, through a Lambda processor and a conversion to Parquet. */
export class Firehose {
  readonly #context: FirehoseContext;
  readonly #streams = new Map<string, DeliveryStream>();

  private constructor(context: FirehoseContext) {
    this.#context = context;
  }

  static async create(options: FirehoseOptions): Promise<Firehose> {
    return new Firehose({
      mostBufferSeconds: 2,
      region: "us-east-1",
      accountId: "000000000000",
      clock: systemClock,
      backoff: exponentialBackoff,
      ...options,
      parquet: await ParquetWriter.create(options.temporaryDirectory),
      pieces: new PieceCache(),
    });
  }

  /**
   * Defines a delivery stream; it delivers from `start` on.
   *
   * @throws AwsError InvalidArgumentException, ResourceInUseException, EntityNotFoundException (the table)
   */
  defineDeliveryStream(options: DeliveryStreamOptions): DeliveryStream {
    const settings = deliveryStreamSettings(options);
    if (this.#streams.has(settings.name)) {
      throw new AwsError("ResourceInUseException", `Firehose ${settings.name} already exists`);
    }
    const stream = new DeliveryStream(settings, this.#context);
    this.#streams.set(settings.name, stream);
    return stream;
  }

  start(): void {
    for (const stream of this.#streams.values()) stream.start();
  }

  /** @throws AwsError ResourceNotFoundException */
  stream(name: string): DeliveryStream {
    const stream = this.#streams.get(name);
    if (stream !== undefined) return stream;
    throw new AwsError(
      "ResourceNotFoundException",
      `Firehose ${name} under account ${this.#context.accountId} not found.`,
    );
  }

  streamNames(): readonly string[] {
    return [...this.#streams.keys()].sort();
  }

  lag(): readonly Lag[] {
    return [...this.#streams.values()].map((stream) => stream.lag());
  }

  /** Delivers what every stream has buffered. */
  async flushNow(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.flushNow()));
  }

  /** Stops reading and delivers what is buffered (10 s at the most; the rest is read again after a restart). */
  async close(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.stop(GRACE_MS)));
    this.#context.parquet.close();
  }
}
