import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** moto's server, which answers as AWS's control plane. */
export interface Moto {
  readonly url: string;
  /** What the next calls of functions answer, one each; moto runs no code. */
  answerInvocations(payloads: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startMoto([program = "", ...rest]: readonly string[]): Promise<Moto> {
  const port = await freePort();
  const child = spawn(program, [...rest, "-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
  });
  const url = `http://127.0.0.1:${port}`;
  await answering(url, child);
  await post(`${url}/moto-api/config`, { lambda: { use_docker: false } });
  return {
    url,
    async answerInvocations(payloads) {
      await post(`${url}/moto-api/static/lambda-simple/response`, {
        results: payloads,
        region: "eu-west-1",
      });
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status} ${await response.text()}`);
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`);
    const response = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (response?.ok) return;
    await sleep(200);
  }
  throw new Error("moto does not answer");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
