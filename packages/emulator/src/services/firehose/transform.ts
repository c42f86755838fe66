import { randomUUID } from "node:crypto";
import type { RowReader } from "../../engines/parquet/row-reader.ts";
import { failPoint } from "../../fail-points.ts";
import type { TransformInput } from "../in-thread.ts";
import type { Functions } from "../ports.ts";
import { type Backoff, pause } from "../retry.ts";
import type { ProcessorSettings } from "./definition.ts";
import { BatchBuilder, type RecordPieces } from "./pieces.ts";
import {
  type RecordBatch,
  recordId,
  type TransformSource,
  transformEvent,
} from "./record-batch.ts";
import { type SettledBatch, Settling } from "./settled-batch.ts";
import { readAnswer } from "./transform-answer.ts";

/** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html: 6 MB each way. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

/** An invocation that was given up: its pieces lie between two record ids, both included. */
export interface GivenUp {
  readonly first: string;
  readonly last: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
}

/** What came of a batch, and what the batch was. */
export interface TransformedBatch {
  readonly builder: BatchBuilder;
  readonly settled: SettledBatch;
  /** Invocations that it took. */
  readonly attempts: number;
}

export interface TransformOptions {
  readonly processor: ProcessorSettings;
  readonly functions: Functions;
  readonly streamArn: string;
  readonly deliveryStreamArn: string;
  readonly region: string;
  readonly backoff: Backoff;
  /** Names of the partition keys. */
  readonly keyNames: readonly string[];
}

/** What a run is about, beside its pieces. */
export interface TransformRun {
  /** Of the table to convert to; undefined where records are delivered as they are. */
  readonly rows: RowReader | undefined;
  readonly signal: AbortSignal;
  /**
   * Invocations that an earlier run gave up: they are not tried again, so that a delivery that is
   * repeated after a crash has the same outcome; undefined where there was no earlier run.
   */
  readonly settled: readonly GivenUp[] | undefined;
}

/** Sends pieces through the Lambda processor, in batches. */
export class Transform {
  readonly #options: TransformOptions;
  readonly #source: TransformSource;

  constructor(options: TransformOptions) {
    this.#options = options;
    const { streamArn, deliveryStreamArn, region } = options;
    this.#source = { sourceKinesisStreamArn: streamArn, deliveryStreamArn, region };
  }

  /** @returns the outcomes and the invocations given up, or undefined where `signal` aborted before the end */
  async run(
    records: readonly RecordPieces[],
    run: TransformRun,
  ): Promise<{ batches: TransformedBatch[]; givenUp: readonly GivenUp[] } | undefined> {
    const givenUp: GivenUp[] = [];
    const batches: TransformedBatch[] = [];
    for (const { builder, before } of this.#batches(records, run.settled)) {
      if (before !== undefined) {
        batches.push({ builder, settled: allFailed(builder, before), attempts: before.attempts });
        continue;
      }
      const outcome = await this.#invoke(builder, run);
      if (outcome === undefined) return undefined;
      if (outcome.givenUp !== undefined) givenUp.push(outcome.givenUp);
      batches.push(outcome.batch);
    }
    return { batches, givenUp: run.settled ?? givenUp };
  }

