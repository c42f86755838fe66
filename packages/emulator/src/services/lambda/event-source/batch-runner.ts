import type { Clock } from "../../../clock.ts";
import { failPoint } from "../../../fail-points.ts";
import type { EventSourceIdentity } from "../../in-thread.ts";
import type { Functions, InvokeResult, Objects, StreamRecord } from "../../ports.ts";
import { type Backoff, pause } from "../../retry.ts";
import { type BatchOutcome, batchOutcome } from "./batch-response.ts";
import { type DiscardCondition, invocationRecord } from "./failure-destination.ts";
import {
  EVENT_OVERHEAD,
  eventText,
  kinesisInput,
  recordBytes,
  recordText,
} from "./kinesis-event.ts";
import type { EventSourceSettings } from "./options.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB an invocation. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

export interface BatchRunnerOptions {
  readonly settings: EventSourceSettings;
  readonly uuid: string;
  readonly functionArn: string;
  readonly shardId: string;
  readonly identity: EventSourceIdentity;
  readonly functions: Functions;
  readonly objects: Objects;
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** Aborts waiting and retrying; an invocation under way is left to finish. */
  readonly signal: AbortSignal;
}

/** Invokes a function with records of one shard until each is processed or given up to the failure destination. */
export class BatchRunner {
  readonly #options: BatchRunnerOptions;

  constructor(options: BatchRunnerOptions) {
    this.#options = options;
  }

