// The whole pipeline in a process of its own; answers commands on stdin with a line of JSON each:
// `usage` (CPU by thread kind, memory), `drained`, `stop`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [rootDirectory, directory] = process.argv.slice(2);
const local = await import(pathToFileURL(join(rootDirectory, "packages/local/dist/index.js")).href);
const pipeline = await local.startLocal({ dataDir: directory, port: 0, awsPort: 0 });
const url = new URL(pipeline.apiUrl);

let peak = 0;
setInterval(() => {
  peak = Math.max(peak, memory().anonymous);
}, 100).unref();
console.log(JSON.stringify({ port: Number(url.port), awsUrl: pipeline.awsUrl }));

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "usage") console.log(JSON.stringify(usage()));
  else if (line === "peak") {
    console.log(JSON.stringify({ peak, ...memory() }));
    peak = 0;
  } else if (line === "drained") {
    await pipeline.drained();
    console.log("{}");
  } else if (line === "stop") {
    await pipeline.stop();
    console.log("{}");
    process.exit(0);
  }
}

/** MB; anonymous memory leaves out lmdb's mapping. */
function memory() {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
    return { anonymous: of("RssAnon"), resident: of("VmRSS") };
  } catch {
    return {
      anonymous: process.memoryUsage().rss / 2 ** 20,
      resident: process.memoryUsage().rss / 2 ** 20,
    };
  }
}

/** CPU so far in µs: all, and by thread where the system tells. */
function usage() {
  const { user, system } = process.cpuUsage();
  const threads = {};
  try {
    for (const id of readdirSync("/proc/self/task")) {
      const nanoseconds = Number(
        readFileSync(`/proc/self/task/${id}/schedstat`, "utf8").split(" ")[0],
      );
      threads[Number(id) === process.pid ? "main" : id] = nanoseconds / 1000;
    }
  } catch {
    // Only Linux tells.
  }
  return { user, system, threads };
}
