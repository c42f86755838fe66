import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LocalPipeline, startLocal } from "@tributary/local";
import { Acknowledgements } from "../producer/acknowledgements.ts";
import { type Reconciliation, reconcile } from "../reconcile/reconcile.ts";
import { localDeployment } from "../target/deployment.ts";
import { Load } from "./load.ts";
import { PipelineProcess } from "./pipeline-process.ts";
import type { Kill } from "./schedule.ts";

export interface ChaosOptions {
  /** Absolute; the acknowledged ids are kept in a file beside it. */
  readonly dataDir: string;
  /** Of what the clients send. */
  readonly seed: number;
  readonly kills: readonly Kill[];
  /** Drains and reconciles after so many kills, and at the end. */
  readonly every: number;
  readonly clients: number;
  readonly shards: number;
  readonly onKill: (run: number, kill: Kill, acknowledged: number) => void;
  readonly onCheck: (run: number, result: Reconciliation) => void;
  readonly signal?: AbortSignal;
}

export interface ChaosSummary {
  readonly kills: number;
  /** Of those, before the pipeline listened. */
  readonly killsWhileStarting: number;
  /** Hops at which it died; a hop that was not passed often enough is none of them. */
  readonly diedAt: readonly string[];
  readonly acknowledged: number;
  readonly retries: number;
  readonly result: Reconciliation;
}

/** The pipeline ended by itself, without having been killed: its last words. */
export class CrashError extends Error {
  override readonly name = "CrashError";
}

/** The pipeline does not catch up. */
export class StuckError extends Error {
  override readonly name = "StuckError";
}

/** A hop that is not passed often enough does not kill: then the signal does, after this time. */
const PATIENCE_MS = 5_000;
const DRAIN_MS = 180_000;

/**
 * Kills the running pipeline again and again under load, lets it recover, and compares what its
 * clients were told with what is stored. Stops at the first check that is not clean.
 *
 * @throws CrashError, StuckError, RefusedError
 */
export async function chaos(options: ChaosOptions): Promise<ChaosSummary> {
  const { dataDir, seed, every, clients } = options;
  await mkdir(dirname(dataDir), { recursive: true });
  const file = `${dataDir}.acknowledged.txt`;
  const acknowledgements = new Acknowledgements(file);
  const load = new Load(seed, acknowledgements);
  let kills = 0;
  let killsWhileStarting = 0;
  const diedAt: string[] = [];
  let result: Reconciliation | undefined;
  load.start(clients);
  try {
    for (const kill of options.kills) {
      if (options.signal?.aborted) break;
      const { listened, byItself } = await killOnce(kill, options, load);
      if (!listened) killsWhileStarting += 1;
      if (kill.kind === "hop" && byItself) diedAt.push(kill.hop);
      kills += 1;
      options.onKill(kills, kill, load.acknowledged);
      if (load.problem) break;
      if (kills % every !== 0) continue;
      result = await check(options, load, file, acknowledgements);
      options.onCheck(kills, result);
      if (isDirty(result)) break;
      load.resume(clients);
    }
    if (kills % every !== 0 || result === undefined) {
      result = await check(options, load, file, acknowledgements);
      options.onCheck(kills, result);
    }
  } finally {
    load.abandon();
    await acknowledgements.close();
  }
  const { acknowledged, retried: retries } = load;
  return { kills, killsWhileStarting, diedAt, acknowledged, retries, result };
}

export const isDirty = ({ lost, duplicated, unaccepted }: Reconciliation): boolean =>
  lost + duplicated + unaccepted > 0;

async function killOnce(
  kill: Kill,
  options: ChaosOptions,
  load: Load,
): Promise<{ listened: boolean; byItself: boolean }> {
  const { dataDir, shards } = options;
  const pipeline = await PipelineProcess.start({
    ...{ dataDir, shards },
    fault: kill.kind === "hop" ? `${kill.hop}:kill:${kill.pass}` : undefined,
  });
  const listened = pipeline.ready().then((running) => {
    if (running) load.target(running.apiUrl);
    return running !== undefined;
  });
  const wait = kill.kind === "signal" ? kill.afterMs : PATIENCE_MS;
  if (kill.kind === "hop" || kill.since === "ready") await listened;
  await Promise.race([sleep(wait), pipeline.exited]);
  const died = pipeline.exit;
  // Its own death by a hop is a SIGKILL, too. Anything else is a crash that nobody ordered.
  if (died !== undefined && died.signal !== "SIGKILL") {
    throw new CrashError(`The pipeline ended with ${died.code ?? died.signal}: ${pipeline.errors}`);
  }
  if (died === undefined) await pipeline.kill();
  load.target(undefined);
  return { listened: await listened, byItself: died !== undefined };
}

/** Starts the pipeline once more, in this process, lets it catch up, and reconciles. */
async function check(
  { dataDir, shards }: ChaosOptions,
  load: Load,
  file: string,
  acknowledgements: Acknowledgements,
): Promise<Reconciliation> {
  const pipeline = await startLocal({ dataDir, port: 0, awsPort: 0, bufferSeconds: 0.3, shards });
  try {
    load.target(pipeline.apiUrl);
    await load.stop();
    load.target(undefined);
    await drainedInTime(pipeline);
    await acknowledgements.written();
    return await reconcile(localDeployment(pipeline.awsUrl, pipeline.names), {
      acks: file,
      stream: true,
      views: true,
    });
  } finally {
    await pipeline.stop();
  }
}

async function drainedInTime(pipeline: LocalPipeline): Promise<void> {
  const late = new AbortController();
  const deadline = sleep(DRAIN_MS, undefined, { signal: late.signal }).then(() => {
    const behind = pipeline.lag().filter(({ drained }) => !drained);
    const names = behind.map(({ name, pending }) => `${name} (${pending} pending)`).join(", ");
    throw new StuckError(`Not drained after ${DRAIN_MS / 1_000} s: ${names}`);
  });
  // Aborted when it is not needed any more.
  deadline.catch(() => {});
  try {
    await Promise.race([pipeline.drained(), deadline]);
  } finally {
    late.abort();
  }
}
