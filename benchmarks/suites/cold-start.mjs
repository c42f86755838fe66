// Cold start: bundle bytes, import and first invocation of each function in a fresh process, against the
// same function written the usual way and bundled with esbuild's defaults.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  cloudEvent,
  here,
  interleaved,
  nodeServer,
  orders,
  root,
  scale,
  scratch,
} from "../lib.mjs";

const FUNCTIONS = [
  "orders-transform",
  "invoice-lines-transform",
  "kinesis-consumer",
  "raw-archiver",
  "query-api",
];
const kindOf = (name) => (name.endsWith("-transform") ? "transform" : "other");

export async function run() {
  const directory = await scratch();
  const stub = await nodeServer("dynamodb-stub.mjs");
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${stub.port}`,
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...Object.fromEntries(
      ["ORDERS_TABLE", "INVOICES_TABLE", "CUSTOMERS_TABLE", "QUARANTINE_BUCKET", "RAW_BUCKET"].map(
        (name) => [name, "name-of-it"],
      ),
    ),
  };
  const events = await eventFiles(directory);
  const usual = {};
  for (const name of ["transform", "consumer"]) {
    usual[name] = join(here, "usual", "dist", `${name}.mjs`);
    await build({
      entryPoints: [join(here, "usual", `${name}.mjs`)],
      outfile: usual[name],
      bundle: true,
      minify: true,
      platform: "node",
      format: "esm",
      target: "node20",
      banner: {
        js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);',
      },
      logLevel: "error",
    });
  }
  const start = (bundle, event) => {
    const url = bundle === "none" ? bundle : pathToFileURL(bundle).href;
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      [join(here, "servers/cold-start.mjs"), url, event],
      { encoding: "utf8", env },
    );
    if (status !== 0) throw new Error(`${bundle}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const rows = [];
  for (const name of FUNCTIONS) {
    const kind = kindOf(name);
    const dist = join(root, "packages/lambdas", name, "dist");
    const bundle = join(dist, "bundle/index.mjs");
    const bytes = JSON.parse(readFileSync(join(dist, "function.json"), "utf8")).startBytes;
    const other = usual[kind === "transform" ? "transform" : "consumer"];
    const event = events[name];
    const otherEvent = kind === "transform" ? event : events["kinesis-consumer"];
    const times = { ours: [], usual: [], bare: [] };
    await interleaved(scale(21, 7), {
      bare: () => times.bare.push(start("none", event)),
      ours: () => times.ours.push(start(bundle, event)),
      usual: () => times.usual.push(start(other, otherEvent)),
    });
    const of = (list, key) => medianOf(list.slice(1).map((each) => each[key]));
    const [most, mostBytes] = kind === "transform" ? [5, 25_000] : [30, 350_000];
    rows.push(
      {
        what: `${name}, bytes loaded at start`,
        unit: "bytes",
        ours: bytes,
        others: { usual: statSync(other).size },
        target: { most: mostBytes },
      },
      {
        what: `${name}, import over bare Node`,
        unit: "ms",
        ours: of(times.ours, "import") - of(times.bare, "import"),
        others: { usual: of(times.usual, "import") - of(times.bare, "import") },
        target: { most },
      },
      {
        what: `${name}, first invocation`,
        unit: "ms",
        ours: of(times.ours, "invoke"),
        others: { usual: of(times.usual, "invoke") },
      },
      {
        what: `${name}, CPU of start and first invocation over bare Node`,
        unit: "ms CPU",
        ours: of(times.ours, "cpu") - of(times.bare, "cpu"),
        others: { usual: of(times.usual, "cpu") - of(times.bare, "cpu") },
      },
    );
  }
  await stub.stop();
  return rows;
}

function medianOf(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

async function eventFiles(directory) {
  const data = orders(1).map((order) =>
    Buffer.from(cloudEvent(order, "req/0")).toString("base64"),
  )[0];
  const arrival = Date.now();
  const transform = {
    records: [
      {
        recordId: "1",
        approximateArrivalTimestamp: arrival,
        data,
        kinesisRecordMetadata: { approximateArrivalTimestamp: arrival },
      },
    ],
  };
  const kinesis = {
    Records: [
      {
        eventID: "shardId-000000000000:1",
        kinesis: {
          sequenceNumber: "1",
          partitionKey: "p",
          data,
          approximateArrivalTimestamp: arrival / 1000,
        },
      },
    ],
  };
  const get = {
    resource: "/invoices/{invoice_no}",
    path: "/invoices/1",
    httpMethod: "GET",
    pathParameters: { invoice_no: "1" },
    queryStringParameters: null,
    headers: {},
  };
  const write = (name, event) => {
    const file = join(directory, `${name}.json`);
    writeFileSync(file, JSON.stringify(event));
    return file;
  };
  return {
    "orders-transform": write("transform", transform),
    "invoice-lines-transform": write("transform2", transform),
    "kinesis-consumer": write("kinesis", kinesis),
    "raw-archiver": write("kinesis2", kinesis),
    "query-api": write("get", get),
  };
}
