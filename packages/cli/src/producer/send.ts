import { setTimeout as sleep } from "node:timers/promises";
import type { Acknowledgements } from "./acknowledgements.ts";
import { type Answer, IngestClient } from "./client.ts";
import type { Post } from "./post.ts";
import type { Statistics } from "./statistics.ts";

const ATTEMPTS = 8;

export interface SendOptions {
  readonly client: IngestClient;
  readonly statistics: Statistics;
  readonly concurrency: number;
  /** Events a second; 0 is as fast as it goes. */
  readonly rate: number;
  /** Told of every acknowledged POST: its request id, and how many events. */
  readonly acknowledgements?: Pick<Acknowledgements, "add">;
  /** Called for every POST that was refused for good. */
  readonly onRejected?: (post: Post, answer: Answer) => void;
  readonly signal?: AbortSignal;
}

/** Sends every POST, `concurrency` at a time; throttling and failures of the server are retried with backoff. */
export async function send(source: AsyncIterable<Post>, options: SendOptions): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  const startedAt = performance.now();
  let scheduled = 0;
  const worker = async (): Promise<void> => {
    while (options.signal?.aborted !== true) {
      const next = await iterator.next();
      if (next.done === true) return;
      if (options.rate > 0) {
        const due = startedAt + (scheduled / options.rate) * 1000;
        scheduled += next.value.count;
        const wait = due - performance.now();
        if (wait > 0 && !(await waited(wait, options.signal))) return;
      }
      await sendOne(next.value, options);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
}

/** Whether the time passed without the signal. */
const waited = (milliseconds: number, signal: AbortSignal | undefined): Promise<boolean> =>
  sleep(milliseconds, true, signal ? { signal } : {}).catch(() => false);

async function sendOne(post: Post, options: SendOptions): Promise<void> {
  const { client, statistics } = options;
  const key = IngestClient.newKey();
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = performance.now();
    const answer = await client.send(post, key).catch((error: Error) => error);
    const milliseconds = performance.now() - startedAt;
    if (answer instanceof Error) statistics.answer(errorName(answer), milliseconds);
    else statistics.answer(String(answer.status), milliseconds);
    if (!(answer instanceof Error) && answer.status === 202) {
      acknowledge(answer, post, options);
      return;
    }
    const passing = answer instanceof Error || answer.status === 429 || answer.status >= 500;
    if (!passing) {
      statistics.rejected += post.count;
      options.onRejected?.(post, answer);
      return;
    }
    if (attempt === ATTEMPTS || options.signal?.aborted === true) {
      statistics.failed += post.count;
      return;
    }
    statistics.retries += 1;
    const asked = answer instanceof Error ? undefined : answer.retryAfterSeconds;
    await sleep(asked === undefined ? backoff(attempt) : asked * 1000);
  }
}

function acknowledge(answer: Answer, post: Post, options: SendOptions): void {
  const { id, count }: { id: string; count: number } = JSON.parse(answer.body);
  if (count !== post.count) {
    throw new Error(`${post.count} events were sent and ${count} acknowledged (request ${id})`);
  }
  options.statistics.accepted += count;
  options.acknowledgements?.add(id, count);
}

/** Full jitter, 50 ms doubling to 5 s. */
const backoff = (attempt: number): number => Math.random() * Math.min(5_000, 50 * 2 ** attempt);

function errorName(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
