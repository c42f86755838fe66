// End to end: orders over HTTP, fsynced before they are acknowledged, until the table, the archive and all
// lake datasets hold them. Generator included; everything that the product promises is switched on.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { here, median, nodeServer, root, scale, scratch } from "../lib.mjs";

const cores = 2;

export async function run() {
  const rows = [];
  const batched = await load({
    count: scale(300_000, 20_000),
    batch: 100,
    concurrency: 8,
    runs: scale(2, 1),
  });
  const rate = median(batched.map(({ rate }) => rate));
  const of = (key) => median(batched.map((each) => each[key]));
  rows.push(
    {
      what: "end to end, 100 a POST, drained",
      unit: "events/s",
      ours: rate,
      others: {},
      target: { least: 10_000 },
    },
    {
      what: "end to end, 100 a POST, CPU of generator and pipeline",
      unit: "µs CPU/event",
      ours: of("cpu") + of("generator"),
      others: {},
      target: { most: (cores * 1e6) / 10_000 },
      note: `generator ${of("generator").toFixed(0)}, main thread ${of("main").toFixed(0)}, other threads ${(of("cpu") - of("main")).toFixed(0)}: by thread ${batched.at(-1).threads.join(" ")}`,
    },
    {
      what: "end to end, 100 a POST, peak anonymous memory",
      unit: "MB",
      ours: of("peak"),
      others: {},
      note: `resident ${of("resident").toFixed(0)} with lmdb's mapping`,
    },
  );
  const single = await load({
    count: scale(60_000, 5_000),
    batch: 1,
    concurrency: 64,
    runs: scale(2, 1),
  });
  rows.push(
    {
      what: "end to end, one a POST, drained",
      unit: "events/s",
      ours: median(single.map((each) => each.rate)),
      others: {},
      target: { least: 5_000 },
    },
    {
      what: "end to end, one a POST, CPU of generator and pipeline",
      unit: "µs CPU/event",
      ours: median(single.map((each) => each.cpu + each.generator)),
      others: {},
      target: { most: (cores * 1e6) / 5_000 },
    },
  );
  const calm = await load({
    count: scale(100_000, 10_000),
    batch: 100,
    concurrency: 8,
    rate: rate * 0.7,
    runs: 1,
  });
  rows.push({
    what: "end to end, acknowledgement at 70% load, p99",
    unit: "ms",
    ours: calm[0].p99,
    others: {},
    target: { most: 50 },
    note: `p50 ${calm[0].p50.toFixed(1)}, p95 ${calm[0].p95.toFixed(1)}`,
  });
  const long = await load({ count: scale(1_000_000, 60_000), batch: 100, concurrency: 8, runs: 1 });
  const times = scale("1 M against 300 k", "60 k against 20 k");
  rows.push(
    {
      what: `end to end, CPU an event, ${times}`,
      unit: "µs CPU/event",
      ours: long[0].cpu,
      others: { "fewer events": of("cpu") },
      target: { against: "fewer events", ratio: 1 / 1.1 },
    },
    {
      what: `end to end, peak anonymous memory, ${times}`,
      unit: "MB",
      ours: long[0].peak,
      others: { "fewer events": of("peak") },
      target: { against: "fewer events", ratio: 1 / 1.1 },
    },
  );
  return rows;
}

let seed = 0;

async function load({ count, batch, concurrency, rate = 0, runs }) {
  const results = [];
  for (let n = 0; n < runs; n++) {
    const directory = await scratch();
    const pipeline = await nodeServer("e2e-pipeline.mjs", root, directory);
    const ask = async (word) => {
      pipeline.send(word);
      return JSON.parse(await pipeline.line());
    };
    const url = `http://127.0.0.1:${pipeline.port}`;
    // Started functions and compiled code, as after the first seconds of any run.
    await generate(url, Math.min(5_000, count), batch, concurrency, 0);
    await ask("drained");
    await ask("peak");
    const before = await ask("usage");
    const started = performance.now();
    const { p50, p95, p99, cpu: generator } = await generate(url, count, batch, concurrency, rate);
    await ask("drained");
    const seconds = (performance.now() - started) / 1000;
    const after = await ask("usage");
    const { peak, resident } = await ask("peak");
    await ask("stop");
    const threads = Object.entries(after.threads).map(([id, micros]) => [
      id,
      (micros - (before.threads[id] ?? 0)) / count,
    ]);
    results.push({
      rate: count / seconds,
      cpu: (after.user + after.system - before.user - before.system) / count,
      main: threads.find(([id]) => id === "main")?.[1] ?? Number.NaN,
      threads: threads
        .map(([, micros]) => micros)
        .filter((micros) => micros > 0.5)
        .sort((a, b) => b - a)
        .map((micros) => micros.toFixed(0)),
      generator: generator / count,
      p50,
      p95,
      p99,
      peak,
      resident,
    });
  }
  return results;
}

function generate(url, count, batch, concurrency, rate) {
  seed += 1;
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(here, "servers/e2e-generator.mjs"),
        url,
        String(count),
        String(batch),
        String(concurrency),
        String(rate),
        String(seed),
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.on("exit", (code) =>
      code === 0
        ? resolve(JSON.parse(text))
        : reject(new Error(`the generator ended with ${code}`)),
    );
  });
}
