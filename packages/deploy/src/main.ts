import { appendFile } from "node:fs/promises";
import { help, parseArguments } from "./arguments.ts";
import { run } from "./commands.ts";
import { UsageError } from "./errors.ts";
import { line, summary } from "./summary.ts";

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (isUsage) process.stderr.write(`\n${help}`);
  process.exitCode = isUsage ? 2 : 1;
}

async function main(): Promise<number> {
  const options = parseArguments(process.argv.slice(2), process.env);
  if (options.command === "help") {
    process.stdout.write(help);
    return 0;
  }
  const report = await run(options);
  process.stderr.write(`${report.title}\n`);
  for (const outcome of report.outcomes) process.stderr.write(`  ${line(outcome)}\n`);
  const { GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_STEP_SUMMARY) {
    await appendFile(GITHUB_STEP_SUMMARY, summary(report.title, report.outcomes));
  }
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  return report.failed ? 1 : 0;
}
