// What the suites share: medians of interleaved rounds, CPU time, servers in processes of their own.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const here = fileURLToPath(new URL(".", import.meta.url));
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

export const quick = process.argv.includes("--quick");
/** @param {number} full @param {number} small with --quick */
export const scale = (full, small) => (quick ? small : full);

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs every job once a round, in turns, so that a busy machine is busy for all of them.
 * @param {number} rounds beside one for warming up
 * @param {Record<string, () => Promise<number> | number>} jobs each gives its number
 * @returns {Promise<Record<string, number>>} medians
 */
export async function interleaved(rounds, jobs) {
  const numbers = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      const number = await job();
      if (round > 0) numbers[name].push(number);
    }
  }
  return Object.fromEntries(Object.entries(numbers).map(([name, list]) => [name, median(list)]));
}

/**
 * As `interleaved`, for jobs that count what they did: rates by the clock, and CPU of the server's process,
 * which a busy machine distorts less.
 * @param {Record<string, { pid: number, job: () => Promise<number> }>} jobs each gives its count
 * @returns {Promise<{ rate: Record<string, number>, cpu: Record<string, number> }>} a second; µs each
 */
export async function interleavedServers(rounds, jobs) {
  const rates = {};
  const cpus = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, { pid, job }] of Object.entries(jobs)) {
      const before = cpuOfProcess(pid);
      const started = performance.now();
      const count = await job();
      const rate = (count * 1000) / (performance.now() - started);
      const after = cpuOfProcess(pid);
      if (round === 0) continue;
      rates[name] ??= [];
      rates[name].push(rate);
      if (before === undefined || after === undefined) continue;
      cpus[name] ??= [];
      cpus[name].push((after - before) / count);
    }
  }
  // The system counts CPU in hundredths of a second: a mean, not a median, of many short rounds.
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const each = (lists, of) =>
    Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, of(list)]));
  return { rate: each(rates, median), cpu: each(cpus, mean) };
}

/** Two rows of such numbers: by the clock, and by the server's CPU. */
export function serverRows(what, unit, { rate, cpu }, targets = []) {
  const row = (numbers, asUnit, target) => {
    const { ours, ...others } = numbers;
    return { what, unit: asUnit, ours, others, target };
  };
  return [
    row(rate, `${unit}/s`, targets),
    ...(cpu.ours === undefined ? [] : [row(cpu, `µs server CPU each`, targets)]),
  ];
}

/** CPU time of this process while `job` runs, all threads, microseconds. */
export async function cpuOf(job) {
  const before = process.cpuUsage();
  await job();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** CPU time that another process has taken, microseconds; undefined where the system does not tell. */
export function cpuOfProcess(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return undefined;
  }
}

/** A directory on the disk of the work tree: a temporary one may be memory. Gone at the end. */
export async function scratch() {
  const parent = join(here, ".scratch");
  await mkdir(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, "run-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Builds and imports a TypeScript module of the repository as it is. */
export async function source(packageName, file) {
  const directory = join(root, "packages", packageName);
  const outfile = join(directory, "dist", "bench", `${file.replaceAll("/", "-")}.mjs`);
  await build({
    entryPoints: [join(directory, "src", file)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    conditions: ["tributary-source"],
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile).href);
}

/**
 * Starts a server that prints `{"port":…}` on its first line.
 * @returns {Promise<{ port: number, pid: number, stop: () => Promise<void>, line: () => Promise<string> }>}
 */
export async function server(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], ...options });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => (await lines.next()).value;
  const { port } = JSON.parse((await line()) ?? "{}");
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return {
    port,
    pid: child.pid,
    line,
    send: (text) => child.stdin.write(`${text}\n`),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

export const nodeServer = (file, ...args) =>
  server(process.execPath, [join(here, "servers", file), ...args]);

/** The first of `names` that runs. */
export function found(...names) {
  return names.find((name) => spawnSync(name, ["--version"]).status === 0);
}

/** moto's server where Python has it. */
export async function moto() {
  const python = found("python3");
  if (python === undefined || spawnSync(python, ["-c", "import moto.server"]).status !== 0) return;
  return server(python, [join(here, "python", "moto_server.py")]);
}

/** Fake orders of the producer, as it would post them. */
export function orders(count, seed = 1) {
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      join(root, "packages/cli/dist/main.js"),
      "producer",
      "--dry-run",
      "--count",
      String(count),
      "--seed",
      String(seed),
    ],
    { encoding: "utf8", maxBuffer: 2 ** 31 - 1 },
  );
  if (status !== 0) throw new Error("The producer does not run: `pnpm build` first");
  return stdout.trim().split("\n");
}

/** An order as it is in the stream. */
export const cloudEvent = (order, id) =>
  `{"specversion":"1.0","id":"${id}","source":"/orders","type":"tributary.order.v1","data":${order}}`;

/**
 * @typedef {{ what: string, unit: string, ours: number, others: Record<string, number | undefined>,
 *   target?: { against?: string, ratio?: number, most?: number, least?: number }, note?: string }} Row
 * `target.ratio`: how often better than `against` ours must be (below 1: how much worse it may be).
 * Units that end in `/s` are the better the larger they are.
 */
export const isMore = (unit) => unit.endsWith("/s");

/** How often better ours is than another's. */
export function betterBy(row, name) {
  const other = row.others[name];
  if (other === undefined || row.ours === 0) return undefined;
  return isMore(row.unit) ? row.ours / other : other / row.ours;
}
