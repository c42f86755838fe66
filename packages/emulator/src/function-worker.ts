import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, types } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { RowReader } from "./engines/parquet/row-reader.ts";
import { plainAnswer } from "./services/firehose/plain-answer.ts";
import { transformEvent } from "./services/firehose/record-batch.ts";
import { Settling } from "./services/firehose/settled-batch.ts";
import { readAnswer } from "./services/firehose/transform-answer.ts";
import type { ThreadInput, ThreadOutput } from "./services/in-thread.ts";
import { kinesisEvent } from "./services/lambda/event-source/kinesis-event.ts";
import { replaceHttpRequest } from "./services/lambda/local-http.ts";
import type {
  EnvironmentData,
  EnvironmentMessage,
  ErrorPayload,
  InvokeMessage,
  LocalRequest,
  LocalResponse,
  WorkerMessage,
} from "./services/lambda/worker-protocol.ts";

/**
 * An execution environment: loads one function's unchanged bundle and runs one invocation at a time,
 * the way Lambda's Node.js runtime does.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */

type Handler = (event: unknown, context: object, callback: Callback) => unknown;
type Callback = (error: unknown, result?: unknown) => void;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;

const environment: EnvironmentData = workerData;
let current: InvokeMessage | undefined;

function send(message: EnvironmentMessage): void {
  parentPort?.postMessage(message);
}

/** An error as Lambda's Node.js runtime puts it into the payload. */
function errorPayload(error: unknown): ErrorPayload {
  try {
    if (types.isNativeError(error)) {
      return {
        errorType: error.name,
        errorMessage: error.message,
        trace: error.stack?.split("\n") ?? [],
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
    };
  }
}

/** Ends the environment after an error outside the handler's own promise: its state is not to be trusted. */
function crash(error: ErrorPayload): void {
  console.error(`${error.errorType}: ${error.errorMessage}`, error.trace ?? []);
  if (current === undefined) send({ type: "init-error", error });
  else send({ type: "error", requestId: current.requestId, error, fatal: true });
  process.exit(1);
}

process.on("uncaughtException", (error) => crash(errorPayload(error)));
process.on("unhandledRejection", (reason) => {
  const { errorType, errorMessage, trace } = errorPayload(reason);
  crash({
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage: `${errorType}: ${errorMessage}`,
    trace: trace ?? [],
  });
});

/** Lambda's text format: time, request id, level, message, separated by tabs. */
function patchConsole(): void {
  const levels = {
    trace: "TRACE",
    debug: "DEBUG",
    log: "INFO",
    info: "INFO",
    warn: "WARN",
    error: "ERROR",
  } as const;
  for (const [method, level] of Object.entries(levels)) {
    Reflect.set(console, method, (...parts: unknown[]) => {
      const text = parts
        .map((part) => (typeof part === "string" ? part : inspect(part)))
        .join(" ")
        .replaceAll("\n", "\r");
      const time = new Date().toISOString();
      process.stdout.write(`${time}\t${current?.requestId ?? "init"}\t${level}\t${text}\n`);
    });
  }
}

const exchanges = new Map<number, (response: LocalResponse | undefined) => void>();
let lastExchange = 0;

/** One request to the embedded services, through the main thread. */
function exchange(request: LocalRequest): Promise<LocalResponse> {
  lastExchange += 1;
  const id = lastExchange;
  return new Promise((resolve, reject) => {
    exchanges.set(id, (response) => {
      exchanges.delete(id);
      if (response !== undefined) resolve(response);
      else reject(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
    });
    const message: EnvironmentMessage = { type: "request", id, request };
    const { body } = request;
    parentPort?.postMessage(message, typeof body === "string" ? [] : [body.buffer]);
  });
}

/** What must be in place before the bundle's first line runs. */
function prepareRuntime(): void {
  patchConsole();
  const { localEndpoint } = environment;
  if (localEndpoint !== undefined) replaceHttpRequest(new URL(localEndpoint), exchange);
}

async function loadHandler(): Promise<Handler> {
  const dot = environment.handler.lastIndexOf(".");
  const moduleName = environment.handler.slice(0, dot);
  const exportName = environment.handler.slice(dot + 1);
  const path = [".mjs", ".js", ".cjs"]
    .map((extension) => join(environment.bundleDirectory, `${moduleName}${extension}`))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw namedError(
      "Runtime.ImportModuleError",
      `Error: Cannot find module '${moduleName}' in ${environment.bundleDirectory}`,
    );
  }
  const loaded: Record<string, unknown> = await import(pathToFileURL(path).href);
  const candidate = loaded[exportName];
  if (!isHandler(candidate)) {
    throw namedError(
      "Runtime.HandlerNotFound",
      `${environment.handler} is undefined or not exported`,
    );
  }
  return candidate;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

function namedError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf({ requestId, deadline }: InvokeMessage): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: environment.functionName,
    functionVersion: environment.functionVersion,
    invokedFunctionArn: environment.functionArn,
    memoryLimitInMB: String(environment.memoryMb),
    awsRequestId: requestId,
    logGroupName: environment.logGroupName,
    logStreamName: environment.logStreamName,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** Waits for a handler of either style: one that returns a promise, or one that calls back. */
function run(handler: Handler, message: InvokeMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: Callback = (error, result) =>
      error === undefined || error === null ? resolve(result) : reject(error);
    const returned = handler(eventOf(message.payload), contextOf(message), callback);
    if (types.isPromise(returned) || handler.length < 3) resolve(returned);
  });
}

