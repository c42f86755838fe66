export { type Arguments, help, parseArguments } from "./arguments.ts";
export { type Report, run } from "./commands.ts";
export { DeployError, UsageError } from "./errors.ts";
export type { Outcome } from "./release.ts";
export { line, summary } from "./summary.ts";
