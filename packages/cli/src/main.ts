import { Command, CommanderError } from "commander";
import { athenaCommand } from "./commands/athena.ts";
import { chaosCommand } from "./commands/chaos.ts";
import { costCommand } from "./commands/cost.ts";
import { demoCommand } from "./commands/demo.ts";
import { fuzzCommand } from "./commands/fuzz.ts";
import { localCommand } from "./commands/local.ts";
import { producerCommand } from "./commands/producer.ts";
import { reconcileCommand } from "./commands/reconcile.ts";
import { replayCommand } from "./commands/replay.ts";
import { verifyCommand } from "./commands/verify.ts";
import { exitCode, UsageError } from "./exit.ts";
import { loadEnvFile } from "./target/env-file.ts";

loadEnvFile();
// Node 20 is supported here for as long as the pinned SDK runs on it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const program = new Command("tributary")
  .description("Real-time order ingestion, on AWS and on one machine")
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .showHelpAfterError("(--help shows what there is)");
for (const command of [
  demoCommand(),
  localCommand(),
  producerCommand(),
  athenaCommand(),
  reconcileCommand(),
  fuzzCommand(),
  replayCommand(),
  chaosCommand(),
  verifyCommand(),
  costCommand(),
]) {
  program.addCommand(command.exitOverride().showHelpAfterError("(--help shows what there is)"));
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.fine : exitCode.usage;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  return error instanceof UsageError ? exitCode.usage : exitCode.failed;
}
