import { createHash } from "node:crypto";
import { AwsError } from "../../errors.ts";

/** What `!{firehose:error-output-type}` becomes. */
export type ErrorOutputType =
  | "processing-failed"
  | "format-conversion-failed"
  | "activePartitionExceeded";

export interface PrefixValues {
  /** Arrival of the oldest record in the object, milliseconds since the epoch. */
  readonly oldestArrival: number;
  readonly partitionKeys?: Readonly<Record<string, string>>;
  readonly errorOutputType?: ErrorOutputType;
  /** What `!{firehose:random-string}` is derived from, so that a repeated delivery gives the same key. */
  readonly seed: string;
}

const EXPRESSION = /!\{([^}:]*):([^}]*)\}/g;
const DEFAULT_TIME = "yyyy/MM/dd/HH/";

/**
 * The part of an object's key before its name. A partition value is put in as it is, as on AWS: whether
 * it may stand in a path is for the object store to decide.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function evaluatePrefix(prefix: string, values: PrefixValues): string {
  let count = 0;
  const evaluated = prefix.replace(EXPRESSION, (_match, namespace: string, name: string) => {
    count += 1;
    if (namespace === "timestamp") return formatTime(name, values.oldestArrival);
    if (namespace === "partitionKeyFromLambda") return values.partitionKeys?.[name] ?? "";
    if (name === "error-output-type") return values.errorOutputType ?? "";
    return randomString(`${values.seed}/${count}`);
  });
  // A prefix without any expression gets the time appended, and no slash between.
  return count === 0 ? `${prefix}${formatTime(DEFAULT_TIME, values.oldestArrival)}` : evaluated;
}

/** Names of the partition keys that a prefix takes from the Lambda function. */
export function partitionKeyNames(prefix: string): readonly string[] {
  const names = [...prefix.matchAll(EXPRESSION)]
    .filter(([, namespace]) => namespace === "partitionKeyFromLambda")
    .map(([, , name]) => name ?? "");
  return [...new Set(names)];
}

/** @throws AwsError InvalidArgumentException for what CreateDeliveryStream would refuse */
export function validatePrefixes(settings: {
  readonly prefix: string;
  readonly errorPrefix: string;
  readonly dynamicPartitioning: boolean;
  readonly processor: object | undefined;
}): void {
  const { prefix, errorPrefix, dynamicPartitioning, processor } = settings;
  const inPrefix = expressions(prefix);
  const inErrorPrefix = expressions(errorPrefix);
  for (const { namespace, name } of [...inPrefix, ...inErrorPrefix]) check(namespace, name);
  if (inPrefix.some(({ name }) => name === "error-output-type")) {
    throw invalid("!{firehose:error-output-type} is allowed in the error prefix only");
  }
  if (inErrorPrefix.some(({ namespace }) => namespace.startsWith("partitionKey"))) {
    throw invalid("The error prefix must not contain partition keys");
  }
  const namesType = inErrorPrefix.some(({ name }) => name === "error-output-type");
  if (!namesType && (inErrorPrefix.length > 0 || inPrefix.length > 0 || dynamicPartitioning)) {
    throw invalid("The error prefix must contain !{firehose:error-output-type}");
  }
  const hasKeys = partitionKeyNames(prefix).length > 0;
  if (hasKeys && !dynamicPartitioning) {
    throw invalid("partitionKeyFromLambda in the prefix takes dynamic partitioning");
  }
  if (dynamicPartitioning && !(hasKeys && processor !== undefined)) {
    throw invalid(
      "Dynamic partitioning takes a Lambda processor and !{partitionKeyFromLambda:…} in the prefix",
    );
  }
}

function expressions(prefix: string): { namespace: string; name: string }[] {
  return [...prefix.matchAll(EXPRESSION)].map(([, namespace = "", name = ""]) => ({
    namespace,
    name,
  }));
}

function check(namespace: string, name: string): void {
  if (namespace === "timestamp") formatTime(name, 0);
  else if (namespace === "firehose") {
    if (name === "error-output-type" || name === "random-string") return;
    throw invalid(`!{firehose:${name}} is neither error-output-type nor random-string`);
  } else if (namespace !== "partitionKeyFromLambda" || name === "") {
    throw invalid(`!{${namespace}:${name}} is not implemented by Tributary in a prefix`);
  }
}

/** The letters of Java's DateTimeFormatter that prefixes are made of; UTC. Text stands in single quotes. */
export function formatTime(pattern: string, time: number): string {
  const iso = new Date(time).toISOString();
  const fields: Readonly<Record<string, string>> = {
    yyyy: iso.slice(0, 4),
    yy: iso.slice(2, 4),
    MM: iso.slice(5, 7),
    dd: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
    SSS: iso.slice(20, 23),
  };
  return pattern.replace(/'([^']*)'|([A-Za-z])\2*/g, (match, text: string | undefined) => {
    if (text !== undefined) return text === "" ? "'" : text;
    const field = fields[match];
    if (field !== undefined) return field;
    throw invalid(`!{timestamp:${pattern}}: ${match} is not implemented by Tributary`);
  });
}

/** Eleven letters and digits, as on AWS. */
function randomString(seed: string): string {
  const digest = createHash("sha256").update(seed).digest("base64");
  return digest.replace(/[^A-Za-z0-9]/g, "").slice(0, 11);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}
