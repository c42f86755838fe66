import { randomUUID } from "node:crypto";
import { failPoint } from "../../fail-points.ts";
import type { Functions } from "../ports.ts";
import { type Backoff, pause } from "../retry.ts";
import type { ProcessorSettings } from "./definition.ts";
import type { Piece } from "./pieces.ts";
import { readAnswer, type TransformSink } from "./transform-answer.ts";

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

export interface TransformOptions {
  readonly processor: ProcessorSettings;
  readonly functions: Functions;
  readonly streamArn: string;
  readonly deliveryStreamArn: string;
  readonly region: string;
  readonly backoff: Backoff;
}

/** Sends pieces through the Lambda processor, in batches. */
export class Transform {
  readonly #options: TransformOptions;
  readonly #head: string;

  constructor(options: TransformOptions) {
    this.#options = options;
    const { streamArn, deliveryStreamArn, region } = options;
    const members = { sourceKinesisStreamArn: streamArn, deliveryStreamArn, region };
    this.#head = `${JSON.stringify(members).slice(1, -1)},"records":[`;
  }

  /**
   * @param settled invocations that an earlier run gave up: they are not tried again, so that a delivery
   *   that is repeated after a crash has the same outcome; undefined where there was no earlier run
   * @returns the invocations given up, or undefined where `signal` aborted before the end
   */
  async run(
    pieces: readonly Piece[],
    sink: TransformSink,
    signal: AbortSignal,
    settled?: readonly GivenUp[],
  ): Promise<readonly GivenUp[] | undefined> {
    const givenUp: GivenUp[] = [];
    const limit = this.#options.processor.bufferSizeMb * 1024 * 1024;
    let batch: Piece[] = [];
    let rawBytes = 0;
    let payloadBytes = 0;
    const flush = async (): Promise<boolean> => {
      const outcome = await this.#invoke(batch, sink, signal, settled !== undefined);
      if (outcome === undefined) return false;
      if (outcome !== "done") givenUp.push(outcome);
      batch = [];
      rawBytes = 0;
      payloadBytes = 0;
      return true;
    };
    for (const piece of pieces) {
      const before = settled?.find(
        ({ first, last }) => first <= piece.recordId && piece.recordId <= last,
      );
      if (before !== undefined) {
        sink.failed(piece, before.errorCode, before.errorMessage, before.attempts);
        continue;
      }
      const raw = piece.base64.length * 0.75;
      // The partition key alone may be more than ASCII; three bytes a character are the most.
      const size = piece.text.length + piece.record.partitionKey.length * 2 + 1;
      const isFull = rawBytes + raw > limit || payloadBytes + size > PAYLOAD_LIMIT_BYTES - 1024;
      if (isFull && batch.length > 0 && !(await flush())) return undefined;
      batch.push(piece);
      rawBytes += raw;
      payloadBytes += size;
    }
    if (batch.length > 0 && !(await flush())) return undefined;
    return settled === undefined ? givenUp : settled;
  }

  /** One invocation with its retries; undefined where `signal` aborted. */
  async #invoke(
    pieces: readonly Piece[],
    sink: TransformSink,
    signal: AbortSignal,
    isRepeated: boolean,
  ): Promise<"done" | GivenUp | undefined> {
    const { processor, functions, backoff } = this.#options;
    const texts = pieces.map(({ text }) => text);
    const first = texts[0] ?? "";
    texts[texts.length - 1] += "]}";
    // What succeeded before the crash must succeed again: a repeated delivery retries for ever.
    const mostAttempts = isRepeated ? Number.POSITIVE_INFINITY : processor.retries + 1;
    for (let attempt = 1; ; attempt++) {
      try {
        const stop = failPoint("firehose.invoke");
        if (stop !== undefined) await stop;
        // One join, not a text around a joined one: the payload is a megabyte that would be copied twice.
        texts[0] = `{"invocationId":"${randomUUID()}",${this.#head}${pieces.length === 1 ? `${first}]}` : first}`;
        const result = await functions.invoke(processor.functionName, texts.join(","));
        if (result.functionError === undefined) {
          readAnswer(result.payload, pieces, attempt, sink);
          return "done";
        }
      } catch (error) {
        if (!signal.aborted) {
          process.stderr.write(
            `${processor.functionName} could not be invoked: ${String(error)}\n`,
          );
        }
      }
      if (signal.aborted) return undefined;
      if (attempt >= mostAttempts) return giveUp(pieces, attempt, sink);
      await pause(backoff(attempt), signal);
    }
  }
}

/** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
function giveUp(pieces: readonly Piece[], attempts: number, sink: TransformSink): GivenUp {
  const errorCode = "Lambda.FunctionError";
  const errorMessage =
    "The Lambda function was successfully invoked but it returned an error result.";
  for (const piece of pieces) sink.failed(piece, errorCode, errorMessage, attempts);
  return {
    first: pieces[0]?.recordId ?? "",
    last: pieces.at(-1)?.recordId ?? "",
    errorCode,
    errorMessage,
    attempts,
  };
}
