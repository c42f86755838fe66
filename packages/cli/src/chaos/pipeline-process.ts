import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunningLocal, runningLocal } from "@tributary/local";
import { repositoryRoot } from "../repository.ts";

export interface PipelineProcessOptions {
  readonly dataDir: string;
  /** As `FAULT` has it: `hop:kind:n`. */
  readonly fault?: string | undefined;
  readonly bufferSeconds?: number;
  readonly shards?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `tributary local` in a process of its own, which may be killed. */
export class PipelineProcess {
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  readonly exited: Promise<Exit>;
  /** What it said on standard error. */
  errors = "";
  #exit: Exit | undefined;

  static async start(options: PipelineProcessOptions): Promise<PipelineProcess> {
    // What a killed process left behind names ports that nobody listens on.
    await rm(join(options.dataDir, "running.json"), { force: true });
    return new PipelineProcess(options);
  }

  private constructor(options: PipelineProcessOptions) {
    const { dataDir, fault, bufferSeconds = 0.3, shards = 1, env } = options;
    this.#dataDir = dataDir;
    const main = join(repositoryRoot, "packages/cli/dist/main.js");
    this.#child = spawn(
      process.execPath,
      [
        ...[main, "local", "--port", "0", "--aws-port", "0", "--data-dir", dataDir],
        ...["--buffer-seconds", String(bufferSeconds), "--shards", String(shards)],
      ],
      {
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, FAULT: fault ?? "", ...env },
      },
    );
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.errors = (this.errors + text).slice(-20_000);
    });
    this.exited = once(this.#child, "exit").then(([code, signal]) => {
      this.#exit = { code, signal };
      return { code, signal };
    });
  }

  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** Where it listens; undefined where it ended before it did. */
  async ready(): Promise<RunningLocal | undefined> {
    while (this.#exit === undefined) {
      const running = await runningLocal(this.#dataDir);
      if (running?.pid === this.#child.pid) return running;
      await sleep(20);
    }
    return undefined;
  }

  async kill(): Promise<Exit> {
    this.#child.kill("SIGKILL");
    return this.exited;
  }

  /** Asks it to stop, as Ctrl-C does. */
  async stop(): Promise<Exit> {
    this.#child.kill("SIGTERM");
    return this.exited;
  }
}
