import { setTimeout as sleep } from "node:timers/promises";
import { type KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import type { OutgoingRecord } from "./packer.ts";

/** Limits of PutRecords: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const MAX_RECORDS = 500;
const MAX_BYTES = 5 * 1024 * 1024;

/** Records that the stream refused until the patience was gone. */
export class ReplayRefusedError extends Error {
  override readonly name = "ReplayRefusedError";
}

/** Puts records on a stream in batches; those of a batch that are refused are sent again. */
export class StreamWriter {
  readonly #client: KinesisClient;
  readonly #streamName: string;
  /** Events a second; 0 is as fast as it goes. */
  readonly #rate: number;
  readonly #onPut: (events: number) => void;
  readonly #attempts: number;
  readonly #startedAt = performance.now();
  #batch: OutgoingRecord[] = [];
  #bytes = 0;
  #events = 0;

  constructor(
    client: KinesisClient,
    streamName: string,
    rate: number,
    onPut: (events: number) => void = () => {},
    { attempts = 10 } = {},
  ) {
    this.#client = client;
    this.#streamName = streamName;
    this.#rate = rate;
    this.#onPut = onPut;
    this.#attempts = attempts;
  }

  /** @throws ReplayRefusedError */
  async write(record: OutgoingRecord): Promise<void> {
    const bytes = record.data.length + Buffer.byteLength(record.partitionKey);
    if (this.#batch.length === MAX_RECORDS || this.#bytes + bytes > MAX_BYTES) await this.flush();
    this.#batch.push(record);
    this.#bytes += bytes;
    this.#events += record.events;
    // At a given rate a second's worth is all that waits.
    if (this.#rate > 0 && this.#batch.length >= Math.max(1, this.#rate / 10)) await this.flush();
  }

  /** Resolves when everything written so far is acknowledged. @throws ReplayRefusedError */
  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    if (batch.length === 0) return;
    await this.#pace();
    await this.#put(batch);
    this.#onPut(batch.reduce((sum, { events }) => sum + events, 0));
  }

  async #pace(): Promise<void> {
    if (this.#rate === 0) return;
    const wait = this.#startedAt + (this.#events / this.#rate) * 1_000 - performance.now();
    if (wait > 0) await sleep(wait);
  }

  async #put(batch: readonly OutgoingRecord[]): Promise<void> {
    let waiting = batch;
    let problem = "";
    for (let attempt = 1; attempt <= this.#attempts; attempt += 1) {
      // A failure of the whole call is the SDK's to retry; what it gives up is an exception.
      const { Records = [] } = await this.#client.send(
        new PutRecordsCommand({
          StreamName: this.#streamName,
          Records: waiting.map(({ partitionKey, data }) => ({
            PartitionKey: partitionKey,
            Data: data,
          })),
        }),
      );
      problem = Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? "no answer";
      // An answer that is missing is no success.
      waiting = waiting.filter((_, index) => Records[index]?.SequenceNumber === undefined);
      if (waiting.length === 0) return;
      await sleep(Math.random() * Math.min(5_000, 50 * 2 ** attempt));
    }
    throw new ReplayRefusedError(
      `${this.#streamName} refused ${waiting.length} records ${this.#attempts} times: ${problem}`,
    );
  }
}
