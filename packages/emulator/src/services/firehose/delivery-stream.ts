import { RowReader } from "../../engines/parquet/row-reader.ts";
import type { Lag } from "../ports.ts";
import { ShardReaders } from "../shard-readers.ts";
import type { DeliveryStreamSettings } from "./definition.ts";
import { type DeliveryStreamDescription, describeDeliveryStream } from "./description.ts";
import type { FirehoseContext } from "./firehose.ts";
import { partitionKeyNames } from "./prefix.ts";
import { ShardDelivery } from "./shard-delivery.ts";
import { Transform } from "./transform.ts";

/** One delivery stream: a `ShardDelivery` for each shard of its source. */
export class DeliveryStream {
  readonly settings: DeliveryStreamSettings;
  readonly arn: string;
  readonly #context: FirehoseContext;
  readonly #readers: ShardReaders;
  readonly #deliveries = new Set<ShardDelivery>();
  readonly #createdAt: number;

  /** @throws AwsError EntityNotFoundException, NotImplementedError for the table to convert to */
  constructor(settings: DeliveryStreamSettings, context: FirehoseContext) {
    const { region, accountId, streams, catalog } = context;
    const { name, streamName, processor, dataFormatConversion: table } = settings;
    this.settings = settings;
    this.arn = `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;
    this.#context = context;
    this.#createdAt = context.clock.now();
    if (table !== undefined) {
      new RowReader(catalog.table(table.database, table.table).StorageDescriptor.Columns);
    }
    const transform =
      processor === undefined
        ? undefined
        : new Transform({
            processor,
            functions: context.functions,
            streamArn: `arn:aws:kinesis:${region}:${accountId}:stream/${streamName}`,
            deliveryStreamArn: this.arn,
            region,
            backoff: context.backoff,
            keyNames: partitionKeyNames(settings.prefix),
          });
    this.#readers = new ShardReaders({
      streams,
      streamName,
      name,
      create: (shardId, isNew) => {
        const delivery = new ShardDelivery({
          ...context,
          settings,
          shardId,
          isNew,
          transform,
          checkpointName: `firehose/${name}/${shardId}`,
          bufferMs: Math.min(settings.bufferSeconds, context.mostBufferSeconds) * 1000,
          errorContext: this.#errorContext(),
        });
        this.#deliveries.add(delivery);
        return delivery;
      },
    });
  }

  start(): void {
    this.#readers.start();
  }

  stop(graceMs: number): Promise<void> {
    return this.#readers.stop(graceMs);
  }

  lag(): Lag {
    return this.#readers.lag();
  }

  /** Bytes that are read and not yet delivered. */
  get bufferedBytes(): number {
    let bytes = 0;
    for (const delivery of this.#deliveries) bytes += delivery.bufferedBytes;
    return bytes;
  }

  async flushNow(): Promise<void> {
    if (!this.#readers.isRunning) return;
    await Promise.all([...this.#deliveries].map((delivery) => delivery.flushNow()));
  }

  /** As DescribeDeliveryStream tells it: the settings that it runs. */
  describe(): DeliveryStreamDescription {
    const { region, accountId } = this.#context;
    return describeDeliveryStream(this.settings, {
      arn: this.arn,
      region,
      accountId,
      createdAt: this.#createdAt,
    });
  }

  #errorContext(): ConstructorParameters<typeof ShardDelivery>[0]["errorContext"] {
    const { region, accountId } = this.#context;
    const { processor, dataFormatConversion: table } = this.settings;
    return {
      lambdaArn:
        processor === undefined
          ? undefined
          : `arn:aws:lambda:${region}:${accountId}:function:${processor.functionName}`,
      catalogTable:
        table === undefined
          ? undefined
          : {
              catalogId: accountId,
              databaseName: table.database,
              tableName: table.table,
              region,
              versionId: "LATEST",
              catalogArn: `arn:aws:glue:${region}:${accountId}:catalog`,
            },
    };
  }
}
