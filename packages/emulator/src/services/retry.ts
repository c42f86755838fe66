/** How long to wait before the `attempt`-th retry (from 1), in milliseconds. */
export type Backoff = (attempt: number) => number;

/** Doubles from 100 ms to 10 s, with a jitter of half of it, so that shards do not retry in step. */
export const exponentialBackoff: Backoff = (attempt) => {
  const ceiling = Math.min(10_000, 100 * 2 ** Math.min(attempt - 1, 10));
  return ceiling / 2 + Math.random() * (ceiling / 2);
};

/** Waits, or until `signal` aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
  });
}
