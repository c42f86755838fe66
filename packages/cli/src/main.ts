import { Command, CommanderError } from "commander";
import { producerCommand } from "./commands/producer.ts";
import { exitCode, UsageError } from "./exit.ts";
import { loadEnvFile } from "./target/env-file.ts";

loadEnvFile();

const program = new Command("tributary")
  .description("Real-time order ingestion, on AWS and on one machine")
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  .showHelpAfterError("(--help shows what there is)");
for (const command of [producerCommand()]) {
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
