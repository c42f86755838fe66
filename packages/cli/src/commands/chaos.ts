import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { chaos, isDirty } from "../chaos/chaos.ts";
import { describeKill, killSchedule } from "../chaos/schedule.ts";
import { exitCode } from "../exit.ts";
import { wholeNumber } from "../options.ts";
import { report } from "./reconcile.ts";

interface ChaosFlags {
  readonly runs: number;
  readonly seed?: number;
  readonly every: number;
  readonly clients: number;
  readonly shards: number;
  readonly dataDir?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export function chaosCommand(): Command {
  return new Command("chaos")
    .description("kill the pipeline again and again under load, and prove that nothing is lost")
    .option("--runs <n>", "kills", wholeNumber(1), 50)
    .option("--seed <n>", "the same seed, the same kills", wholeNumber(0, 2 ** 32 - 1))
    .option("--every <n>", "reconcile after so many kills", wholeNumber(1), 10)
    .option("--clients <n>", "clients that send at the same time", wholeNumber(1, 64), 4)
    .option("--shards <n>", "of the stream", wholeNumber(1, 16), 2)
    .option("--data-dir <dir>", "where to keep what it makes (default: a temporary directory)")
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "no progress")
    .addHelpText(
      "after",
      `
Two of three kills are a SIGKILL at any moment, starting included; the others come at a step of an
event's way (log, fsync, table write, Parquet, rename, checkpoint …). Exits with 1 on any loss.

Example:
  pnpm chaos --runs 50 --seed 7`,
    )
    .action(run);
}

async function run(flags: ChaosFlags): Promise<void> {
  const seed = flags.seed ?? Math.floor(Math.random() * 2 ** 32);
  const say = (line: string): void => {
    if (!flags.quiet) process.stderr.write(`${line}\n`);
  };
  const parent = flags.dataDir
    ? resolve(flags.dataDir)
    : await mkdtemp(join(tmpdir(), "tributary-chaos-"));
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  const startedAt = performance.now();
  say(`seed ${seed}, ${flags.runs} kills, data in ${parent}`);
  let clean = false;
  try {
    const summary = await chaos({
      ...{ seed, kills: killSchedule(seed, flags.runs), every: flags.every },
      ...{ clients: flags.clients, shards: flags.shards },
      dataDir: join(parent, "pipeline"),
      signal: stop.signal,
      onKill: (run, kill, acknowledged) =>
        say(`${run}/${flags.runs} ${describeKill(kill)}; ${acknowledged} acknowledged`),
      onCheck: (run, result) =>
        say(
          isDirty(result)
            ? report(result)
            : `after ${run} kills: ${result.accepted} accepted, none lost, none doubled, ${result.redundant} redundant`,
        ),
    });
    clean = !isDirty(summary.result);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    const { kills, killsWhileStarting, acknowledged, retries, result } = summary;
    process.stdout.write(
      flags.json
        ? `${JSON.stringify({ seed, ...summary, seconds })}\n`
        : `seed ${seed}: ${kills} kills (${killsWhileStarting} while starting) in ${seconds} s; ` +
            `${acknowledged} events acknowledged, ${retries} sends repeated; ` +
            `${result.lost} lost, ${result.duplicated} doubled, ${result.unaccepted} never accepted, ${result.redundant} redundant rows\n`,
    );
  } finally {
    process.off("SIGINT", interrupt);
    // What is not clean is kept: it is the evidence.
    if (clean && !flags.dataDir) await rm(parent, { recursive: true, force: true });
    else say(`kept in ${parent}`);
  }
  if (!clean) process.exitCode = exitCode.failed;
  else if (stop.signal.aborted) process.exitCode = exitCode.interrupted;
}
