import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { AwsError, NotImplementedError } from "../errors.ts";
import { stderrLog, type WireLog } from "./log.ts";
import type { WireRequest, WireResponse, WireService } from "./service.ts";

/** A request body of an AWS JSON protocol. Its members are whatever the client sent: check them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An output that is JSON already, and is answered as it is. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * One operation: takes the parsed body, returns the output's members or their `JsonText` (undefined
 * for an operation without output). What it refuses it throws as an `AwsError`.
 */
export type JsonOperation = (input: JsonObject, request: WireRequest) => unknown;

export interface JsonServiceOptions {
  /** `kinesis`, `dynamodb`, `glue`, … */
  readonly signingName: string;
  /** `Kinesis_20131202`, `DynamoDB_20120810`, `AWSGlue`, … */
  readonly targetPrefix: string;
  readonly contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
  /** By the operation's name in AWS's API: `PutRecord`. */
  readonly operations: Readonly<Record<string, JsonOperation>>;
  /** Put before `#` in an error's `__type`, as DynamoDB does: `com.amazonaws.dynamodb.v20120810`. */
  readonly errorNamespace?: string;
  readonly log?: WireLog;
}

/**
 * A service that speaks AWS JSON 1.0 or 1.1: the operation's name in `X-Amz-Target`, JSON in and out.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function jsonService(options: JsonServiceOptions): WireService {
  const { signingName, targetPrefix, contentType } = options;
  const log = options.log ?? stderrLog;
  const operations = new Map(Object.entries(options.operations));

  const respond = (status: number, body: string): WireResponse => ({
    status,
    headers: { "content-type": contentType, "x-amzn-requestid": randomUUID() },
    body,
  });

  return {
    signingName,
    targetPrefix,
    async handle(request) {
      try {
        const name = operationName(request, targetPrefix);
        const operation = operations.get(name);
        if (operation === undefined) throw new NotImplementedError(signingName, name);
        const output = await operation(parse(request), request);
        return respond(200, textOf(output));
      } catch (error) {
        if (error instanceof AwsError) {
          return respond(error.status, errorBody(error, options.errorNamespace));
        }
        log(`${signingName} ${request.headers["x-amz-target"] ?? ""} failed`, error);
        return respond(500, INTERNAL_FAILURE);
      }
    },
  };
}

function textOf(output: unknown): string {
  if (output === undefined) return "";
  return output instanceof JsonText ? output.text : JSON.stringify(output);
}

const INTERNAL_FAILURE = JSON.stringify({
  __type: "InternalFailure",
  message: "The request processing has failed because of an unknown error, exception or failure.",
});

function operationName(request: WireRequest, targetPrefix: string): string {
  const target = request.headers["x-amz-target"] ?? "";
  if (request.method !== "POST" || !target.startsWith(`${targetPrefix}.`)) {
    throw new AwsError(
      "UnknownOperationException",
      `${request.method} with X-Amz-Target ${JSON.stringify(target)} names no operation; expected POST and ${targetPrefix}.<operation>`,
    );
  }
  return target.slice(targetPrefix.length + 1);
}

function parse(request: WireRequest): JsonObject {
  const { text } = request;
  if (text === undefined ? request.body.length === 0 : text === "") return {};
  if (request.headers["content-type"]?.startsWith("application/x-amz-cbor")) {
    throw new AwsError(
      "SerializationException",
      "CBOR is not implemented by Tributary; set AWS_CBOR_DISABLE=true",
    );
  }
  if (text === undefined && !isUtf8(request.body)) {
    throw new AwsError("SerializationException", "The body is not UTF-8");
  }
  let value: unknown;
  try {
    value = JSON.parse(text ?? request.body.toString("utf8"));
  } catch (error) {
    throw new AwsError("SerializationException", "The body is not JSON", { cause: error });
  }
  if (!isJsonObject(value)) {
    throw new AwsError("SerializationException", "The body is not a JSON object");
  }
  return value;
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An error as AWS JSON puts it: `{"__type":"ResourceNotFoundException","message":"…"}`. */
export function errorBody(error: AwsError, namespace?: string): string {
  const type = namespace === undefined ? error.code : `${namespace}#${error.code}`;
  return JSON.stringify({ __type: type, message: error.message, ...error.fields });
}
