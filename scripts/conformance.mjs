// `pnpm conformance [--update] [suite …]`: runs the cases of packages/conformance beside every real
// engine that is present. --update keeps what the engines answer as the new golden results.
import { spawnSync } from "node:child_process";

const given = process.argv.slice(2);
const suites = given.filter((argument) => !argument.startsWith("--"));
const { status } = spawnSync(
  "pnpm",
  ["exec", "vitest", "run", "--config", "vitest.conformance.config.ts"],
  {
    stdio: "inherit",
    shell: process.platform === "win32",
    env: {
      ...process.env,
      CONFORMANCE_SUITES: suites.join(","),
      CONFORMANCE_UPDATE: given.includes("--update") ? "1" : "",
    },
  },
);
process.exit(status ?? 1);
