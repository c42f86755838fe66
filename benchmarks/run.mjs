// `pnpm bench [suite…] [--quick] [--json]`: ours and the comparators, interleaved in one run, with
// medians and ratios. Each suite runs in a process of its own.
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { betterBy, here, isMore, quick } from "./lib.mjs";

const all = readdirSync(join(here, "suites"))
  .map((name) => name.replace(".mjs", ""))
  .sort();
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No suite ${unknown.join(", ")}; there are ${all.join(", ")}\n`);
  process.exit(2);
}

const rows = [];
const failed = [];
for (const name of names.length > 0 ? names : all) {
  process.stderr.write(`${name} …\n`);
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(here, "one.mjs"), name, ...(quick ? ["--quick"] : [])],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1e9 },
  );
  const last = stdout.trim().split("\n").at(-1) ?? "";
  if (status === 0 && last.startsWith("["))
    rows.push(...JSON.parse(last).map((row) => ({ suite: name, ...row })));
  else failed.push(name);
}

const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node ${process.version}`;
const date = new Date().toISOString().slice(0, 10);
if (process.argv.includes("--json")) {
  process.stdout.write(`${JSON.stringify({ date, machine, quick, rows, failed })}\n`);
} else {
  process.stdout.write(`${table(rows)}\n${machine}, ${date}${quick ? ", --quick" : ""}\n`);
}
writeFileSync(
  join(here, ".last.json"),
  JSON.stringify({ date, machine, quick, rows, failed }, null, 2),
);
if (failed.length > 0) {
  process.stderr.write(`These did not end: ${failed.join(", ")}\n`);
  process.exitCode = 1;
}

function table(list) {
  const lines = [
    "| what | unit | ours | others (how often better ours is) | target |",
    "|---|---|---|---|---|",
  ];
  for (const row of list) {
    const others = Object.entries(row.others ?? {})
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => `${name} ${short(value)} (${short(betterBy(row, name))}×)`);
    const targets = [row.target ?? []]
      .flat()
      .map((target) => verdict(row, target))
      .filter(Boolean);
    lines.push(
      `| ${row.what} | ${row.unit} | ${short(row.ours)} | ${others.join(", ")}${row.note ? ` ${row.note}` : ""} | ${targets.join(", ")} |`,
    );
  }
  return lines.join("\n");
}

function verdict(row, { against, ratio, most, least }) {
  if (most !== undefined) return `≤ ${short(most)}: ${row.ours <= most ? "met" : "missed"}`;
  if (least !== undefined) return `≥ ${short(least)}: ${row.ours >= least ? "met" : "missed"}`;
  const better = betterBy(row, against);
  if (better === undefined) return undefined;
  const sign =
    ratio < 1 && !isMore(row.unit)
      ? `≤ ${short(1 / ratio)} × ${against}`
      : `≥ ${short(ratio)} × ${against}`;
  return `${sign}: ${better >= ratio ? "met" : "missed"}`;
}

function short(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
