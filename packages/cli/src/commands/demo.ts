import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AthenaClient } from "@aws-sdk/client-athena";
import { type LocalPipeline, savedQueries, startLocal } from "@tributary/local";
import { Command } from "commander";
import { formats } from "../athena/format.ts";
import { runQuery } from "../athena/query.ts";
import { exitCode } from "../exit.ts";
import { wholeNumber } from "../options.ts";
import { Acknowledgements } from "../producer/acknowledgements.ts";
import { IngestClient } from "../producer/client.ts";
import { invoiceLines } from "../producer/invoice-csv.ts";
import { posts } from "../producer/post.ts";
import { send } from "../producer/send.ts";
import { orderSource } from "../producer/source.ts";
import { Statistics } from "../producer/statistics.ts";
import { Progress } from "../progress.ts";
import { reconcile } from "../reconcile/reconcile.ts";
import { repositoryRoot } from "../repository.ts";
import { authorizer } from "../target/authorize.ts";
import { localDeployment } from "../target/deployment.ts";
import { isClean, report } from "./reconcile.ts";

interface DemoFlags {
  readonly json?: true;
  readonly keep?: true;
  readonly dataDir?: string;
  readonly count: number;
  readonly batch: number;
}

const SAMPLE = join(repositoryRoot, "data/online-retail-sample.csv");
const SHOWN_QUERY = "revenue-per-country";

export function demoCommand(): Command {
  return new Command("demo")
    .description("the whole pipeline on this machine, from orders to SQL, in one go")
    .option("--json", "end with one JSON object")
    .option("--keep", "leave it running until Ctrl-C")
    .option("--data-dir <dir>", "keep what it makes here (default: a temporary directory)")
    .option("--count <n>", "fake orders to send", wholeNumber(1), 5_000)
    .option("--batch <n>", "events a POST", wholeNumber(1, 500), 100)
    .action(demo);
}

async function demo(flags: DemoFlags): Promise<void> {
  const startedAt = performance.now();
  const say = (line: string): void => {
    if (!flags.json) process.stdout.write(`${line}\n`);
  };
  const temporary = flags.dataDir === undefined;
  const dataDir = temporary
    ? await mkdtemp(join(tmpdir(), "tributary-demo-"))
    : resolve(flags.dataDir ?? "");
  const pipeline = await startLocal({ dataDir, port: 0, awsPort: 0 });
  try {
    say(`The pipeline runs: API ${pipeline.apiUrl}, AWS ${pipeline.awsUrl}, data in ${dataDir}\n`);
    const acks = join(dataDir, "acknowledged.txt");
    const sent = await sendEverything(pipeline, flags, acks);
    const drainSeconds = await drained(pipeline, sent.startedAt);
    say(
      `${sent.accepted} events accepted at ${Math.round(sent.accepted / sent.seconds)} events/s; ` +
        `in every sink after ${drainSeconds.toFixed(1)} s: ${Math.round(sent.accepted / drainSeconds)} events/s\n`,
    );
    const deployment = localDeployment(pipeline.awsUrl, pipeline.names);
    const result = await reconcile(deployment, { acks, views: true });
    say(report(result));
    if (!flags.json) await showQuery(pipeline, deployment.client);
    if (!isClean(result) || result.accepted !== sent.accepted) process.exitCode = exitCode.failed;
    if (flags.json) {
      const { accepted, raw, tables, lake, lost, duplicated, redundant } = result;
      const quarantined = Object.values(result.quarantined).reduce((a, b) => a + b, 0);
      const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
      const rates = {
        ingest_per_second: Math.round(sent.accepted / sent.seconds),
        drain_per_second: Math.round(sent.accepted / drainSeconds),
      };
      process.stdout.write(
        `${JSON.stringify({ accepted, raw, tables, lake, quarantined, lost, duplicated, redundant, seconds, ...rates })}\n`,
      );
    }
    say(whereToLook(temporary, flags.keep === true, dataDir, pipeline));
    if (flags.keep) await interrupted();
  } finally {
    await pipeline.stop();
    if (temporary) await rm(dataDir, { recursive: true, force: true });
  }
}

async function sendEverything(
  pipeline: LocalPipeline,
  flags: DemoFlags,
  acks: string,
): Promise<{ accepted: number; seconds: number; startedAt: number }> {
  const target = {
    url: pipeline.apiUrl,
    source: "demo",
    mode: "none",
    authorize: authorizer({ mode: "none" }),
  } as const;
  const concurrency = 8;
  const client = new IngestClient(target, concurrency);
  const acknowledgements = new Acknowledgements(acks);
  const statistics = new Statistics();
  const progress = new Progress("sending", 0, false);
  const ticker = setInterval(() => progress.show(statistics.accepted), 100);
  const startedAt = performance.now();
  const options = { client, statistics, concurrency, rate: 0, acknowledgements };
  const orders = orderSource({
    seed: Math.floor(Math.random() * 2 ** 32),
    until: Date.now(),
    count: flags.count,
    badRatio: 0,
    duplicateRatio: 0,
  });
  try {
    await send(posts(orders, "/orders", flags.batch), options);
    await send(
      posts(invoiceLines(SAMPLE, { encoding: "utf-8" }), "/invoices", flags.batch),
      options,
    );
  } finally {
    clearInterval(ticker);
    client.close();
    await acknowledgements.close();
  }
  progress.end(statistics.accepted);
  return {
    accepted: statistics.accepted,
    seconds: (performance.now() - startedAt) / 1000,
    startedAt,
  };
}

/** Waits until every sink has everything; seconds since `startedAt`. */
async function drained(pipeline: LocalPipeline, startedAt: number): Promise<number> {
  const progress = new Progress("draining", 0, false);
  const ticker = setInterval(() => {
    const behind = pipeline.lag().filter((reader) => !reader.drained);
    progress.show(
      behind.reduce((sum, reader) => sum + reader.pending, 0),
      `pending in ${behind.map((reader) => reader.name).join(", ")}`,
    );
  }, 100);
  try {
    await pipeline.drained();
  } finally {
    clearInterval(ticker);
  }
  progress.end(0, "pending");
  return (performance.now() - startedAt) / 1000;
}

async function showQuery(
  pipeline: LocalPipeline,
  client: ConstructorParameters<typeof AthenaClient>[0],
): Promise<void> {
  const query = (await savedQueries()).find(({ name }) => name === SHOWN_QUERY);
  if (!query) return;
  const athena = new AthenaClient(client ?? {});
  const result = await runQuery(athena, {
    sql: query.sql,
    database: pipeline.names.database,
    workgroup: pipeline.names.workgroup,
    deadline: 60_000,
  });
  athena.destroy();
  process.stdout.write(
    `${query.title} (athena/queries/${query.name}.sql)\n\n${formats.table(result)}\n`,
  );
}

function whereToLook(
  temporary: boolean,
  keep: boolean,
  dataDir: string,
  pipeline: LocalPipeline,
): string {
  if (keep) {
    return `Still running until Ctrl-C.\n  curl ${pipeline.apiUrl}/invoices/536365\n  export AWS_ENDPOINT_URL=${pipeline.awsUrl}`;
  }
  if (temporary)
    return "Nothing is left behind. Next: pnpm local, then pnpm producer and pnpm athena list.";
  return `What it made is in ${dataDir}: Parquet under s3/*/lake, gzip under s3/*/raw.`;
}

const interrupted = (): Promise<void> =>
  new Promise((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
