// `pnpm test`: builds what changed, then runs every test that needs nothing but Node.
// Arguments go to vitest: `pnpm test packages/contract`; another layer has its `--config`.
import { spawnSync } from "node:child_process";

function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

run("pnpm", ["run", "build"]);
run("pnpm", ["exec", "vitest", "run", ...process.argv.slice(2)]);