  /**
   * Processes the records in order, in batches of at most `batchSize` and 6 MB.
   *
   * @returns how many are done with: fewer than all where `signal` aborted, the rest is to be read again
   */
  async run(records: readonly StreamRecord[]): Promise<number> {
    const { settings, shardId, identity } = this.#options;
    let batch: StreamRecord[] = [];
    let bytes = EVENT_OVERHEAD;
    let done = 0;
    for (const record of records) {
      const size = recordBytes(record, shardId, identity);
      const isFull = batch.length === settings.batchSize || bytes + size > PAYLOAD_LIMIT_BYTES;
      if (isFull && batch.length > 0) {
        if (!(await this.#process(batch, 0, 0))) return done;
        done += batch.length;
        batch = [];
        bytes = EVENT_OVERHEAD;
      }
      batch.push(record);
      bytes += size;
    }
    if (batch.length > 0 && (await this.#process(batch, 0, 0))) done += batch.length;
    return done;
  }

  /**
   * @param failed attempts that count against `maximumRetryAttempts`
   * @param invoked invocations that these records have been part of
   */
  async #process(
    batch: readonly StreamRecord[],
    failed: number,
    invoked: number,
  ): Promise<boolean> {
    const { settings, signal, backoff } = this.#options;
    let items = batch;
    let failures = failed;
    let invocations = invoked;
    let waits = 0;
    let lastResult: InvokeResult | undefined;
    for (;;) {
      if (signal.aborted) return false;
      const live = this.#withoutExpired(items);
      if (live.length < items.length) {
        const expired = items.slice(0, items.length - live.length);
        if (!(await this.#discard(expired, "RecordAgeExceeded", invocations, lastResult)))
          return false;
        items = live;
        if (items.length === 0) return true;
      }
      const attempt = await this.#invoke(items);
      if (attempt === undefined) {
        // The function did not run. That costs no retry; it goes on until the records are too old.
        // https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
        waits += 1;
        await pause(backoff(waits), signal);
        continue;
      }
      const { outcome } = attempt;
      lastResult = attempt.result;
      invocations += 1;
      if (outcome.kind === "success") return true;

      if (outcome.kind === "partial" && outcome.index > 0) {
        items = items.slice(outcome.index);
        // With both settings the batch is bisected at the returned number, which costs no retry.
        // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
        if (!settings.bisectBatchOnFunctionError) failures += 1;
      } else if (settings.bisectBatchOnFunctionError && items.length > 1) {
        // Splitting costs no retry either. A first record that is reported again and again is
        // isolated in the same way, or it would hold up all behind it.
        const middle = Math.ceil(items.length / 2);
        waits += 1;
        await pause(backoff(waits), signal);
        return (
          (await this.#process(items.slice(0, middle), failures, invocations)) &&
          (await this.#process(items.slice(middle), failures, invocations))
        );
      } else {
        failures += 1;
      }
      if (settings.maximumRetryAttempts >= 0 && failures > settings.maximumRetryAttempts) {
        return this.#discard(items, "RetryAttemptsExhausted", invocations, lastResult);
      }
      waits += 1;
      await pause(backoff(waits), signal);
    }
  }

  /** One invocation and what it means; undefined where the function could not be invoked. */
  async #invoke(
    records: readonly StreamRecord[],
  ): Promise<{ result: InvokeResult; outcome: BatchOutcome } | undefined> {
    const { settings } = this.#options;
    try {
      const stop = failPoint("event-source.invoke");
      if (stop !== undefined) await stop;
      const result = await this.#run(records);
      const numbers = records.map(({ sequenceNumber }) => sequenceNumber);
      return { result, outcome: batchOutcome(result, numbers, settings.reportBatchItemFailures) };
    } catch (error) {
      if (!this.#options.signal.aborted) this.#report("could not invoke", error);
      return undefined;
    }
  }

  /** In the function's own thread where it has one. */
  async #run(records: readonly StreamRecord[]): Promise<InvokeResult> {
    const { functions, settings, shardId, identity } = this.#options;
    if (functions.invokeInThread === undefined) {
      const texts = records.map((record) => recordText(record, shardId, identity));
      return functions.invoke(settings.functionName, eventText(texts));
    }
    const input = kinesisInput(records, shardId, identity);
    const result = await functions.invokeInThread(settings.functionName, input);
    if ("payload" in result) return result;
    throw new TypeError("A function that reads a stream answers in JSON");
  }

  #withoutExpired(items: readonly StreamRecord[]): readonly StreamRecord[] {
    const { settings, clock } = this.#options;
    if (settings.maximumRecordAgeSeconds === -1) return items;
    const oldest = clock.now() - settings.maximumRecordAgeSeconds * 1000;
    const live = items.findIndex(({ arrivedAt }) => arrivedAt >= oldest);
    return live === 0 ? items : live < 0 ? [] : items.slice(live);
  }

  /** Gives records up. Their destination must have them before the shard moves on. */
  async #discard(
    records: readonly StreamRecord[],
    condition: DiscardCondition,
    invocations: number,
    lastResult: InvokeResult | undefined,
  ): Promise<boolean> {
    const { settings, uuid, shardId, identity, functionArn, objects, clock, signal } =
      this.#options;
    const bucket = settings.onFailureBucket;
    if (bucket === undefined) return true;
    const { key, body } = invocationRecord({
      uuid,
      shardId,
      streamArn: identity.streamArn,
      functionArn,
      condition,
      invocations,
      lastResult,
      records,
      texts: records.map((record) => recordText(record, shardId, identity)),
      discardedAt: clock.now(),
    });
    for (let attempt = 1; ; attempt++) {
      try {
        const stop = failPoint("event-source.discard");
        if (stop !== undefined) await stop;
        await objects.put({
          bucket,
          key,
          body: Buffer.from(body),
          contentType: "application/json",
        });
        return true;
      } catch (error) {
        this.#report(`could not write s3://${bucket}/${key}`, error);
        await pause(this.#options.backoff(attempt), signal);
        if (signal.aborted) return false;
      }
    }
  }

  #report(message: string, error: unknown): void {
    const { settings, shardId } = this.#options;
    const name = `${settings.functionName} ← ${settings.streamName} ${shardId}`;
    process.stderr.write(`${name}: ${message}: ${String(error)}\n`);
  }
}
