import * as athena from "@aws-sdk/client-athena";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as firehose from "@aws-sdk/client-firehose";
import * as glue from "@aws-sdk/client-glue";
import * as kinesis from "@aws-sdk/client-kinesis";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { type Group, isJsonObject, type Json, type JsonObject } from "../../suite.ts";
import type { ServiceName } from "./calls.ts";

/** The SDKs, their service models among their exports. */
export const sdks: Readonly<Record<ServiceName, object>> = {
  athena,
  dynamodb,
  firehose,
  glue,
  kinesis,
  lambda,
  s3,
};

/**
 * The SDK's clients with their default settings, but for the endpoint and that nothing is tried twice.
 * Kinesis's client speaks HTTP/2 unasked, which moto's server does not.
 */
export function clientsOf(endpoint: string, http1 = false): Readonly<Record<ServiceName, object>> {
  const settings = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    maxAttempts: 1,
  };
  return {
    athena: new athena.Athena(settings),
    dynamodb: new dynamodb.DynamoDB(settings),
    firehose: new firehose.Firehose(settings),
    glue: new glue.Glue(settings),
    kinesis: new kinesis.Kinesis({
      ...settings,
      ...(http1 ? { requestHandler: new NodeHttpHandler() } : {}),
    }),
    lambda: new lambda.Lambda(settings),
    s3: new s3.S3({ ...settings, forcePathStyle: true }),
  };
}

export function destroy(clients: Readonly<Record<ServiceName, object>>): void {
  for (const client of Object.values(clients)) {
    const method: unknown = Reflect.get(client, "destroy");
    if (typeof method === "function") method.call(client);
  }
}

/** What a call came to: its output as JSON, or its error. */
export type Result =
  | { readonly output: JsonObject }
  | { readonly error: string; readonly status: number | null };

/** Calls a group's calls one after another; what they save is known to those behind them. */
export async function results(
  clients: Readonly<Record<ServiceName, object>>,
  group: Group,
  each: (result: Result) => Json,
): Promise<Json[]> {
  const saved = new Map<string, string>();
  const all: Json[] = [];
  for (const { input: asked } of group.cases) {
    const client: unknown = Reflect.get(clients, String(asked.service));
    const method: unknown =
      typeof client === "object" && client !== null
        ? Reflect.get(client, String(asked.operation))
        : undefined;
    if (typeof method !== "function") throw new Error(`no operation ${String(asked.operation)}`);
    const result = await settle(async () => {
      const output: unknown = await method.call(client, filledIn(asked.input ?? null, saved));
      return output;
    });
    if ("output" in result && isJsonObject(asked.save)) {
      for (const [name, member] of Object.entries(asked.save)) {
        saved.set(name, String(at(result.output, String(member)) ?? ""));
      }
    }
    all.push(each(result));
  }
  return all;
}

async function settle(call: () => Promise<unknown>): Promise<Result> {
  try {
    const output = await jsonOf(await call());
    return { output: isJsonObject(output) ? output : {} };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const metadata: unknown = Reflect.get(error, "$metadata");
    const status: unknown =
      typeof metadata === "object" && metadata !== null
        ? Reflect.get(metadata, "httpStatusCode")
        : undefined;
    return { error: error.name, status: typeof status === "number" ? status : null };
  }
}

/** `{$bytes}` and `{$date}` made what an SDK takes, `{name}` what was saved. */
function filledIn(value: Json, saved: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") {
    return value.replace(/\{(\w+)\}/g, (whole, name: string) => saved.get(name) ?? whole);
  }
  if (Array.isArray(value)) return value.map((element) => filledIn(element, saved));
  if (!isJsonObject(value)) return value;
  if (typeof value.$bytes === "string") return Buffer.from(value.$bytes);
  if (typeof value.$date === "number") return new Date(value.$date);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, filledIn(member ?? null, saved)]),
  );
}

/** An output as JSON: bytes and streams as text, moments as text. */
async function jsonOf(value: unknown): Promise<Json> {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return Promise.all(value.map(jsonOf));
  if (typeof value === "object" && value !== null) {
    const transform: unknown = Reflect.get(value, "transformToString");
    if (typeof transform === "function") {
      const text: unknown = await transform.call(value);
      return String(text);
    }
    const members = await Promise.all(
      Object.entries(value)
        .filter(([name, member]) => name !== "$metadata" && member !== undefined)
        .map(async ([name, member]): Promise<[string, Json]> => [name, await jsonOf(member)]),
    );
    return Object.fromEntries(members);
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  return null;
}

/** The member at a path of names with dots between. */
export function at(value: JsonObject, path: string): Json | undefined {
  return path
    .split(".")
    .reduce<Json | undefined>(
      (inner, name) => (isJsonObject(inner) ? inner[name] : undefined),
      value,
    );
}
