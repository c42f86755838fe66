import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { order } from "./corpus/events.ts";
import { command, start, startPipeline } from "./support/command.ts";
import { exchange } from "./support/http.ts";
import { acknowledgedAtLeast, expectClean } from "./support/restart.ts";
import { temporaryDirectory } from "./support/temporary.ts";

test("a second instance on one data directory is refused with who has it", async () => {
  const dataDir = await temporaryDirectory();
  await startPipeline(dataDir);
  const second = await command("local", "--port", "0", "--aws-port", "0", "--data-dir", dataDir);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/is in use by another instance \(process \d+\)/);
  expect(second.stderr).not.toContain("    at ");
});

test.each(["--port", "--aws-port"])("a %s in use is refused with its number", async (flag) => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => other.once("listening", listening));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? String(address.port) : "";
  const ports = { "--port": "0", "--aws-port": "0", [flag]: port };
  const dataDir = await temporaryDirectory();
  const result = await command("local", ...Object.entries(ports).flat(), "--data-dir", dataDir);
  other.close();
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(result.stderr).not.toContain("    at ");
});

test("--api-key: 403 without it, 202 with it, and the producer sends it", async () => {
  const dataDir = await temporaryDirectory();
  const { apiUrl, output } = await startPipeline(dataDir, "--api-key", "s3cret");
  const post = (headers: Record<string, string>) =>
    exchange(apiUrl, { method: "POST", path: "/orders", headers, body: Buffer.from(order()) });
  expect(await post({})).toMatchObject({ status: 403 });
  expect(await post({ "x-api-key": "s3cre" })).toMatchObject({ status: 403 });
  expect(await post({ "x-api-key": "s3cret" })).toMatchObject({ status: 202 });
  expect(output.stdout).toContain("-H 'x-api-key: s3cret'");
  const send = ["producer", "--count", "3", "--json", "--quiet", "--data-dir", dataDir];
  const refused = await command(...send);
  expect(refused).toMatchObject({ code: 1 });
  expect(JSON.parse(refused.stdout)).toMatchObject({ accepted: 0, status: { 403: 3 } });
  const sent = await command(...send, "--api-key", "s3cret");
  expect(JSON.parse(sent.stdout)).toMatchObject({ accepted: 3 });
});

test("SIGTERM under load: what is in flight is finished, exit code 0, nothing lost", async () => {
  const dataDir = await temporaryDirectory();
  const acks = join(await temporaryDirectory(), "acks.txt");
  const first = await startPipeline(dataDir, "--buffer-seconds", "0.5");
  const producer = start([
    ...["producer", "--endpoint", first.apiUrl, "--batch", "50", "--duration", "60s"],
    ...["--quiet", "--acks", acks],
  ]);
  await acknowledgedAtLeast(1_000, acks);
  first.kill("SIGTERM");
  expect(await first.ended).toMatchObject({ code: 0 });
  producer.kill("SIGINT");
  await producer.ended;
  await expectClean(dataDir, acks);
});
