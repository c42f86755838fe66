import { Command } from "commander";
import { exitCode } from "../exit.ts";
import { type Reconciliation, reconcile } from "../reconcile/reconcile.ts";
import { resolveDeployment } from "../target/deployment.ts";

interface ReconcileFlags {
  readonly acks?: string;
  readonly aws?: true;
  readonly dataDir?: string;
  readonly json?: true;
}

export function reconcileCommand(): Command {
  return new Command("reconcile")
    .description("prove that nothing is lost or doubled, from what is stored")
    .option("--acks <file>", "ids of acknowledged events, as `pnpm producer --acks` writes them")
    .option("--aws", "on AWS, even where pnpm local runs")
    .option("--data-dir <dir>", "where pnpm local keeps its data")
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      `
Wait until everything has drained; what is on its way counts as lost. Exits with 1 unless clean.

Examples:
  pnpm reconcile
  pnpm producer --count 1000 --acks acks.txt && pnpm reconcile --acks acks.txt`,
    )
    .action(run);
}

async function run(flags: ReconcileFlags): Promise<void> {
  const deployment = await resolveDeployment(flags);
  const result = await reconcile(deployment, flags.acks);
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : report(result));
  if (!isClean(result)) process.exitCode = exitCode.failed;
}

export const isClean = ({ lost, duplicated }: Reconciliation): boolean => lost + duplicated === 0;

/** The result for people: a line a sink, then every named id. */
export function report(result: Reconciliation): string {
  const lines = [
    `accepted ${result.accepted}, in the raw archive ${result.raw}`,
    "",
    row("sink", "expected", "stored", "excluded", "lost", "doubled", "redundant"),
  ];
  for (const s of result.sinks) {
    lines.push(row(s.sink, s.expected, s.stored, s.excluded, s.lost, s.duplicated, s.redundant));
  }
  for (const sink of result.sinks) {
    for (const id of sink.lostIds) lines.push(`lost from ${sink.sink}: ${printable(id)}`);
    for (const id of sink.duplicatedIds) lines.push(`doubled in ${sink.sink}: ${printable(id)}`);
  }
  for (const [reason, count] of Object.entries(result.quarantined)) {
    lines.push(`quarantined, ${reason}: ${count}`);
  }
  lines.push(
    "",
    isClean(result)
      ? "Clean: nothing lost, nothing doubled."
      : `Not clean: ${result.lost} lost, ${result.duplicated} doubled.`,
  );
  return `${lines.join("\n")}\n`;
}

const row = (name: string, ...cells: readonly (string | number)[]): string =>
  name.padEnd(26) + cells.map((cell) => String(cell).padStart(10)).join("");

/** Parts of a business key are joined by a control character. */
const printable = (id: string): string => id.replaceAll("\u001f", " / ");
