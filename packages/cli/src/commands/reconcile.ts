import { Command } from "commander";
import { exitCode } from "../exit.ts";
import { Progress } from "../progress.ts";
import { NAMED } from "../reconcile/findings.ts";
import { type Reconciliation, reconcile } from "../reconcile/reconcile.ts";
import { resolveDeployment } from "../target/deployment.ts";

interface ReconcileFlags {
  readonly acks?: string;
  readonly stream?: boolean;
  readonly views?: boolean;
  readonly aws?: true;
  readonly dataDir?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export function reconcileCommand(): Command {
  return new Command("reconcile")
    .description("prove that nothing is lost or doubled, from what is stored")
    .option("--acks <file>", "ids of acknowledged events, as `pnpm producer --acks` writes them")
    .option("--stream", "compare the archive with the stream's own records, too")
    .option("--no-stream", "do not read the stream (the default with --acks)")
    .option(
      "--views",
      "count the views' rows, too (the default where pnpm local runs; costs on AWS)",
    )
    .option("--no-views", "do not ask the views")
    .option("--aws", "on AWS, even where pnpm local runs")
    .option("--data-dir <dir>", "where pnpm local keeps its data")
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "no progress")
    .addHelpText(
      "after",
      `
What was accepted comes from --acks; without it from the records that the stream still has, by
their sequence numbers. Wait until everything has drained: what is on its way counts as lost.
Exits with 1 unless clean.

Examples:
  pnpm reconcile
  pnpm producer --count 1000 --acks acks.txt && pnpm reconcile --acks acks.txt`,
    )
    .action(run);
}

async function run(flags: ReconcileFlags): Promise<void> {
  const deployment = await resolveDeployment(flags);
  const progress = new Progress("reading", 0, flags.quiet === true || flags.json === true);
  const result = await reconcile(deployment, {
    acks: flags.acks,
    stream: flags.stream,
    views: flags.views ?? deployment.client.endpoint !== undefined,
    onProgress: (what, done) => progress.show(done, what),
  });
  progress.clear();
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : report(result));
  if (!isClean(result)) process.exitCode = exitCode.failed;
}

export const isClean = ({ lost, duplicated, unaccepted }: Reconciliation): boolean =>
  lost + duplicated + unaccepted === 0;

const sources: Readonly<Record<Reconciliation["acceptedBy"], string>> = {
  acknowledgements: "by the client's acknowledgements",
  stream: "by the stream's records and the archive",
  archive: "by the archive itself",
};

/** The result for people: a line a sink, then why events are not there, then every named id. */
export function report(result: Reconciliation): string {
  const total = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((a, b) => a + b, 0);
  const lines = [
    `accepted ${result.accepted} (${sources[result.acceptedBy]}), in the raw archive ${result.raw}`,
    "",
    row(
      "sink",
      "accepted",
      "stored",
      "excluded",
      "kept",
      "lost",
      "doubled",
      "foreign",
      "redundant",
    ),
    ...result.sinks.map((s) =>
      row(
        s.sink,
        ...[s.accepted, s.stored, total(s.excluded), total(s.quarantined)],
        ...[s.lost, s.duplicated, s.unaccepted, s.redundant],
      ),
    ),
    "",
  ];
  for (const { sink, excluded, quarantined } of result.sinks) {
    const reasons = [
      ...Object.entries(excluded).map(([reason, count]) => `excluded ${count}: ${reason}`),
      ...Object.entries(quarantined).map(([reason, count]) => `kept ${count}: ${reason}`),
    ];
    if (reasons.length > 0) lines.push(`${sink.padEnd(26)}${reasons.join("; ")}`);
  }
  for (const s of result.sinks) {
    lines.push(...named(`lost from ${s.sink}`, s.lostIds, s.lost));
    lines.push(...named(`doubled in ${s.sink}`, s.duplicatedIds, s.duplicated));
    lines.push(...named(`never accepted, but in ${s.sink}`, s.unacceptedIds, s.unaccepted));
  }
  lines.push(
    "",
    isClean(result)
      ? "Clean: nothing lost, nothing doubled."
      : `Not clean: ${result.lost} lost, ${result.duplicated} doubled, ${result.unaccepted} never accepted.`,
  );
  return `${lines.join("\n")}\n`;
}

function* named(what: string, ids: readonly string[], count: number): Generator<string> {
  for (const id of ids) yield `${what}: ${printable(id)}`;
  if (count > ids.length && ids.length === NAMED) yield `${what}: ${count - ids.length} more`;
}

const row = (name: string, ...cells: readonly (string | number)[]): string =>
  name.padEnd(26) + cells.map((cell) => String(cell).padStart(10)).join("");

/** Parts of a business key are joined by a control character. */
const printable = (id: string): string => id.replaceAll("\u001f", " / ");
