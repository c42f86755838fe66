import { readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { DeploymentNames } from "./names.ts";

/** Where `pnpm local` keeps its data unless told otherwise. */
export const DEFAULT_DATA_DIR = ".tributary";

/** What a running local pipeline tells other commands: `<data directory>/running.json`. */
export interface RunningLocal {
  readonly pid: number;
  readonly apiUrl: string;
  readonly awsUrl: string;
  readonly dataDir: string;
  readonly names: DeploymentNames;
}

export const runningFile = (dataDir: string): string => join(dataDir, "running.json");

/** Tells other commands where the pipeline listens: whole or not at all. */
export async function announce(running: RunningLocal): Promise<void> {
  const file = runningFile(running.dataDir);
  await writeFile(`${file}.new`, `${JSON.stringify(running, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** The local pipeline that runs on a data directory, if one does. */
export async function runningLocal(dataDir = DEFAULT_DATA_DIR): Promise<RunningLocal | undefined> {
  let text: string;
  try {
    text = await readFile(runningFile(resolve(dataDir)), "utf8");
  } catch {
    return undefined;
  }
  const running: RunningLocal = JSON.parse(text);
  return alive(running.pid) ? running : undefined;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
