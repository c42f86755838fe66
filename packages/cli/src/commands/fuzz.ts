import { Command } from "commander";
import { exitCode } from "../exit.ts";
import { wholeNumber } from "../options.ts";

interface FuzzFlags {
  readonly cases: number;
  readonly seed?: number;
  readonly json?: true;
}

const SHOW_MS = 2_000;

export function fuzzCommand(): Command {
  return new Command("fuzz")
    .description(
      "any input at the HTTP edge, in the functions and in the consumer: no crash, no silent change",
    )
    .option("--cases <n>", "how many", wholeNumber(1), 10_000)
    .option("--seed <n>", "same seed, same cases", wholeNumber(0, 2_147_483_647))
    .option("--json", "print the result as one JSON object")
    .addHelpText(
      "after",
      `
Exits with 1 at the first case that fails, and prints it as small as it could be made.

Examples:
  pnpm fuzz --cases 1000000
  pnpm fuzz --cases 5000 --seed 7`,
    )
    .action(run);
}

async function run(flags: FuzzFlags): Promise<void> {
  // Loaded for this command alone: it brings the functions and fast-check.
  const { fuzz } = await import("../fuzz/run.ts");
  const seed = flags.seed ?? Math.floor(Math.random() * 2 ** 31);
  process.stderr.write(`seed ${seed}\n`);
  const startedAt = performance.now();
  const rate = (done: number): number =>
    Math.round((done / (performance.now() - startedAt)) * 1_000);
  let shownAt = startedAt;
  const { cases, failure } = await fuzz(flags.cases, seed, (done) => {
    if (performance.now() - shownAt < SHOW_MS) return;
    shownAt = performance.now();
    process.stderr.write(`${done} of ${flags.cases} cases, ${rate(done)} a second\n`);
  });
  const summary = { seed, cases, cases_per_second: rate(cases), failed: failure !== undefined };
  if (failure) {
    const { property, path, error, shrunk } = failure;
    process.stderr.write(
      `\nproperty ${property}, fast-check seed ${failure.seed}, path ${path}\n${error}\n\nthe smallest case:\n${shrunk}\n`,
    );
    process.exitCode = exitCode.failed;
  }
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : `${cases} cases with seed ${seed}, ${summary.cases_per_second} a second: ${failure ? "failed" : "no crash, no 5xx, no silent change"}\n`,
  );
}
