import { Random } from "../producer/random.ts";

/** How the pipeline's process is to end. */
export type Kill =
  /** From outside, so long after it was started, or after it began to listen. */
  | { readonly kind: "signal"; readonly since: "start" | "ready"; readonly afterMs: number }
  /** By itself, at the n-th pass through one of its hops. */
  | { readonly kind: "hop"; readonly hop: string; readonly pass: number };

/** The hops of the pipeline at which it can be told to die, in the order in which an event passes them. */
export const hops = [
  "log.append",
  "log.fsync",
  "log.ack",
  "lambda.invoke",
  "event-source.invoke",
  "dynamodb.write",
  "dynamodb.ack",
  "dynamodb.flush",
  "event-source.checkpoint",
  "firehose.invoke",
  "firehose.buffer",
  "firehose.intent",
  "firehose.parquet",
  "firehose.object",
  "firehose.checkpoint",
  "s3.journal",
  "s3.write",
  "s3.ack",
  "file.write",
  "file.rename",
  "file.renamed",
] as const;

const LONGEST_START_MS = 2_000;
const LONGEST_LIFE_MS = 3_000;

/**
 * The kills of a run, the same for the same seed: two of three come from outside at any moment,
 * recovery included; the others at a step, where the moments are too short to be hit from outside.
 */
export function killSchedule(seed: number, runs: number): Kill[] {
  const random = new Random(seed);
  return Array.from({ length: runs }, (): Kill => {
    const way = random.next();
    if (way < 1 / 6) {
      const afterMs = Math.floor(random.next() * LONGEST_START_MS);
      return { kind: "signal", since: "start", afterMs };
    }
    if (way < 2 / 3) {
      const afterMs = Math.floor(random.next() ** 1.5 * LONGEST_LIFE_MS);
      return { kind: "signal", since: "ready", afterMs };
    }
    return { kind: "hop", hop: random.pick(hops), pass: random.integer(1, 40) };
  });
}

export const describeKill = (kill: Kill): string =>
  kill.kind === "signal"
    ? `SIGKILL ${kill.afterMs} ms after ${kill.since === "start" ? "its start" : "it listened"}`
    : `SIGKILL at ${kill.hop}, pass ${kill.pass}`;
