import { type Difference, differences } from "@tributary/emulator/parts";
import { type Deviation, deviations } from "./deviations.ts";
import { readGolden, readWords } from "./golden.ts";
import { rules } from "./rules.ts";
import type { Suite } from "./suite.ts";
import { suites } from "./suites/index.ts";

/** Services in the order of the page, by the name that differences and suites give them. */
const services: Readonly<Record<string, string>> = {
  all: "All services",
  "API Gateway": "API Gateway",
  Kinesis: "Kinesis",
  lambda: "Lambda",
  firehose: "Firehose",
  dynamodb: "DynamoDB",
  s3: "S3",
  glue: "Glue",
  athena: "Athena",
};

interface Counts {
  readonly cases: number;
  readonly engine: string;
  /** Cases that show a known difference from AWS, and cases in which the engine itself is not AWS. */
  readonly differences: number;
  readonly deviations: number;
}

const ids = new Set(differences.map(({ id }) => id));

async function countsOf(suite: Suite): Promise<Counts> {
  const golden = await readGolden(suite.name);
  const cases = (await suite.groups()).flatMap((group) => group.cases);
  const marked = cases.flatMap(({ differs }) => (differs === undefined ? [] : [differs]));
  const own = marked.filter((id) => ids.has(id)).length;
  const words = suite.otherWords === undefined ? {} : await readWords(suite.name);
  return {
    cases: cases.length,
    engine: golden === undefined ? "" : `${golden.engine} ${golden.version}`,
    differences: own,
    deviations: marked.length - own + Object.keys(words).length,
  };
}

async function suiteTable(of: readonly Suite[]): Promise<string[]> {
  const rows = await Promise.all(
    of.map(async (suite) => {
      const { cases, engine, differences: own, deviations: theirs } = await countsOf(suite);
      const agree = cases - own - theirs;
      return `| \`${suite.name}\` | ${cell(suite.what)} | ${engine} | ${cases} | ${agree} | ${own} | ${theirs} |`;
    }),
  );
  if (rows.length === 0) return [];
  return [
    "",
    "| suite | compares | beside | cases | agree | known differences | engine is not AWS |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ];
}

function differenceTable(of: readonly Difference[]): string[] {
  if (of.length === 0) return [];
  return [
    "",
    "| difference | why | shown by |",
    "|---|---|---|",
    ...of.map(({ id, what, why, test }) => {
      const shown = test === undefined ? "" : `“${test}”`;
      return `| <a id="${id}"></a>${cell(what)} | ${cell(why)} | ${cell(shown)} |`;
    }),
  ];
}

function ruleTable(service: string): string[] {
  const own = rules.filter((rule) => rule.service === service);
  if (own.length === 0) return [];
  return [
    "",
    "Rules that only documentation states, each with a test:",
    "",
    "| rule | documented | test |",
    "|---|---|---|",
    ...own.map(
      ({ rule, document, test, file }) =>
        `| ${cell(rule)} | [AWS](${document}) | “${cell(test)}” (\`${file}\`) |`,
    ),
  ];
}

function deviationTable(of: readonly Deviation[]): string[] {
  return [
    "",
    "## Where a reference engine is not AWS",
    "",
    "In these the embedded AWS follows AWS's documentation, not the engine.",
    "",
    "| engine | deviation | AWS |",
    "|---|---|---|",
    ...of.map(
      ({ id, engine, what, source }) =>
        `| ${engine} | <a id="${id}"></a>${cell(what)} | [document](${source}) |`,
    ),
  ];
}

/** The page `docs/reference/fidelity.md`. */
export async function fidelityPage(): Promise<string> {
  const lines = [
    "# Fidelity: how the embedded AWS differs from AWS",
    "",
    "Generated from `packages/emulator/src/differences` and the suites of `packages/conformance`; do not edit (`pnpm test -u` writes it). What the embedded AWS does not implement answers an error that names it; what it implements in another way is listed here, with the reason and, where there is one, the test that shows it.",
    "",
    "Each suite is a table of cases that the embedded AWS and a real engine answer in the same run. `pnpm conformance` runs them beside every engine that is present; `pnpm test` compares with what the engines answered, kept in `packages/conformance/golden`. A case that differs and names no entry of this page fails; so does one that names an entry and agrees.",
  ];
  for (const [service, title] of Object.entries(services)) {
    lines.push("", `## ${title}`);
    lines.push(...(await suiteTable(suites.filter((suite) => suite.service === service))));
    lines.push(...ruleTable(service));
    lines.push(...differenceTable(differences.filter((known) => known.service === service)));
  }
  lines.push(...deviationTable(deviations));
  return `${lines.join("\n")}\n`;
}

/** Names of services that the page shows. */
export const shownServices: ReadonlySet<string> = new Set(Object.keys(services));

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
