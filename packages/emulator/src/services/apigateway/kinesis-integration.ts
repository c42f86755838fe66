import { AwsError, NotImplementedError } from "../../errors.ts";
import type { Streams } from "../ports.ts";

/** What a backend answered, before the integration response. */
export interface BackendResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
}

const hashPattern = "0|([1-9]\\d{0,38})";
const hashKey = new RegExp(`^(?:${hashPattern})$`);
const members = new Set([
  "StreamName",
  "StreamARN",
  "Data",
  "PartitionKey",
  "ExplicitHashKey",
  "SequenceNumberForOrdering",
]);

/** Sends what a request template rendered to Kinesis, as its PutRecord would take it off the wire. */
export async function putRecord(streams: Streams, rendered: string): Promise<BackendResponse> {
  try {
    const result = await streams.putRecord(parse(rendered));
    return answer(200, { ShardId: result.shardId, SequenceNumber: result.sequenceNumber });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { status, code, message, fields } = error;
    return answer(status, { __type: code, message, ...fields });
  }
}

function answer(status: number, body: object): BackendResponse {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
  };
}

function parse(rendered: string): { streamName: string; partitionKey: string; data: Buffer } {
  const input = object(rendered);
  for (const name of Object.keys(input)) {
    // Kinesis ignores what it does not know; a template that renders it has a typo.
    if (!members.has(name)) throw new NotImplementedError("kinesis", `PutRecord with ${name}`);
  }
  const encoded = text(input, "Data");
  const partitionKey = text(input, "PartitionKey");
  const hash = text(input, "ExplicitHashKey");
  const streamName = text(input, "StreamName");
  const data = encoded === undefined ? undefined : decode(encoded);
  const problems = [
    ...(data === undefined ? [problem("null", "data", "Member must not be null")] : []),
    ...keyProblems(partitionKey),
    ...(hash === undefined || hashKey.test(hash)
      ? []
      : [
          problem(
            `'${hash}'`,
            "explicitHashKey",
            `Member must satisfy regular expression pattern: ${hashPattern}`,
          ),
        ]),
  ];
  if (problems.length > 0 || data === undefined || partitionKey === undefined) {
    const count = `${problems.length} validation error${problems.length === 1 ? "" : "s"} detected`;
    throw new AwsError("ValidationException", `${count}: ${problems.join("; ")}`);
  }
  if (hash !== undefined)
    throw new NotImplementedError("kinesis", "PutRecord with ExplicitHashKey");
  if (streamName === undefined) {
    if ("StreamARN" in input) throw new NotImplementedError("kinesis", "PutRecord by StreamARN");
    throw new AwsError("InvalidArgumentException", "Either StreamName or StreamARN is required");
  }
  return { streamName, partitionKey, data };
}

function object(rendered: string): Readonly<Record<string, unknown>> {
  let input: unknown;
  try {
    input = JSON.parse(rendered);
  } catch (cause) {
    throw new AwsError("SerializationException", "The request is not JSON", { cause });
  }
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new AwsError("SerializationException", "The request is not a JSON object");
  }
  return { ...input };
}

function text(input: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") {
    throw new AwsError("SerializationException", `${name} is not a string`);
  }
  return value;
}

function keyProblems(key: string | undefined): string[] {
  if (key === undefined) return [problem("null", "partitionKey", "Member must not be null")];
  if (key === "") {
    const rule = "Member must have length greater than or equal to 1";
    return [problem("''", "partitionKey", rule)];
  }
  // A character outside the basic plane counts once.
  if (key.length <= 256 || [...key].length <= 256) return [];
  const rule = "Member must have length less than or equal to 256";
  return [problem(`'${key}'`, "partitionKey", rule)];
}

function problem(value: string, member: string, rule: string): string {
  return `Value ${value} at '${member}' failed to satisfy constraint: ${rule}`;
}

/** Base64 as Kinesis reads it. Node's decoder skips what is no base64, so its length tells. */
function decode(encoded: string): Buffer {
  const data = Buffer.from(encoded, "base64");
  const padding = encoded.endsWith("==") ? 2 : encoded.endsWith("=") ? 1 : 0;
  const whole = encoded.length % 4 === 0 && data.length === (encoded.length / 4) * 3 - padding;
  if (!whole || encoded.includes("-") || encoded.includes("_")) {
    throw new AwsError("SerializationException", "Data is not valid base64");
  }
  return data;
}
