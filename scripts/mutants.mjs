// Checks that bite: takes away one protection after another in a copy of the work tree, runs the tests that
// are named for it, and says which of them noticed. A protection whose absence nobody notices fails the run.
//
//   pnpm mutants                 all of them; writes docs/reference/mutants.md
//   pnpm mutants log-fsync …     these only; writes nothing
//   pnpm mutants --list
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mutants } from "./mutants.list.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = "docs/reference/mutants.md";

/** A copy of what git knows of the work tree, with its dependencies and built bundles. */
function copyTree(target) {
  const { stdout } = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  for (const file of stdout.split("\0")) {
    const source = join(root, file);
    if (file === "" || !existsSync(source) || !statSync(source).isFile()) continue;
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(source, join(target, file));
  }
  symlinkSync(join(root, "node_modules"), join(target, "node_modules"), "junction");
  for (const folder of ["packages", "packages/lambdas"]) {
    for (const name of readdirSync(join(target, folder))) {
      for (const part of ["node_modules", "dist"]) {
        const source = join(root, folder, name, part);
        // Links between packages are relative, and so lead to the copy's own.
        if (existsSync(source)) {
          cpSync(source, join(target, folder, name, part), {
            recursive: true,
            verbatimSymlinks: true,
          });
        }
      }
    }
  }
}

/** Runs tests in the copy. */
function runTests(tree, { tests, faults, only }, bail = 1) {
  const report = join(tree, "mutants-report.json");
  rmSync(report, { force: true });
  const config = faults ? ["--config", "vitest.faults.config.ts"] : [];
  spawnSync(
    process.execPath,
    [
      join(tree, "node_modules/vitest/vitest.mjs"),
      ...["run", ...config, ...tests, `--bail=${bail}`],
      ...(only === undefined ? [] : ["--testNamePattern", only]),
      ...["--reporter=json", `--outputFile=${report}`, "--testTimeout=30000"],
    ],
    { cwd: tree, encoding: "utf8", timeout: 180_000, killSignal: "SIGKILL", maxBuffer: 1e8 },
  );
  // Tests that hang, and bundles that do not load, are noticed, too.
  if (!existsSync(report)) return { failed: ["(the run did not end)"], passed: 0 };
  const { testResults, numPassedTests } = JSON.parse(readFileSync(report, "utf8"));
  const failed = testResults.flatMap(({ assertionResults, message, status, name }) => {
    const names = assertionResults
      .filter((result) => result.status === "failed")
      .map(({ fullName }) => fullName);
    return names.length === 0 && status === "failed" ? [`${name}: ${message}`] : names;
  });
  return { failed, passed: numPassedTests };
}

function tryMutant(tree, mutant) {
  const file = join(tree, mutant.file);
  const source = readFileSync(file, "utf8");
  const parts = source.split(mutant.find);
  if (parts.length !== 2) {
    return { ...mutant, error: `its text is ${parts.length - 1} times in ${mutant.file}` };
  }
  writeFileSync(file, parts.join(mutant.replace));
  try {
    build(tree, mutant);
    return { ...mutant, noticed: runTests(tree, mutant).failed };
  } finally {
    writeFileSync(file, source);
    build(tree, mutant);
  }
}

/** Functions run from their bundles, not from their sources. */
function build(tree, { build: folder }) {
  if (folder === undefined) return;
  const script = join(tree, "scripts/build-function.mjs");
  const { status, stderr } = spawnSync(process.execPath, [script], {
    cwd: join(tree, folder),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${folder} cannot be built: ${stderr}`);
}

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function pageOf(results) {
  return `# Checks that bite

Every protection below was taken away, alone, in a copy of the sources; the tests named for it had to fail.
Written by \`pnpm mutants\`, which fails where one is not noticed. What Terraform protects is taken away by
\`pnpm test:terraform\` (\`packages/deploy/integration/mutants.ts\`).

| protection | taken away in | noticed by |
|---|---|---|
${results
  .map(
    ({ protection, file, noticed }) =>
      `| ${cell(protection)} | \`${file}\` | ${cell(noticed[0] ?? "")} |`,
  )
  .join("\n")}

${results.length} protections, ${results.filter(({ noticed }) => noticed.length > 0).length} noticed.
`;
}

function main(args) {
  if (args.includes("--list")) {
    for (const { id, protection } of mutants) process.stdout.write(`${id}: ${protection}\n`);
    return 0;
  }
  const chosen = args.length === 0 ? mutants : mutants.filter(({ id }) => args.includes(id));
  const unknown = args.filter((id) => !mutants.some((mutant) => mutant.id === id));
  if (unknown.length > 0) {
    process.stderr.write(`There is no ${unknown.join(", ")}; --list shows what there is\n`);
    return 2;
  }
  const tree = mkdtempSync(join(tmpdir(), "tributary-mutants-"));
  try {
    copyTree(tree);
    // Without a change everything must pass, or a failure says nothing.
    const units = chosen.filter(({ faults }) => !faults).flatMap(({ tests }) => tests);
    const runs = [{ tests: [...new Set(units)] }, ...chosen.filter(({ faults }) => faults)];
    for (const run of runs.filter(({ tests }) => tests.length > 0)) {
      const { failed } = runTests(tree, run, 0);
      if (failed.length > 0) {
        process.stderr.write(`These fail without any change:\n${failed.join("\n")}\n`);
        return 1;
      }
    }
    const results = [];
    for (const mutant of chosen) {
      const result = tryMutant(tree, mutant);
      results.push(result);
      const verdict =
        result.error ?? (result.noticed[0] ? `noticed: ${result.noticed[0]}` : "SURVIVED");
      process.stdout.write(`${mutant.id}: ${verdict}\n`);
    }
    const wrong = results.filter(({ error, noticed }) => error || noticed.length === 0);
    if (wrong.length > 0) {
      process.stderr.write(`${wrong.length} of ${results.length} were not noticed\n`);
      return 1;
    }
    if (args.length === 0) writeFileSync(join(root, page), pageOf(results));
    return 0;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv.slice(2));
