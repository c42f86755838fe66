import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Absent, isJsonObject, type Json } from "../../suite.ts";
import type { ServiceName } from "./calls.ts";

const script = join(import.meta.dirname, "../../../python/boto3_calls.py");

/** boto3 in a Python of its own, made to look like the SDKs' clients. */
export interface Boto3 {
  readonly clients: Readonly<Record<ServiceName, object>>;
  close(): Promise<void>;
}

/** The version of boto3 that Python has. */
export function boto3Version(): string | Absent {
  const found = spawnSync("python3", ["-c", "import boto3; print(boto3.__version__)"], {
    encoding: "utf8",
  });
  return found.status === 0 ? found.stdout.trim() : { absent: "Python has no boto3" };
}

/** What boto3 calls an error without a body, by what the JavaScript SDK does. */
const bodiless: Readonly<Record<string, string>> = {
  "404": "NotFound",
  "304": "Unknown",
  "412": "Unknown",
};

export function startBoto3(endpoint: string): Boto3 {
  const child = spawn("python3", [script, endpoint], { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const call = async (service: string, operation: string, input: unknown): Promise<Json> => {
    child.stdin.write(`${JSON.stringify({ service, operation, input: plainInput(input) })}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error("boto3's Python ended");
    const answer: Json = JSON.parse(value);
    if (isJsonObject(answer) && answer.error !== undefined) {
      const code = String(answer.error);
      throw Object.assign(new Error(code), {
        name: bodiless[code] ?? code,
        $metadata: { httpStatusCode: answer.status },
      });
    }
    return isJsonObject(answer) ? (answer.output ?? null) : null;
  };
  const client = (service: string): object =>
    new Proxy(
      {},
      { get: (_, operation) => (input: unknown) => call(service, String(operation), input) },
    );
  return {
    clients: {
      athena: client("athena"),
      dynamodb: client("dynamodb"),
      firehose: client("firehose"),
      glue: client("glue"),
      kinesis: client("kinesis"),
      lambda: client("lambda"),
      s3: client("s3"),
    },
    close: () => ended(child),
  };
}

/** Bytes and moments as the script takes them. */
function plainInput(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { $bytes: value.toString("utf8") };
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(plainInput);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, plainInput(member)]),
  );
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}
