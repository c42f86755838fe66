import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dependsOn, edgesOf } from "./graph.ts";
import { mutants } from "./mutants.ts";
import { type TerraformTest, testResults } from "./terraform-tests.ts";
import { available, repositoryRoot } from "./toolchain.ts";
import { Workspace } from "./workspace.ts";

const { terraform } = available();
const skipped = typeof terraform === "string";
const directory = join(repositoryRoot, "terraform");

/** `tests/function.tftest.hcl: without_enhanced_fan_out` of every run that is written. */
const written = readdirSync(join(directory, "tests"))
  .filter((name) => name.endsWith(".tftest.hcl"))
  .flatMap((name) =>
    [...readFileSync(join(directory, "tests", name), "utf8").matchAll(/^run "([^"]+)"/gm)].map(
      ([, run]) => `tests/${name}: ${run}`,
    ),
  );

const DEPLOYMENT = "module.api_stage.aws_api_gateway_deployment.this";
const READERS = [
  "module.delivery.aws_kinesis_firehose_delivery_stream.this",
  "module.function.aws_lambda_event_source_mapping.this",
];

describe.skipIf(skipped)(`terraform${skipped ? ` (SKIPPED: ${terraform})` : ""}`, () => {
  let workspace: Workspace;
  let results: ReadonlyMap<string, TerraformTest>;

  beforeAll(async () => {
    if (typeof terraform === "string") return;
    workspace = new Workspace(terraform);
    const { status, stderr } = await workspace.init();
    if (status !== 0) throw new Error(stderr);
    const run = await workspace.terraform(["test", "-json"]);
    results = new Map(testResults(run).map((one) => [one.name, one]));
  });
  afterAll(() => workspace?.remove());

  const waits = async (): Promise<readonly boolean[]> => {
    const { stdout } = await workspace.terraform(["graph"]);
    const edges = edgesOf(stdout);
    return READERS.map((reader) => dependsOn(edges, DEPLOYMENT, reader));
  };

  test("fmt finds nothing to format", async () => {
    const { status, stdout } = await workspace.terraform(["fmt", "-check", "-recursive"]);
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  test("validate accepts the root module", async () => {
    const { status, stderr } = await workspace.terraform(["validate", "-no-color"]);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test("validate accepts the remote-state example", async () => {
    await workspace.init("examples/remote-state");
    const { status, stderr } = await workspace.terraform(["validate"], "examples/remote-state");
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test.each(written)("%s", (name) => {
    expect(results.get(name)?.errors ?? ["it was not run"]).toEqual([]);
    expect(results.get(name)?.status).toBe("pass");
  });

  test("the API is deployed after every reader of the stream", async () => {
    expect(await waits()).toEqual([true, true]);
  });

  test("a wrong variable is answered with a sentence that says what is allowed", async () => {
    const wrong = {
      api_logging: "on",
      authorization: "none",
      environment: "pre-prod",
      github_repository: "example/*",
      name_prefix: "Shop",
      stream_mode: "serverless",
      stream_shards: "0",
    };
    const { status, stderr } = await workspace.terraform([
      "plan",
      "-no-color",
      "-input=false",
      ...Object.entries(wrong).map(([name, value]) => `-var=${name}=${value}`),
    ]);
    expect(status).toBe(1);
    const text = stderr.replaceAll(/[\s│]+/g, " ");
    for (const name of Object.keys(wrong))
      expect(text).toMatch(new RegExp(`${name} must be [^.]+\\.`));
  });

  describe("a protection that is taken out makes a test fail:", () => {
    test.each(mutants)("$name", async ({ file, from, to, test: by }) => {
      const path = join(workspace.directory, file);
      const text = readFileSync(path, "utf8");
      expect(text.split(from), `${file} has ${from} once`).toHaveLength(2);
      writeFileSync(
        path,
        text.replace(from, () => to),
      );
      try {
        if (by === "graph") {
          expect(await waits()).toContain(false);
        } else {
          const run = await workspace.terraform(["test", "-json", `-filter=${by}`]);
          const failed = testResults(run).filter(({ status }) => status === "fail");
          expect(failed, run.stdout).not.toEqual([]);
        }
      } finally {
        writeFileSync(path, text);
      }
    });
  });
});
