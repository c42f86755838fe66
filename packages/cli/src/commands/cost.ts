import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { billOf, naiveBill } from "../cost/bill.ts";
import { leversOf } from "../cost/levers.ts";
import { planSettings } from "../cost/plan.ts";
import { costReport } from "../cost/report.ts";
import { defaultSettings } from "../cost/settings.ts";
import { UsageError } from "../exit.ts";
import { decimal, wholeNumber } from "../options.ts";

interface CostFlags {
  readonly rate: number;
  readonly size: number;
  readonly batch: number;
  readonly plan?: string;
  readonly json?: true;
}

export function costCommand(): Command {
  return new Command("cost")
    .description("what a load needs on AWS, and what it costs a month")
    .option("--rate <n>", "events a second, averaged over the month", decimal(0.0001, 1e6), 1)
    .option("--size <bytes>", "of one event as it is posted", wholeNumber(1, 1_000_000), 600)
    .option("--batch <n>", "events a POST: what the clients do", wholeNumber(1, 500), 100)
    .option("--plan <file>", "read the settings from `terraform show -json` of a plan")
    .option("--json", "print the numbers as one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  pnpm cost --rate 50 --size 600
  pnpm cost --rate 3805 --size 600 --batch 1
  terraform -chdir=terraform show -json plan.out > plan.json && pnpm cost --rate 50 --size 600 --plan plan.json`,
    )
    .action(cost);
}

async function cost(flags: CostFlags): Promise<void> {
  const defaults = await defaultSettings();
  const settings =
    flags.plan === undefined ? defaults : planSettings(await readPlan(flags.plan), defaults);
  const workload = { rate: flags.rate, bytes: flags.size, batch: flags.batch };
  if (flags.json) {
    const numbers = {
      settings,
      workload,
      bill: billOf(settings, workload),
      naive: naiveBill(settings, workload),
      levers: leversOf(settings, workload),
    };
    process.stdout.write(`${JSON.stringify(numbers)}\n`);
    return;
  }
  const from = flags.plan ?? "the contract and Terraform's defaults";
  process.stdout.write(costReport(settings, workload, from));
}

async function readPlan(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new UsageError(`${file} is no JSON of a plan: ${String(cause)}`);
  }
}
