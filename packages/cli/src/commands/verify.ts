import { Command } from "commander";
import { exitCode } from "../exit.ts";
import { duration, wholeNumber } from "../options.ts";
import { resolveDeployment } from "../target/deployment.ts";
import { resolveTarget } from "../target/resolve.ts";
import { verify } from "../verify/verify.ts";

interface VerifyFlags {
  readonly aws?: true;
  readonly orders: number;
  readonly timeout: number;
  readonly endpoint?: string;
  readonly apiKey?: string;
  readonly token?: string;
  readonly dataDir?: string;
  readonly json?: true;
}

export function verifyCommand(): Command {
  return new Command("verify")
    .description("send events through a running pipeline and check every sink and saved query")
    .option("--aws", "on AWS, even where pnpm local runs")
    .option(
      "--orders <n>",
      "orders to send; half as many invoice lines beside them",
      wholeNumber(2, 100_000),
      100,
    )
    .option("--timeout <time>", "that the events may take into every sink", duration, 600_000)
    .option("--endpoint <url>", "the API, where it is not the one that was found")
    .option("--api-key <key>", "where the API wants one")
    .option("--token <token>", "Cognito token, where the API wants one")
    .option("--data-dir <dir>", "where pnpm local keeps its data")
    .option("--json", "print the checks as one JSON array")
    .addHelpText(
      "after",
      `
It sends events of a customer "verify-…", which stay in the tables and the lake.
What only a real account can show is listed in docs/reference/verify-aws.md.`,
    )
    .action(run);
}

async function run(flags: VerifyFlags): Promise<void> {
  const deployment = await resolveDeployment(flags);
  const target = await resolveTarget({ ...flags, aws: flags.aws });
  process.stderr.write(`Verifying ${target.url} (${target.source})\n`);
  const checks = [];
  for await (const found of verify(target, deployment, {
    orders: flags.orders,
    deadline: flags.timeout,
  })) {
    checks.push(found);
    if (!flags.json) {
      process.stdout.write(`${found.ok ? "ok    " : "FAILED"}  ${found.name}: ${found.detail}\n`);
    }
  }
  const failed = checks.filter(({ ok }) => !ok).length;
  if (flags.json) process.stdout.write(`${JSON.stringify(checks)}\n`);
  else process.stdout.write(`\n${checks.length - failed} of ${checks.length} checks passed\n`);
  if (failed > 0) process.exitCode = exitCode.failed;
}