  /** Batches of the buffering hint's size; pieces whose invocation was given up before are apart. */
  *#batches(
    records: readonly RecordPieces[],
    settled: readonly GivenUp[] | undefined,
  ): Generator<{ builder: BatchBuilder; before: GivenUp | undefined }> {
    const limit = this.#options.processor.bufferSizeMb * 1024 * 1024;
    let builder = new BatchBuilder();
    let before: GivenUp | undefined;
    let rawBytes = 0;
    let payloadBytes = 0;
    for (const record of records) {
      const { bounds, overhead } = record;
      for (let index = 0; index * 2 < bounds.length; index++) {
        const own = settled && givenUpBefore(record, index, settled);
        const raw = (bounds[2 * index + 1] ?? 0) - (bounds[2 * index] ?? 0);
        const size = 4 * Math.ceil(raw / 3) + overhead;
        const isFull = rawBytes + raw > limit || payloadBytes + size > PAYLOAD_LIMIT_BYTES - 1024;
        if (builder.count > 0 && (own !== before || (isFull && own === undefined))) {
          yield { builder, before };
          builder = new BatchBuilder();
          rawBytes = 0;
          payloadBytes = 0;
        }
        before = own;
        builder.add(record, index);
        rawBytes += raw;
        payloadBytes += size;
      }
    }
    if (builder.count > 0) yield { builder, before };
  }

  /** One invocation with its retries; undefined where the signal aborted. */
  async #invoke(
    builder: BatchBuilder,
    run: TransformRun,
  ): Promise<{ batch: TransformedBatch; givenUp: GivenUp | undefined } | undefined> {
    const { processor, backoff } = this.#options;
    const { signal } = run;
    // What succeeded before the crash must succeed again: a repeated delivery retries for ever.
    const mostAttempts =
      run.settled === undefined ? processor.retries + 1 : Number.POSITIVE_INFINITY;
    for (let attempts = 1; ; attempts++) {
      try {
        const stop = failPoint("firehose.invoke");
        if (stop !== undefined) await stop;
        const settled = await this.#settle(builder.pack(), run.rows);
        if (settled !== undefined) {
          return { batch: { builder, settled, attempts }, givenUp: undefined };
        }
      } catch (error) {
        if (!signal.aborted) {
          process.stderr.write(
            `${processor.functionName} could not be invoked: ${String(error)}\n`,
          );
        }
      }
      if (signal.aborted) return undefined;
      if (attempts >= mostAttempts) {
        const givenUp = giveUp(builder, attempts);
        return { batch: { builder, settled: allFailed(builder, givenUp), attempts }, givenUp };
      }
      await pause(backoff(attempts), signal);
    }
  }

  /** One invocation, in the function's own thread where it has one; undefined where the function failed. */
  async #settle(
    batch: RecordBatch,
    rows: RowReader | undefined,
  ): Promise<SettledBatch | undefined> {
    const { functions, processor, keyNames } = this.#options;
    const invocationId = randomUUID();
    if (functions.invokeInThread === undefined) {
      const event = transformEvent(invocationId, this.#source, batch);
      const result = await functions.invoke(processor.functionName, JSON.stringify(event));
      if (result.functionError !== undefined) return undefined;
      return settledBy(result.payload, batch, rows, keyNames);
    }
    const input: TransformInput = {
      kind: "transform",
      invocationId,
      source: this.#source,
      batch,
      columns: rows?.columns,
      keyNames,
    };
    const result = await functions.invokeInThread(processor.functionName, input);
    if (result.functionError !== undefined) return undefined;
    return "output" in result ? result.output : undefined;
  }
}

function settledBy(
  payload: string,
  batch: RecordBatch,
  rows: RowReader | undefined,
  keyNames: readonly string[],
): SettledBatch {
  const settling = new Settling(batch, rows, keyNames);
  readAnswer(parsed(payload), batch, settling);
  return settling.settled();
}

/** A response is final, however malformed. */
function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function givenUpBefore(
  { record }: RecordPieces,
  index: number,
  settled: readonly GivenUp[],
): GivenUp | undefined {
  const id = recordId(record.sequenceNumber, index);
  return settled.find(({ first, last }) => first <= id && id <= last);
}

/** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
function giveUp(builder: BatchBuilder, attempts: number): GivenUp {
  const idOf = (piece: number): string => {
    const { record, index } = builder.piece(piece);
    return recordId(record.sequenceNumber, index);
  };
  return {
    first: idOf(0),
    last: idOf(builder.count - 1),
    errorCode: "Lambda.FunctionError",
    errorMessage: "The Lambda function was successfully invoked but it returned an error result.",
    attempts,
  };
}

function allFailed(builder: BatchBuilder, { errorCode, errorMessage }: GivenUp): SettledBatch {
  return {
    bytes: new Uint8Array(),
    partitions: [],
    failed: Array.from({ length: builder.count }, (_, piece) => ({
      piece,
      type: "processing-failed",
      errorCode,
      errorMessage,
      base64: undefined,
    })),
  };
}
