// `pnpm conformance [--update] [suite …]`: runs the cases of packages/conformance beside every real
// engine that is present. --update keeps what the engines answer as the new golden results.
// `pnpm conformance --mutants`: breaks one rule of ours after another and shows that a case fails.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const given = process.argv.slice(2);
const suites = given.filter((argument) => !argument.startsWith("--"));

function vitest(environment, files, options) {
  return spawnSync(
    "pnpm",
    ["exec", "vitest", "run", "--config", "vitest.conformance.config.ts", ...files],
    {
      shell: process.platform === "win32",
      env: { ...process.env, ...environment },
      ...options,
    },
  );
}

/** The folder of a suite's test. */
function folderOf(suite) {
  if (suite === "dynamodb-upsert") return "suites/upsert";
  const [first] = suite.split("-");
  return `suites/${first === "models" ? "vtl" : first}`;
}

if (given.includes("--mutants")) {
  const path = new URL("../packages/conformance/mutants.json", import.meta.url);
  const mutants = JSON.parse(readFileSync(path, "utf8"));
  let survivors = 0;
  for (const [index, { name, suites: expected }] of mutants.entries()) {
    const environment = {
      CONFORMANCE_MUTANT: String(index),
      CONFORMANCE_SUITES: expected.join(","),
    };
    const { stdout, stderr } = vitest(environment, expected.map(folderOf), { encoding: "utf8" });
    const noticed = expected.map((suite) => {
      const cases = new RegExp(`golden of ${suite}: (\\d+) cases`).exec(stdout + stderr)?.[1];
      return cases === undefined ? `NOT NOTICED by ${suite}` : `${cases} cases of ${suite} fail`;
    });
    if (noticed.some((outcome) => outcome.startsWith("NOT"))) survivors++;
    console.log(`${name}: ${noticed.join(", ")}`);
  }
  process.exit(survivors === 0 ? 0 : 1);
}

const { status } = vitest(
  {
    CONFORMANCE_SUITES: suites.join(","),
    CONFORMANCE_UPDATE: given.includes("--update") ? "1" : "",
  },
  [],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