function eventOf(payload: string | ThreadInput): unknown {
  if (typeof payload === "string") return JSON.parse(payload);
  if (payload.kind === "kinesis") return kinesisEvent(payload);
  return transformEvent(payload.invocationId, payload.source, payload.batch);
}

/** The answer as JSON; of a Firehose processor what comes of it. */
function answerOf(result: unknown, input: string | ThreadInput): string | ThreadOutput {
  if (typeof input === "string" || input.kind === "kinesis") return serialise(result);
  const { batch, columns, keyNames } = input;
  let answer: unknown = plainAnswer(result, PAYLOAD_LIMIT_BYTES);
  if (answer === undefined) {
    const text = serialise(result);
    // Whoever asked has its own words for an answer that is too large.
    if (Buffer.byteLength(text) > PAYLOAD_LIMIT_BYTES) return text;
    answer = JSON.parse(text);
  }
  const settling = new Settling(batch, columns && rowReader(columns), keyNames);
  readAnswer(answer, batch, settling);
  return settling.settled();
}

let lastReader: { readonly key: string; readonly reader: RowReader } | undefined;

/** A processor's table is the same from one invocation to the next. */
function rowReader(columns: RowReader["columns"]): RowReader {
  const key = JSON.stringify(columns);
  if (lastReader?.key !== key) lastReader = { key, reader: new RowReader(columns) };
  return lastReader.reader;
}

function serialise(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch (cause) {
    throw new Error("Unable to stringify response body", { cause });
  }
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  current = message;
  process.env._X_AMZN_TRACE_ID = `Root=1-${message.requestId.slice(0, 8)}-${message.requestId.replaceAll("-", "").slice(8)};Sampled=0`;
  try {
    const payload = answerOf(await run(handler, message), message.payload);
    const answer: EnvironmentMessage = { type: "result", requestId: message.requestId, payload };
    parentPort?.postMessage(answer, typeof payload === "string" ? [] : [payload.bytes.buffer]);
  } catch (error) {
    const described = errorPayload(error);
    console.error("Invoke Error", JSON.stringify(described));
    send({ type: "error", requestId: message.requestId, error: described, fatal: false });
  } finally {
    current = undefined;
  }
}

let loadedHandler: Handler | undefined;

// From the start: a bundle may call a service while it loads.
parentPort?.on("message", (message: WorkerMessage) => {
  if (message.type === "response") exchanges.get(message.id)?.(message.response);
  else if (loadedHandler !== undefined) void invoke(loadedHandler, message);
});
prepareRuntime();
loadHandler().then(
  (handler) => {
    loadedHandler = handler;
    send({ type: "ready" });
  },
  (error: unknown) => {
    send({ type: "init-error", error: errorPayload(error) });
    process.exitCode = 1;
  },
);
