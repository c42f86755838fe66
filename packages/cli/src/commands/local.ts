import { resolve } from "node:path";
import { DEFAULT_DATA_DIR, startLocal, UnprotectedHostError } from "@tributary/local";
import { Command } from "commander";
import { UsageError } from "../exit.ts";
import { decimal, wholeNumber } from "../options.ts";

interface LocalFlags {
  readonly port: number;
  readonly awsPort: number;
  readonly dataDir: string;
  readonly bufferSeconds: number;
  readonly shards: number;
  readonly host?: string;
  readonly allowHost?: string[];
  readonly apiKey?: string;
  readonly reset?: true;
  readonly watch?: true;
  readonly sockets?: true;
}

export function localCommand(): Command {
  return new Command("local")
    .description("run the pipeline on this machine until Ctrl-C")
    .option("--port <n>", "of the HTTP API", wholeNumber(0, 65_535), 8080)
    .option("--aws-port <n>", "of the AWS endpoint", wholeNumber(0, 65_535), 4566)
    .option("--data-dir <dir>", "where it keeps its data", DEFAULT_DATA_DIR)
    .option("--buffer-seconds <n>", "Firehose's buffering interval", decimal(0.1, 900), 2)
    .option("--shards <n>", "shards of a new stream", wholeNumber(1, 64), 1)
    .option("--host <address>", "listen here instead of 127.0.0.1; needs --api-key")
    .option("--allow-host <name...>", "answer to these names, too")
    .option("--api-key <key>", "demand this key in x-api-key")
    .option("--reset", "empty its data first")
    .option("--watch", "rebuild and reload a function when its sources change")
    .option("--sockets", "let the functions reach AWS's endpoint over sockets (slower)")
    .action(local);
}

async function local(flags: LocalFlags): Promise<void> {
  const { apiKey, allowHost, ...options } = flags;
  // Heard from the first moment on, also while it starts.
  const asked = new Promise<void>((done) => {
    process.once("SIGINT", () => done());
    process.once("SIGTERM", () => done());
  });
  const pipeline = await startLocal({
    ...options,
    dataDir: resolve(flags.dataDir),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(allowHost === undefined ? {} : { allowedHosts: allowHost }),
    log: (line) => process.stderr.write(`${line}\n`),
  }).catch((error: Error) => {
    throw error instanceof UnprotectedHostError ? new UsageError(error.message) : error;
  });
  process.stdout.write(welcome(pipeline.apiUrl, pipeline.awsUrl, pipeline.dataDir, apiKey));
  await asked;
  process.stderr.write("\nStopping: what is in flight is finished first.\n");
  await pipeline.stop();
}

function welcome(apiUrl: string, awsUrl: string, dataDir: string, apiKey?: string): string {
  const key = apiKey === undefined ? "" : ` -H 'x-api-key: ${apiKey}'`;
  return `API   ${apiUrl}
AWS   export AWS_ENDPOINT_URL=${awsUrl} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=eu-central-1
Data  ${dataDir}

Send an order, and look it up:

curl -sS ${apiUrl}/orders${key} -H 'content-type: application/json' -d '{"customer_id":"c-1","order_id":"o-1","order_date":"${new Date().toISOString()}","status":"paid","shipping_address":{"street":"Corn Street 1","city":"Bristol","state":"England","zip":"BS1 4ST","country":"United Kingdom"},"purchase_details":{"payment_type":"wallet","amount":29.00,"currency":"GBP","instalments":1},"product_details":[{"product_id":"TEE-10","name":"T-shirt","quantity":1,"item_details":{"color":"moss","size":"M"}}]}'
curl -sS ${apiUrl}/orders/o-1${key}

Ctrl-C stops it.
`;
}
