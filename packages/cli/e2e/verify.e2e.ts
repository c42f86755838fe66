import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command, startPipeline } from "./support/command.ts";

test("verify passes on a pipeline that works, query by query and sink by sink", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "tributary-verify-"));
  await startPipeline(dataDir, "--api-key", "secret");
  const result = await command(
    "verify",
    "--data-dir",
    dataDir,
    "--orders",
    "20",
    "--json",
    "--api-key",
    "secret",
  );
  const checks: { name: string; ok: boolean; detail: string }[] = JSON.parse(result.stdout);
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(result.code).toBe(0);
  expect(checks.find(({ name }) => name === "orders in the lake")?.detail).toBe("20 of 20");
  expect(checks.filter(({ name }) => name.startsWith("saved query")).length).toBeGreaterThan(10);
});

test("verify fails where nothing can be acknowledged", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "tributary-verify-"));
  await startPipeline(dataDir, "--api-key", "secret");
  const result = await command("verify", "--data-dir", dataDir, "--orders", "2", "--timeout", "1s");
  expect(result.stdout).toContain("FAILED  every event is acknowledged: 0 of 3");
  expect(result.code).toBe(1);
});
