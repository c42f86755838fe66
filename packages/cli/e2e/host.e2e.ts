import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { command, startPipeline } from "./support/command.ts";
import { exchange } from "./support/http.ts";
import { temporaryDirectory } from "./support/temporary.ts";

const address = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test.each([
  ["no key", []],
  ["an empty key", ["--api-key", ""]],
])("beyond loopback it refuses to start with %s", async (_name, key) => {
  const dataDir = await temporaryDirectory();
  const args = ["local", "--port", "0", "--aws-port", "0", "--data-dir", dataDir];
  const { code, stderr } = await command(...args, "--host", "0.0.0.0", ...key);
  expect(code).toBe(2);
  expect(stderr).toMatch(/API key/);
});

test.skipIf(address === undefined)(
  "on a network's address the API demands its key and its own name; the AWS protocols stay on loopback (needs a network interface)",
  async () => {
    const dataDir = await temporaryDirectory();
    const { awsUrl, apiUrl } = await startPipeline(
      dataDir,
      "--host",
      "0.0.0.0",
      "--api-key",
      "open sesame",
    );
    const port = new URL(apiUrl).port;
    const outside = `http://${address}:${port}`;
    const get = (headers: Record<string, string>) =>
      exchange(outside, { method: "GET", path: "/orders/o-1", headers });
    expect((await get({})).status).toBe(403);
    expect((await get({ "x-api-key": "open sesame!" })).status).toBe(403);
    expect((await get({ "x-api-key": "open sesame" })).status).toBe(404);
    expect((await get({ "x-api-key": "open sesame", host: `evil.example:${port}` })).status).toBe(
      403,
    );
    expect((await get({ "x-api-key": "open sesame", origin: "http://evil.example" })).status).toBe(
      403,
    );
    expect(new URL(awsUrl).hostname).toBe("127.0.0.1");
    await expect(
      exchange(`http://${address}:${new URL(awsUrl).port}`, { method: "GET", path: "/" }),
    ).rejects.toThrow();
  },
);
