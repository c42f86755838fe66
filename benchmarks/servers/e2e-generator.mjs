// Posts orders that it makes as it goes, like the producer: `<url> <count> <batch> <concurrency> <rate>`.
// Prints latencies and its own CPU.
import { Agent, request } from "node:http";
import { fakeOrders } from "../fake-orders.mjs";

const [url, countText, batchText, concurrencyText, rateText] = process.argv.slice(2);
const [count, batch, concurrency, rate] = [countText, batchText, concurrencyText, rateText].map(
  Number,
);
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
const order = fakeOrders(Number(process.argv[7] ?? 1));
const latencies = [];
const started = performance.now();
let sent = 0;

function post(body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        agent,
        method: "POST",
        path: batch === 1 ? "/orders" : "/orders/batch",
        headers: { "content-type": "application/json", "content-length": body.length },
      },
      (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (part) => {
          text += part;
        });
        incoming.on("end", () =>
          incoming.statusCode === 202
            ? resolve()
            : reject(new Error(`${incoming.statusCode} ${text}`)),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function worker() {
  while (sent < count) {
    const first = sent;
    const size = Math.min(batch, count - sent);
    sent += size;
    if (rate > 0) {
      const due = started + (first / rate) * 1000;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    let text = order();
    if (batch > 1) {
      text = `[${text}`;
      for (let n = 1; n < size; n++) text += `,${order()}`;
      text += "]";
    }
    const begun = performance.now();
    await post(Buffer.from(text));
    latencies.push(performance.now() - begun);
  }
}

await Promise.all(Array.from({ length: concurrency }, worker));
latencies.sort((a, b) => a - b);
const at = (share) =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    seconds: (performance.now() - started) / 1000,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cpu: user + system,
  }),
);
agent.destroy();
