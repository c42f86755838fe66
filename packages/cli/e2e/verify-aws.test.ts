import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../src/repository.ts";
import type { CorpusCase } from "./corpus/case.ts";
import { corpus } from "./corpus.ts";

const PAGE = "docs/reference/verify-aws-cases.md";

/** What the embedded pipeline answers, and AWS may answer otherwise. */
function here({ expected }: CorpusCase): string {
  if (expected.outcome === "answered") return String(expected.status);
  return expected.outcome === "accepted" ? "202, stored" : `202, quarantined: ${expected.code}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function page(): string {
  const rows = Object.entries(corpus).flatMap(([group, cases]) =>
    cases.flatMap((it) =>
      it.verifyOnAws === undefined
        ? []
        : [`| ${group} | ${cell(it.name)} | ${here(it)} | ${cell(it.verifyOnAws)} |`],
    ),
  );
  return `# Cases to verify on AWS

What AWS itself does with these inputs is not documented and has not been tried. The embedded pipeline's
answer is fixed by the corpus in \`packages/cli/e2e/corpus/\`; a deployment must be asked for AWS's.

Generated from the corpus: \`pnpm test packages/cli/e2e --update\` writes it again.

| group | case | here | to be settled |
|---|---|---|---|
${rows.join("\n")}
`;
}

test("the page of cases to verify on AWS is the corpus's", async () => {
  await expect(page()).toMatchFileSnapshot(join(repositoryRoot, PAGE));
});

test("every case has a name of its own", () => {
  for (const cases of Object.values(corpus)) {
    const names = cases.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  }
});
