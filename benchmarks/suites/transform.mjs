// Transform handlers against the floor (base64 decode + UTF-8 + JSON.parse) and plain Python handlers. Records
// of one event each, as both others read them, and the same events a hundred a record.
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
  const texts = orders(EVENTS).map((order, n) => cloudEvent(order, `req/${n}`));
  const data = texts.map((text) => Buffer.from(text).toString("base64"));
  const records = firehoseRecords(data);
  const batched = firehoseRecords(hundreds(texts));
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
    const ours = (records) => async () => {
      const micros = await cpuOf(async () => {
        for (let n = 0; n < times; n++) {
          for (const { result } of (await handler({ records })).records) {
            if (result !== "Ok") throw new Error(`${name} answered ${result}`);
            sink += 1;
          }
        }
      });
      return micros / times / EVENTS;
    };
    const jobs = { ours: ours(records), batched: ours(batched), floor };
    if (plain) {
      jobs.python = async () => {
        plain.send(name);
        return Number(await plain.line());
      };
    }
    const { ours: single, batched: hundred, ...others } = await interleaved(scale(15, 5), jobs);
    const row = (what, ours) => ({
      what,
      unit: "µs CPU/event",
      ours,
      others,
      target: [
        { against: "floor", ratio: 1 / 1.6 },
        { against: "python", ratio: 5 },
      ],
    });
    rows.push(row(`transform ${name}`, single), row(`transform ${name}, 100 a record`, hundred));
  }
  await plain?.stop();
  if (sink === 0) throw new Error("nothing was done");
  return rows;
}

/** A hundred events of one day a record, as a POST of a hundred becomes. */
function hundreds(texts) {
  const ofOneDay = texts.map((text) =>
    text.replace(/"order_date":"[^T]*T/, '"order_date":"2025-12-28T'),
  );
  return Array.from({ length: texts.length / 100 }, (_, n) =>
    Buffer.from(ofOneDay.slice(n * 100, n * 100 + 100).join("")).toString("base64"),
  );
}

function firehoseRecords(data) {
  const approximateArrivalTimestamp = Date.now();
  return data.map((text, n) => ({
    recordId: `r${n}`,
    approximateArrivalTimestamp,
    data: text,
    kinesisRecordMetadata: { approximateArrivalTimestamp },
  }));
}
