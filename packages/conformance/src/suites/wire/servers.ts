import { spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Athena, Glue, NodeDisk, S3 } from "@tributary/emulator";
import {
  Checkpoints,
  DynamoDb,
  Firehose,
  firehoseService,
  Kinesis,
  Lambda,
  lambdaService,
  startAwsListener,
  systemClock,
  type WireService,
} from "@tributary/emulator/parts";
import type { Absent } from "../../suite.ts";

/** Where calls are sent. */
export interface Target {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** The body of the last answer, where it is recorded. */
  lastBody(): string;
  /** Empties it for the next story. */
  reset(): Promise<Target>;
  close(): Promise<void>;
}

const source =
  "export const handler = async (event) => { console.log('seen'); if (event.fail) throw new Error('boom'); return event; };";

/** Every service of the embedded AWS on one listener, with one of each that only a definition can make. */
export async function openOurs(): Promise<Target> {
  const directory = await mkdtemp(join(tmpdir(), "conformance-wire-"));
  const disk = new NodeDisk();
  const under = async (name: string): Promise<string> => {
    await mkdir(join(directory, name), { recursive: true });
    return join(directory, name);
  };
  await writeFile(join(await under("echo"), "index.mjs"), source);
  const s3 = await S3.open({ disk, directory: await under("s3") });
  const kinesis = await Kinesis.open({ disk, directory: await under("kinesis") });
  const dynamodb = await DynamoDb.open({ directory: await under("dynamodb"), clock: systemClock });
  const glue = await Glue.open({ disk, directory: await under("glue") });
  const athena = Athena.open({ objects: s3, catalog: glue, clock: systemClock });
  const lambda = new Lambda({
    disk,
    logDirectory: await under("logs"),
    endpointUrl: "http://127.0.0.1:1",
  });
  lambda.defineFunction({ name: "echo", bundleDirectory: join(directory, "echo") });
  const firehose = await Firehose.create({
    streams: kinesis,
    functions: lambda,
    objects: s3,
    catalog: glue,
    checkpoints: new Checkpoints(disk, await under("checkpoints")),
    temporaryDirectory: await under("tmp"),
  });
  let body = "";
  const recorded = (service: WireService): WireService => ({
    ...service,
    async handle(request) {
      const response = await service.handle(request);
      body =
        typeof response.body === "string"
          ? response.body
          : Buffer.from(response.body).toString("utf8");
      return response;
    },
  });
  const listener = await startAwsListener({
    services: [
      ...[s3, kinesis, dynamodb, glue, athena].map((service) => service.wireService()),
      lambdaService(lambda, () => []),
      firehoseService(firehose),
    ].map(recorded),
    port: 0,
  });
  const close = async (): Promise<void> => {
    await listener.close();
    for (const part of [firehose, lambda, athena, dynamodb, kinesis, s3]) await part.close();
    await rm(directory, { recursive: true, force: true });
  };
  return {
    ...{ name: "tributary", version: "this one", url: listener.url, close },
    lastBody: () => body,
    async reset() {
      await close();
      return openOurs();
    },
  };
}

/** What `modelStories` ask about, made over the wire where it can be. */
export async function openFilled(): Promise<Target> {
  const target = await openOurs();
  const call = (targetHeader: string, input: unknown): Promise<Response> =>
    fetch(target.url, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": targetHeader },
      body: JSON.stringify(input),
    });
  await call("AWSGlue.CreateDatabase", { DatabaseInput: { Name: "shop" } });
  await call("DynamoDB_20120810.CreateTable", {
    TableName: "orders",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  return target;
}

/** https://docs.getmoto.org/en/latest/docs/server_mode.html */
export async function openMoto(): Promise<Target | Absent> {
  const found = spawnSync("python3", ["-c", "import moto, moto.server; print(moto.__version__)"], {
    encoding: "utf8",
  });
  if (found.status !== 0)
    return { absent: "Python has no moto with its server (pip install 'moto[server]')" };
  const port = await freePort();
  const child = spawn("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
    env: { ...process.env, MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS: "true" },
  });
  const url = `http://127.0.0.1:${port}`;
  const target: Target = {
    ...{ name: "moto", version: found.stdout.trim(), url },
    lastBody: () => "",
    async reset() {
      await fetch(`${url}/moto-api/reset`, { method: "POST" });
      return target;
    },
    close: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
  for (let attempt = 0; attempt < 200; attempt++) {
    const ready = await fetch(`${url}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return target;
    await sleep(100);
  }
  await target.close();
  return { absent: "moto's server did not start" };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
