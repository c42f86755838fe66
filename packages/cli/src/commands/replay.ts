import { type DatasetName, datasets, INVOICE_LINE_TYPE, ORDER_TYPE } from "@tributary/contract";
import { Command, InvalidArgumentError, Option } from "commander";
import { exitCode, UsageError } from "../exit.ts";
import { decimal, duration, wholeNumber } from "../options.ts";
import { Progress } from "../progress.ts";
import { type ReplaySummary, replay } from "../replay/replay.ts";
import type { SourceName } from "../replay/sources.ts";
import { resolveDeployment } from "../target/deployment.ts";

interface ReplayFlags {
  readonly from: SourceName;
  readonly dryRun?: true;
  readonly since?: number;
  readonly until?: number;
  readonly type?: keyof typeof types;
  readonly reason?: string;
  readonly id?: readonly string[];
  readonly dataset?: DatasetName;
  readonly limit?: number;
  readonly rate: number;
  readonly aws?: true;
  readonly dataDir?: string;
  readonly json?: true;
  readonly quiet?: true;
}

const types = { order: ORDER_TYPE, invoice_line: INVOICE_LINE_TYPE } as const;

export function replayCommand(): Command {
  return new Command("replay")
    .description("put kept events back on the stream, as they were")
    .addOption(
      new Option("--from <place>", "where they are kept")
        .choices(["raw", "quarantine", "on-failure", "errors"])
        .makeOptionMandatory(),
    )
    .option("--dry-run", "count them, put nothing")
    .option(
      "--since <time>",
      "that arrived then or later: 2026-03-01, …T10:00:00Z, or 2h ago",
      time,
    )
    .option("--until <time>", "that arrived before", time)
    .addOption(new Option("--type <type>", "of this type only").choices(Object.keys(types)))
    .option("--reason <code>", "that were kept for this reason only")
    .option("--id <id...>", "only these events")
    .addOption(
      new Option("--dataset <name>", "of --from errors: only this dataset's").choices(
        Object.keys(datasets),
      ),
    )
    .option("--limit <n>", "events at the most", wholeNumber(1))
    .option("--rate <n>", "events a second; 0 is as fast as it goes", decimal(0, 1e9), 0)
    .option("--aws", "on AWS, even where pnpm local runs")
    .option("--data-dir <dir>", "where pnpm local keeps its data")
    .option("--json", "print the summary as one JSON object")
    .option("--quiet", "no progress")
    .addHelpText(
      "after",
      `
Events keep their ids, so that every sink which has them already collapses them: safe to run twice.
Replaying the whole archive makes the lake's files longer, not its views.

Examples:
  pnpm replay --from quarantine --reason inexact_number --dry-run
  pnpm replay --from errors --dataset orders --since 2h
  pnpm replay --from raw --since 2026-03-01 --until 2026-03-02 --type order --rate 500`,
    )
    .action(run);
}

async function run(flags: ReplayFlags): Promise<void> {
  if (flags.dataset !== undefined && flags.from !== "errors") {
    throw new UsageError("--dataset goes with --from errors");
  }
  if (flags.reason !== undefined && flags.from === "raw") {
    throw new UsageError("--reason does not go with --from raw: the archive keeps everything");
  }
  const deployment = await resolveDeployment(flags);
  const progress = new Progress("replayed", flags.limit ?? 0, flags.quiet === true);
  const summary = await replay(deployment, {
    ...{ from: flags.from, dryRun: flags.dryRun, dataset: flags.dataset },
    ...{ since: flags.since, until: flags.until, reason: flags.reason },
    ...{ limit: flags.limit, rate: flags.rate },
    type: flags.type === undefined ? undefined : types[flags.type],
    ids: flags.id === undefined ? undefined : new Set(flags.id),
    onProgress: (events) => progress.show(events),
  });
  progress.clear();
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : report(summary, flags.dryRun === true, `${deployment.source}, ${deployment.names.stream}`),
  );
  if (summary.missing.length > 0) process.exitCode = exitCode.failed;
}

function report(summary: ReplaySummary, isDryRun: boolean, target: string): string {
  const verb = isDryRun ? "would be put back" : "were put back";
  const lines = [
    `${summary.events} events ${verb} in ${summary.records} records (${target})`,
    ...Object.entries(summary.reasons).map(([reason, count]) => `  ${reason}: ${count}`),
    ...Object.entries(summary.types).map(([type, count]) => `  ${type}: ${count}`),
  ];
  if (summary.repeated > 0) lines.push(`${summary.repeated} more matched again and went once`);
  for (const id of summary.missing.slice(0, 20)) lines.push(`not in the raw archive: ${id}`);
  if (summary.missing.length > 20) lines.push(`and ${summary.missing.length - 20} more`);
  return `${lines.join("\n")}\n`;
}

/** A point in time, or how long ago. */
export function time(text: string): number {
  if (/^\d+(\.\d+)?(ms|s|m|h)$/.test(text)) return Date.now() - duration(text);
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new InvalidArgumentError(
      "It is a time such as 2026-03-01T10:00:00Z, or 2h for 2 hours ago.",
    );
  }
  return at;
}
