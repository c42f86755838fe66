import { AthenaClient } from "@aws-sdk/client-athena";
import { savedQueries } from "@tributary/local";
import { Command, Option } from "commander";
import { queryCost } from "../athena/cost.ts";
import { formats, type ResultFormat } from "../athena/format.ts";
import { runQuery } from "../athena/query.ts";
import { UsageError } from "../exit.ts";
import { duration } from "../options.ts";
import { resolveDeployment } from "../target/deployment.ts";

interface RunFlags {
  readonly format: ResultFormat;
  readonly workgroup?: string;
  readonly timeout: number;
  readonly aws?: true;
  readonly dataDir?: string;
  readonly quiet?: true;
}

export function athenaCommand(): Command {
  const athena = new Command("athena").description("saved SQL, locally or on AWS");
  athena.command("list").description("the saved queries").option("--json", "as JSON").action(list);
  athena
    .command("run")
    .description("run a saved query and print its rows")
    .argument("<name>", "name of the query, as `list` prints it")
    .addOption(
      new Option("--format <format>", "of the rows")
        .choices(["table", "csv", "json", "arrow"])
        .default("table"),
    )
    .option("--workgroup <name>", "Athena workgroup")
    .option("--timeout <time>", "stop the query after this time", duration, 120_000)
    .option("--aws", "on AWS, even where pnpm local runs")
    .option("--data-dir <dir>", "where pnpm local keeps its data")
    .option("--quiet", "rows only")
    .addHelpText(
      "after",
      `
Examples:
  pnpm athena list
  pnpm athena run average-order-value
  pnpm -s athena run revenue-per-country --format csv > revenue.csv   (-s: without pnpm's own lines)`,
    )
    .action(run);
  return athena;
}

async function list(flags: { json?: true }): Promise<void> {
  const queries = await savedQueries();
  if (flags.json) {
    const plain = queries.map(({ name, title, description, grain }) => ({
      name,
      title,
      description,
      grain,
    }));
    process.stdout.write(`${JSON.stringify(plain)}\n`);
    return;
  }
  const width = Math.max(...queries.map(({ name }) => name.length));
  for (const { name, title } of queries) process.stdout.write(`${name.padEnd(width)}  ${title}\n`);
}

async function run(name: string, flags: RunFlags): Promise<void> {
  const queries = await savedQueries();
  const query = queries.find((candidate) => candidate.name === name);
  if (!query) {
    throw new UsageError(
      `There is no saved query ${name}. There are: ${queries.map((q) => q.name).join(", ")}`,
    );
  }
  const { names, client, source } = await resolveDeployment(flags);
  const athena = new AthenaClient(client);
  try {
    const result = await runQuery(athena, {
      sql: query.sql,
      database: names.database,
      workgroup: names.workgroup,
      deadline: flags.timeout,
    });
    process.stdout.write(formats[flags.format](result));
    if (flags.quiet) return;
    process.stderr.write(
      `${result.rows.length} rows in ${result.milliseconds} ms from ${source}; ${result.bytesScanned} bytes scanned, ${queryCost(result.bytesScanned).toFixed(6)} USD on AWS\n`,
    );
  } finally {
    athena.destroy();
  }
}
