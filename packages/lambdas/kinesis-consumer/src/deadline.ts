export interface Deadline {
  /** Rejects with a `TimeoutError` when the time is up. */
  readonly reached: Promise<never>;
  /** It will not be reached any more. */
  clear(): void;
}

/**
 * For calls that are raced against it and left behind: what they still write is the same as what the retry
 * writes, and their own timeouts end them.
 */
export function deadlineIn(milliseconds: number): Deadline {
  let timer: NodeJS.Timeout | undefined;
  const reached = new Promise<never>((_, reject) => {
    const timeUp = () => reject(new DOMException("The invocation's time is up.", "TimeoutError"));
    timer = setTimeout(timeUp, milliseconds);
  });
  // Nobody may be racing when it is reached.
  reached.catch(() => {});
  return { reached, clear: () => clearTimeout(timer) };
}
