// Transform handlers against the floor (base64 decode + UTF-8 + JSON.parse) and plain Python handlers.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  cloudEvent,
  cpuOf,
  found,
  here,
  interleaved,
  orders,
  root,
  scale,
  scratch,
  server,
} from "../lib.mjs";

const EVENTS = 500;
const NAMES = ["orders", "product-details", "purchase-details", "shipping-addresses"];

export async function run() {
  const data = orders(EVENTS).map((order, n) =>
    Buffer.from(cloudEvent(order, `req/${n}`)).toString("base64"),
  );
  const records = data.map((text, n) => ({
    recordId: `r${n}`,
    approximateArrivalTimestamp: Date.now(),
    data: text,
    kinesisRecordMetadata: { approximateArrivalTimestamp: Date.now() },
  }));
  const directory = await scratch();
  const file = join(directory, "records.json");
  writeFileSync(file, JSON.stringify({ records }));
  const times = scale(40, 10);
  const python = found("python3");
  const plain =
    python &&
    (await server(python, [
      join(here, "python", "handlers.py"),
      file,
      String(Math.ceil(times / 4)),
    ]));
  let sink = 0;
  const floor = async () => {
    const micros = await cpuOf(() => {
      for (let n = 0; n < times * 2; n++) {
        for (const text of data)
          sink += JSON.parse(Buffer.from(text, "base64").toString()).data.order_id.length;
      }
    });
    return micros / times / 2 / EVENTS;
  };
  const rows = [];
  for (const name of NAMES) {
    const bundle = join(root, "packages/lambdas", `${name}-transform`, "dist/bundle/index.mjs");
    const { handler } = await import(pathToFileURL(bundle).href);
    const jobs = {
      ours: async () => {
        const micros = await cpuOf(async () => {
          for (let n = 0; n < times; n++) sink += (await handler({ records })).records.length;
        });
        return micros / times / EVENTS;
      },
      floor,
    };
    if (plain) {
      jobs.python = async () => {
        plain.send(name);
        return Number(await plain.line());
      };
    }
    const { ours, ...others } = await interleaved(scale(15, 5), jobs);
    rows.push({
      what: `transform ${name}`,
      unit: "µs CPU/event",
      ours,
      others,
      target: [
        { against: "floor", ratio: 1 / 1.6 },
        { against: "python", ratio: 5 },
      ],
    });
  }
  await plain?.stop();
  if (sink === 0) throw new Error("nothing was done");
  return rows;
}
