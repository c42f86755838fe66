import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions } from "@tributary/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseArguments } from "./arguments.ts";
import { type Report, run } from "./commands.ts";
import { FakeLambda } from "./fake-lambda.ts";

const names = Object.keys(functions);
let directory: string;
let lambda: FakeLambda;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tributary-deploy-"));
  lambda = new FakeLambda();
  for (const name of names) lambda.add(`shop-prod-${name}`, "first");
});
afterEach(() => rm(directory, { recursive: true }));

async function build(code: string, special: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const name of names) {
    await mkdir(join(directory, name, "dist"), { recursive: true });
    await writeFile(join(directory, name, "dist", "function.zip"), special[name] ?? code);
  }
}

async function tributary(...argv: string[]): Promise<Report> {
  const options = parseArguments(["--name", "shop-prod", "--directory", directory, ...argv], {});
  return run(options, lambda.client, { pollMs: 1, download: lambda.download });
}

const live = (name: string): string => lambda.liveCode(`shop-prod-${name}`);
const results = ({ outcomes }: Report): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ name, result }) => [name, result]));
const every = (result: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, result]));

test("code that differs from what is live is deployed, the rest is left alone", async () => {
  await build("first", { "raw-archiver": "second" });
  const report = await tributary();
  expect(report.failed).toBe(false);
  expect(results(report)).toEqual({ ...every("unchanged"), "raw-archiver": "deployed" });
  expect(live("raw-archiver")).toBe("second");
  expect(lambda.calls).toEqual(["update shop-prod-raw-archiver", "shift shop-prod-raw-archiver 2"]);
});

test("new code runs on the processors that the old code ran on", async () => {
  await build("second");
  await tributary();
  expect([...lambda.functions.values()].map(({ architecture }) => architecture)).toEqual(
    names.map(() => "arm64"),
  );
});

test("no alias moves where one function fails its call, and every function runs its old code again", async () => {
  await build("second", { "query-api": "throws" });
  const report = await tributary();
  expect(report.failed).toBe(true);
  expect(results(report)).toEqual(every("restored"));
  for (const name of names) expect(live(name)).toBe("first");
  expect(lambda.calls.filter((call) => / 2$/.test(call))).toEqual([]);
  expect(report.outcomes.find(({ name }) => name === "query-api")?.error).toContain("Unhandled");
});

test("an answer of the wrong form counts as a failure", async () => {
  await build("first", { "kinesis-consumer": "wrong" });
  const report = await tributary();
  expect(report.failed).toBe(true);
  expect(live("kinesis-consumer")).toBe("first");
  expect(report.outcomes.at(5)?.error).toContain("no batchItemFailures");
});

test("a failure behind the alias puts every alias back", async () => {
  await build("second", { "orders-transform": "live-throws" });
  const report = await tributary();
  expect(results(report)).toEqual(every("restored"));
  for (const name of names) expect(live(name)).toBe("first");
});

test("the newest version holds the old code after a failure, because Terraform keeps live there", async () => {
  await build("throws");
  await tributary();
  for (const name of names) {
    const { live: version } = lambda.functions.get(`shop-prod-${name}`) ?? {};
    expect(version).toBe(lambda.newest(`shop-prod-${name}`));
  }
});

test("what a dead deploy left behind is mended by the next", async () => {
  lambda.publish("shop-prod-query-api", new TextEncoder().encode("half"), "release dead");
  await build("first");
  const report = await tributary();
  expect(results(report)).toEqual({ ...every("unchanged"), "query-api": "deployed" });
  expect(live("query-api")).toBe("first");
});

test("old code that cannot be had leaves the old version live and says so", async () => {
  await build("throws");
  const options = parseArguments(["--name", "shop-prod", "--directory", directory], {});
  const report = await run(options, lambda.client, {
    pollMs: 1,
    download: () => Promise.reject(new Error("S3 is away")),
  });
  expect(results(report)).toEqual(every("broken"));
  expect(report.outcomes[0]?.error).toContain("S3 is away");
  for (const name of names) expect(live(name)).toBe("first");
});

test("a rollback undoes the newest release as a whole, and done again the one before", async () => {
  await build("first", { "query-api": "second" });
  await tributary("--release", "a");
  await build("first", { "query-api": "third", "raw-archiver": "third" });
  await tributary("--release", "b");
  expect(results(await tributary("rollback"))).toEqual({
    "query-api": "deployed",
    "raw-archiver": "deployed",
  });
  expect([live("query-api"), live("raw-archiver")]).toEqual(["second", "first"]);
  expect(results(await tributary("rollback"))).toEqual({ "query-api": "deployed" });
  expect(live("query-api")).toBe("first");
  await expect(tributary("rollback")).rejects.toThrow("no release to roll back");
});

test("a failed release is not what a rollback undoes", async () => {
  await build("second");
  await tributary("--release", "a");
  await build("throws");
  await tributary("--release", "b");
  const report = await tributary("rollback");
  expect(report.failed).toBe(false);
  for (const name of names) expect(live(name)).toBe("first");
});

test("a rollback goes back to a release by name", async () => {
  for (const release of ["a", "b", "c"]) {
    await build(release);
    await tributary("--release", release);
  }
  await tributary("rollback", "--to", "a");
  for (const name of names) expect(live(name)).toBe("a");
  await expect(tributary("rollback", "--to", "z")).rejects.toThrow("release z");
});

test("the beginning of a release's name is enough where it is one release's only", async () => {
  for (const release of ["1a2b3c4", "1a2b999", "2"]) {
    await build(release);
    await tributary("--release", release);
  }
  await expect(tributary("rollback", "--to", "1a2b")).rejects.toThrow("1a2b3c4, 1a2b999");
  await tributary("rollback", "--to", "1a2b3");
  for (const name of names) expect(live(name)).toBe("1a2b3c4");
});

test("a dry run changes nothing", async () => {
  await build("second");
  const report = await tributary("--dry-run");
  expect(results(report)).toEqual(every("deployed"));
  expect(lambda.calls).toEqual([]);
});

test("a function that was not built is named", async () => {
  await build("second");
  await rm(join(directory, "query-api"), { recursive: true });
  await expect(tributary()).rejects.toThrow(/query-api.*pnpm build/);
});
