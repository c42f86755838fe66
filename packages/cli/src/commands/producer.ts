import { Command, Option } from "commander";
import { exitCode, UsageError } from "../exit.ts";
import { decimal, duration, wholeNumber } from "../options.ts";
import { Acknowledgements } from "../producer/acknowledgements.ts";
import { IngestClient } from "../producer/client.ts";
import { invoiceLines } from "../producer/invoice-csv.ts";
import type { DateFormat } from "../producer/invoice-date.ts";
import { posts } from "../producer/post.ts";
import { send } from "../producer/send.ts";
import { orderSource } from "../producer/source.ts";
import { Statistics } from "../producer/statistics.ts";
import { Progress } from "../progress.ts";
import { resolveTarget } from "../target/resolve.ts";

interface ProducerFlags {
  readonly csv?: string;
  readonly encoding: "utf-8" | "latin1";
  readonly dateFormat?: DateFormat;
  readonly rate: number;
  readonly count?: number;
  readonly duration?: number;
  readonly concurrency: number;
  readonly batch: number;
  readonly seed?: number;
  readonly badRatio: number;
  readonly duplicateRatio: number;
  readonly dryRun?: true;
  readonly endpoint?: string;
  readonly apiKey?: string;
  readonly token?: string;
  readonly dataDir?: string;
  readonly acks?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Fake orders of a given seed are placed in the week before this day, so that they are the same every day. */
const SEEDED_UNTIL = Date.UTC(2026, 0, 1);

export function producerCommand(): Command {
  return new Command("producer")
    .description("send fake orders, or the invoice lines of a CSV file, to the API")
    .addOption(
      new Option("--csv <file>", "send invoice lines with the columns of Online Retail").env(
        "CSV_PATH",
      ),
    )
    .addOption(
      new Option("--encoding <name>", "of the CSV file")
        .choices(["utf-8", "latin1"])
        .default("utf-8"),
    )
    .addOption(
      new Option("--date-format <order>", "of the CSV file's dates").choices(["mdy", "dmy", "iso"]),
    )
    .option("--rate <n>", "events a second; 0: as fast as it goes", decimal(0, 1e6), 0)
    .option(
      "--count <n>",
      "how many events (default: 1000 orders, or the whole file)",
      wholeNumber(1),
    )
    .option("--duration <time>", "stop after this time: 30s, 5m, 1h", duration)
    .option("--concurrency <n>", "POSTs at a time", wholeNumber(1, 1_000), 8)
    .option("--batch <n>", "events a POST", wholeNumber(1, 500), 1)
    .option("--seed <n>", "same seed, same orders", wholeNumber(0, 4_294_967_295))
    .option("--bad-ratio <r>", "share of orders that the API must refuse", decimal(0, 1), 0)
    .option(
      "--duplicate-ratio <r>",
      "share of events that repeat an earlier order",
      decimal(0, 1),
      0,
    )
    .option("--dry-run", "print the events as NDJSON instead of sending them")
    .option("--endpoint <url>", "the API (default: pnpm local if it runs, else Terraform's output)")
    .addOption(new Option("--api-key <key>", "where the API wants one").env("API_KEY"))
    .addOption(
      new Option("--token <token>", "Cognito token, where the API wants one").env("API_TOKEN"),
    )
    .option("--data-dir <dir>", "where pnpm local keeps its data")
    .option("--acks <file>", "append the id of every acknowledged event to this file")
    .option("--json", "print the summary as one JSON object")
    .option("--quiet", "no progress")
    .addHelpText(
      "after",
      `
Examples:
  pnpm producer --count 5000 --batch 100
  pnpm producer --rate 50 --duration 10m
  pnpm producer --csv data/online-retail-sample.csv --batch 100
  pnpm -s producer --seed 7 --count 3 --dry-run > orders.ndjson`,
    )
    .action(produce);
}

async function produce(flags: ProducerFlags): Promise<void> {
  const limit = flags.count ?? (flags.csv || flags.duration ? Number.POSITIVE_INFINITY : 1_000);
  const events = flags.csv === undefined ? orders(flags, limit) : invoices(flags.csv, flags, limit);
  if (flags.dryRun) {
    for await (const { event } of events) process.stdout.write(`${JSON.stringify(event)}\n`);
    return;
  }
  const target = await resolveTarget(flags);
  const quiet = flags.quiet === true;
  if (!quiet) process.stderr.write(`Sending to ${target.url} (${target.source})\n`);

  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  const timer = flags.duration === undefined ? undefined : setTimeout(interrupt, flags.duration);

  const statistics = new Statistics();
  const progress = new Progress("sent", Number.isFinite(limit) ? limit : 0, quiet);
  const ticker = setInterval(() => progress.show(statistics.accepted + statistics.rejected), 100);
  const client = new IngestClient(target, flags.concurrency);
  const acknowledgements = flags.acks === undefined ? undefined : new Acknowledgements(flags.acks);
  let refusals = 0;
  try {
    await send(posts(events, flags.csv === undefined ? "/orders" : "/invoices", flags.batch), {
      client,
      statistics,
      concurrency: flags.concurrency,
      rate: flags.rate,
      signal: stop.signal,
      ...(acknowledgements ? { acknowledgements } : {}),
      onRejected: (post, answer) => {
        refusals += 1;
        if (quiet || refusals > 10) return;
        const where = post.lines ? ` (lines ${post.lines[0]}–${post.lines.at(-1)})` : "";
        process.stderr.write(`refused with ${answer.status}${where}: ${answer.body.trim()}\n`);
      },
    });
  } finally {
    clearTimeout(timer);
    clearInterval(ticker);
    process.off("SIGINT", interrupt);
    client.close();
    await acknowledgements?.close();
  }
  progress.end(statistics.accepted + statistics.rejected);
  print(statistics, flags.json === true);
  const interrupted = stop.signal.aborted && flags.duration === undefined;
  const wrong = statistics.failed > 0 || (statistics.rejected > 0 && flags.badRatio === 0);
  if (interrupted) process.exitCode = exitCode.interrupted;
  else if (wrong) process.exitCode = exitCode.failed;
}

function orders(flags: ProducerFlags, count: number): AsyncIterable<{ event: unknown }> {
  const source = orderSource({
    seed: flags.seed ?? Math.floor(Math.random() * 2 ** 32),
    until: flags.seed === undefined ? Date.now() : SEEDED_UNTIL,
    count,
    badRatio: flags.badRatio,
    duplicateRatio: flags.duplicateRatio,
  });
  return (async function* () {
    yield* source;
  })();
}

async function* invoices(
  file: string,
  flags: ProducerFlags,
  count: number,
): AsyncGenerator<{ event: unknown; line: number }> {
  if (flags.badRatio > 0 || flags.duplicateRatio > 0) {
    throw new UsageError("--bad-ratio and --duplicate-ratio are for fake orders, not for --csv");
  }
  let sent = 0;
  for await (const { event, line } of invoiceLines(file, flags)) {
    if (sent === count) return;
    sent += 1;
    yield { event, line };
  }
}

function print(statistics: Statistics, json: boolean): void {
  const summary = statistics.summary();
  if (json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const { accepted, rejected, failed, retries, seconds, latency_ms: latency } = summary;
  const statuses = Object.entries(summary.status).map(([status, count]) => `${status}: ${count}`);
  process.stdout.write(
    `${accepted} accepted, ${rejected} refused, ${failed} failed, ${retries} retries in ${seconds} s (${summary.events_per_second} events/s)\n` +
      `answers ${statuses.join(", ") || "none"}; p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms\n`,
  );
}
