import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import type { HttpServer } from "../../wire/http-server.ts";
import { startAwsListener } from "../../wire/listener.ts";
import { S3 } from "./s3.ts";

export function newClient(endpoint: string, more: sdk.S3ClientConfig = {}): sdk.S3Client {
  return new sdk.S3Client({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
    ...more,
  });
}

/** What an SDK client rejects with. */
export const failure = (code: string, status: number, more: object = {}) =>
  expect.objectContaining({
    name: code,
    ...more,
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  });

async function start() {
  const directory = mkdtempSync(join(tmpdir(), "tributary-s3-"));
  const s3 = await S3.open({ disk: new NodeDisk(), directory });
  const listener = await startAwsListener({ services: [s3.wireService()], port: 0 });
  const client = newClient(listener.url);
  const close = async () => {
    client.destroy();
    await listener.close();
    await s3.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { s3, listener, client, close };
}

/** A real S3 on a real disk behind a real listener, for the tests of one file. */
export class TestS3 {
  #started: Awaited<ReturnType<typeof start>> | undefined;
  #buckets = 0;

  constructor() {
    beforeAll(async () => {
      this.#started = await start();
    });
    afterAll(() => this.#running.close());
  }

  get #running() {
    if (this.#started === undefined) throw new Error("TestS3 is used before its tests run");
    return this.#started;
  }

  get s3(): S3 {
    return this.#running.s3;
  }

  get client(): sdk.S3Client {
    return this.#running.client;
  }

  /** The listener, for requests that take no socket. */
  get listener(): HttpServer {
    return this.#running.listener;
  }

  get port(): number {
    return this.#running.listener.port;
  }

  async newBucket(): Promise<string> {
    this.#buckets += 1;
    const name = `bucket-${this.#buckets}`;
    await this.client.send(new sdk.CreateBucketCommand({ Bucket: name }));
    return name;
  }

  put(
    Bucket: string,
    Key: string,
    Body: string | Buffer = Key,
  ): Promise<sdk.PutObjectCommandOutput> {
    return this.client.send(new sdk.PutObjectCommand({ Bucket, Key, Body }));
  }
}
