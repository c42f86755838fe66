import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

interface Entry {
  readonly name: string;
  readonly description: string;
  readonly fallback: string | undefined;
}

/** `variable` or `output` blocks of a file; formatted HCL ends a block with a brace of its own line. */
function entries(path: string, kind: "variable" | "output"): readonly Entry[] {
  const blocks = read(path).matchAll(new RegExp(`^${kind} "([^"]+)" \\{\\n(.*?)^\\}`, "gms"));
  return [...blocks].map(([, name = "", body = ""]) => ({
    name,
    description: JSON.parse(/^ {2}description\s+= (".*")$/m.exec(body)?.[1] ?? '""'),
    fallback: /^ {2}default\s+= (.+)$/m.exec(body)?.[1],
  }));
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

test("every variable and output is described, and listed in the reference", async () => {
  const variables = entries("terraform/variables.tf", "variable");
  const outputs = entries("terraform/outputs.tf", "output");
  for (const { name, description } of [...variables, ...outputs]) {
    expect(description, name).not.toBe("");
  }
  const page = [
    "# Terraform: variables and outputs",
    "",
    "Of the root module, `terraform/`. Made from its files by `pnpm vitest run packages/deploy/src/docs.test.ts -u`.",
    "",
    "## Variables",
    "",
    "| variable | default | |",
    "|---|---|---|",
    ...variables.map(
      ({ name, description, fallback }) =>
        `| \`${name}\` | \`${fallback}\` | ${cell(description)} |`,
    ),
    "",
    "## Outputs",
    "",
    "| output | |",
    "|---|---|",
    ...outputs.map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`),
    "",
  ].join("\n");
  await expect(page).toMatchFileSnapshot(join(root, "docs/reference/terraform.md"));
});

test("every variable of every module has a type and a description, in the order of the alphabet", () => {
  const modules = readdirSync(join(root, "terraform/modules"));
  expect(modules.length).toBeGreaterThan(10);
  for (const path of [
    "terraform/variables.tf",
    ...modules.map((name) => `terraform/modules/${name}/variables.tf`),
  ]) {
    const found = entries(path, "variable");
    for (const { name, description } of found) expect(description, `${path} ${name}`).not.toBe("");
    const names = found.map(({ name }) => name);
    expect(names, path).toEqual([...names].sort());
  }
});

describe("the runbook", () => {
  const alarms = [
    ...read("terraform/modules/observability/alarms.tf").matchAll(/^ {4}([a-z-]+) = \{$/gm),
  ].map(([, name]) => name);
  const sections = [...read("docs/guides/operate.md").matchAll(/^## (.+)$/gm)].map(
    ([, name]) => name,
  );

  test("has a section for every alarm, by its name", () => {
    expect(alarms.length).toBeGreaterThan(10);
    for (const alarm of alarms) expect(sections).toContain(alarm);
  });

  test("has no section for an alarm that is gone", () => {
    for (const name of sections.filter((one) => /^[a-z-]+$/.test(one ?? ""))) {
      expect(alarms).toContain(name);
    }
  });
});

test("the page on permissions names every action that a role is given", () => {
  const page = read("docs/reference/iam.md");
  const files = readdirSync(join(root, "terraform"), { recursive: true, encoding: "utf8" }).filter(
    (name) =>
      /^(modules[\\/].*|functions)\.tf$/.test(name) &&
      !/crawler|[\\/]key[\\/]|bucket-policies/.test(name),
  );
  const actions = files.flatMap((name) =>
    [
      ...read(`terraform/${name}`).matchAll(
        /"(?:dynamodb|execute-api|glue|kinesis|kms|lambda|logs|s3|sns|sts|xray):([A-Z]\w+)"/g,
      ),
    ].map(([, action = ""]) => action),
  );
  const trust = new Set(["AssumeRole", "AssumeRoleWithWebIdentity", "Publish"]);
  expect(new Set(actions).size).toBeGreaterThan(20);
  for (const action of actions.filter((one) => !trust.has(one))) expect(page).toContain(action);
});
