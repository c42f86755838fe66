import { type DatasetName, datasets } from "./datasets.ts";

export interface FunctionSettings {
  readonly description: string;
  readonly role: "transform" | "consumer" | "archiver" | "query-api";
  readonly handler: "index.handler";
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Names of the environment variables that it reads; all are required. */
  readonly environment: readonly string[];
}

const transform = (dataset: DatasetName): FunctionSettings => ({
  description: `Firehose transform: rows of ${dataset}`,
  role: "transform",
  handler: "index.handler",
  memoryMb: 512,
  // Firehose gives a transform five minutes at the most.
  timeoutSeconds: 60,
  environment: [],
});

export const functions: Readonly<Record<string, FunctionSettings>> = {
  ...Object.fromEntries(
    (Object.keys(datasets) as DatasetName[]).map((name) => [
      datasets[name].transform,
      transform(name),
    ]),
  ),
  "kinesis-consumer": {
    description: "Keeps the DynamoDB tables current",
    role: "consumer",
    handler: "index.handler",
    memoryMb: 1024,
    timeoutSeconds: 120,
    environment: ["ORDERS_TABLE", "INVOICES_TABLE", "CUSTOMERS_TABLE", "QUARANTINE_BUCKET"],
  },
  "raw-archiver": {
    description: "Archives every record of the stream",
    role: "archiver",
    handler: "index.handler",
    memoryMb: 512,
    timeoutSeconds: 120,
    environment: ["RAW_BUCKET"],
  },
  "query-api": {
    description: "GET API on the DynamoDB tables",
    role: "query-api",
    handler: "index.handler",
    memoryMb: 512,
    timeoutSeconds: 15,
    environment: ["ORDERS_TABLE", "INVOICES_TABLE", "CUSTOMERS_TABLE"],
  },
};
