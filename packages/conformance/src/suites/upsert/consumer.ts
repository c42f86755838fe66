import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { kinesisEvent } from "@tributary/lambda-kit/testing";
import type { Json } from "../../suite.ts";
import type { Batch } from "./events.ts";

const bundle = join(
  import.meta.dirname,
  "../../../../lambdas/kinesis-consumer/dist/bundle/index.mjs",
);

const program = `
const { parentPort, workerData } = require("node:worker_threads");
Math.random = () => 0; // The jitter of the backoff: no test should wait.
const loaded = import(workerData);
parentPort.on("message", async (event) => {
  try {
    const { handler } = await loaded;
    parentPort.postMessage({ answer: await handler(event, { getRemainingTimeInMillis: () => 60000 }) });
  } catch (error) {
    parentPort.postMessage({ answer: "threw " + error });
  }
});`;

/** The function's built bundle, as it runs on AWS, with an endpoint for its SDK. */
export class Consumer {
  readonly #worker: Worker;

  constructor(endpoint: string) {
    this.#worker = new Worker(program, {
      eval: true,
      workerData: pathToFileURL(bundle).href,
      stdout: true,
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "key",
        AWS_SECRET_ACCESS_KEY: "secret",
        ORDERS_TABLE: "orders",
        INVOICES_TABLE: "invoices",
        CUSTOMERS_TABLE: "customers",
        QUARANTINE_BUCKET: "quarantine",
      },
    });
  }

  invoke(batch: Batch): Promise<Json> {
    return new Promise((resolve, reject) => {
      this.#worker.once("error", reject);
      this.#worker.once("message", ({ answer }: { answer: Json }) => {
        this.#worker.off("error", reject);
        resolve(answer);
      });
      this.#worker.postMessage(kinesisEvent(batch));
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
