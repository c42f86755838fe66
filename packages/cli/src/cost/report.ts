import { type Bill, billOf, components, naiveBill } from "./bill.ts";
import { leversOf } from "./levers.ts";
import { prices } from "./prices.ts";
import type { Settings } from "./settings.ts";
import type { Workload } from "./workload.ts";

/** Dollars for a column: cents where they matter. */
function usd(amount: number): string {
  const digits = Math.abs(amount) < 100 ? 2 : 0;
  return amount.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

const count = (amount: number): string => Math.round(amount).toLocaleString("en-US");

/** What a person reads: needs, the bill by component, what changes it most, where prices come from. */
export function costReport(settings: Settings, workload: Workload, from: string): string {
  const bill = billOf(settings, workload);
  const other = billOf(settings, { ...workload, batch: workload.batch === 1 ? 100 : 1 });
  const naive = naiveBill(settings, workload);
  const { capacity } = bill;
  const lambdas = [
    ["kinesis-consumer", capacity.consumer],
    ["raw-archiver", capacity.archiver],
    ["a transform", capacity.transforms[0]],
  ] as const;
  const lines = [
    `${count(capacity.events)} events a month (${workload.rate}/s of ${workload.bytes} bytes), ${workload.batch} a POST; settings from ${from}`,
    "",
    "What it needs",
    `  stream       ${settings.streamMode}, room of ${capacity.shards} shard${capacity.shards === 1 ? "" : "s"} (writes ${capacity.shardsForWrites}, reads ${capacity.shardsForReads})`,
    `  readers      ${capacity.sharedReaders} share each shard's 5 reads a second${settings.enhancedFanOut ? ", 2 have enhanced fan-out" : ""}`,
    ...lambdas.map(([name, load]) => {
      const { count: n = 0, seconds = 0, concurrency = 0 } = load ?? {};
      return `  ${name.padEnd(16)} ${count(n)} invocations of ${(seconds * 1000).toFixed(0)} ms, ${concurrency} at a time`;
    }),
    `  partitions   one a day and dataset (Firehose allows 500 active ones a stream), ${count(capacity.objects)} objects a month`,
    ...capacity.warnings.map((warning) => `  ! ${warning}`),
    "",
    `USD a month         ${workload.batch} a POST     ${workload.batch === 1 ? 100 : 1} a POST     naive`,
    ...components.map((name) => row(name, bill, other, naive)),
    `  ${"total".padEnd(18)}${usd(bill.total).padStart(10)}${usd(other.total).padStart(14)}${usd(naive.total).padStart(10)}`,
    `  naive: one POST, one record, one PutItem an event, and every function prints it (${usd(naive.logs)} of the total)`,
    "",
    "What changes it most",
    ...leversOf(settings, workload)
      .slice(0, 8)
      .map(
        ({ change, of, usd: difference }) =>
          `  ${(difference > 0 ? "+" : "") + usd(difference)}`.padEnd(14) +
          `${change} (${of === "client" ? "what clients do" : "a setting"})`,
      ),
    "",
    `List prices of us-east-1 as of ${prices.kmsKey.asOf}, no free tier; sources in packages/cli/src/cost/prices.ts.`,
    "Counts one month's storage; what is kept longer adds up. Queries (5 USD a TB scanned) and reads of the API are not in it.",
  ];
  return `${lines.join("\n")}\n`;
}

function row(name: (typeof components)[number], ...bills: readonly Bill[]): string {
  const [own, ...others] = bills.map(({ byComponent }) => usd(byComponent[name]));
  return `  ${name.padEnd(18)}${(own ?? "").padStart(10)}${others.map((text, at) => text.padStart(at === 0 ? 14 : 10)).join("")}`;
}
