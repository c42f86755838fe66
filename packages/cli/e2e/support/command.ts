import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { repositoryRoot } from "../../src/repository.ts";

/** The built command, as people run it. */
export const MAIN = join(repositoryRoot, "packages/cli/dist/main.js");

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  /** Standard output and standard error so far. */
  readonly output: { stdout: string; stderr: string };
  kill(signal: NodeJS.Signals): void;
  /** Resolves when standard output holds a text. @throws Error where the command ends before */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<CommandResult>;
}

/** Starts `tributary …`; at the latest it ends with the test that started it. */
export function start(args: readonly string[]): RunningCommand {
  const running = launch(args);
  onTestFinished(async () => {
    running.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

function launch(args: readonly string[]): RunningCommand {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  const ended = once(child, "close").then(
    ([code, signal]): CommandResult => ({ code, signal, ...output }),
  );
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  return {
    output,
    ended,
    kill: (signal) => child.kill(signal),
    async said(pattern) {
      for (;;) {
        const found = pattern.exec(output.stdout);
        if (found) return found;
        const result = await Promise.race([ended, once(child.stdout, "data")]);
        if (!Array.isArray(result)) throw new Error(`it ended: ${result.stderr}`);
      }
    },
  };
}

/** Runs `tributary …` to its end. */
export const command = (...args: readonly string[]): Promise<CommandResult> => launch(args).ended;

export interface RunningPipeline extends RunningCommand {
  readonly apiUrl: string;
  readonly awsUrl: string;
}

/** `tributary local` on free ports, listening. */
export async function startPipeline(
  dataDir: string,
  ...args: readonly string[]
): Promise<RunningPipeline> {
  const running = start([
    "local",
    "--port",
    "0",
    "--aws-port",
    "0",
    "--data-dir",
    dataDir,
    ...args,
  ]);
  const [, apiUrl = "", awsUrl = ""] = await running.said(
    /^API +(\S+)\nAWS .*AWS_ENDPOINT_URL=(\S+).*\n/m,
  );
  return { ...running, apiUrl, awsUrl };
}
