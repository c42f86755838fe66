import { spawn } from "node:child_process";
import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import { functions } from "@tributary/contract";
import type { Cloud } from "@tributary/emulator";
import type { DeploymentNames } from "./names.ts";
import { repositoryRoot } from "./repository.ts";

const SETTLE_MS = 150;

/** Rebuilds a function when its own sources change, and all of them when what they share does. */
export function watchFunctions(
  names: DeploymentNames,
  cloud: Cloud,
  log: (line: string) => void = () => {},
): { close(): void } {
  const timers = new Map<string, NodeJS.Timeout>();
  const reload = (name: string): void => {
    clearTimeout(timers.get(name));
    timers.set(
      name,
      setTimeout(() => {
        rebuild(name)
          .then(() => cloud.lambda.update(names.functions[name] ?? ""))
          .then(() => log(`${name} reloaded`))
          .catch((error: Error) => log(`${name} was not reloaded: ${error.message}`));
      }, SETTLE_MS),
    );
  };
  const all = Object.keys(functions);
  const watchers: FSWatcher[] = [
    ...all.map((name) => watchSources(`packages/lambdas/${name}/src`, () => reload(name))),
    ...["packages/lambda-kit/src", "packages/contract/src"].map((folder) =>
      watchSources(folder, () => all.forEach(reload)),
    ),
  ];
  return {
    close: () => {
      for (const watcher of watchers) watcher.close();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

const watchSources = (folder: string, changed: () => void): FSWatcher =>
  watch(join(repositoryRoot, folder), { recursive: true }, (_, file) => {
    if (file?.endsWith(".ts") && !file.endsWith(".test.ts")) changed();
  });

function rebuild(name: string): Promise<void> {
  const script = join(repositoryRoot, "scripts/build-function.mjs");
  const child = spawn(process.execPath, [script], {
    cwd: join(repositoryRoot, "packages/lambdas", name),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let problem = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    problem += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(problem.trim()))));
  });
}
