import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { ThreadInput, ThreadOutput } from "../in-thread.ts";
import type { InvokeResult } from "../ports.ts";
import type { LocalExchange } from "./local-client-request.ts";
import type {
  EnvironmentData,
  EnvironmentMessage,
  ErrorPayload,
  InvokeMessage,
  LocalRequest,
  LocalResponse,
  WorkerMessage,
} from "./worker-protocol.ts";

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
const INIT_TIMEOUT_MS = 10_000;

export interface EnvironmentOptions {
  readonly data: EnvironmentData;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** What the function prints, in Lambda's text format. */
  readonly log: (chunk: Buffer) => void;
  /** Answers what the function sends to `data.localEndpoint`. */
  readonly exchange: LocalExchange | undefined;
}

interface Invocation {
  readonly requestId: string;
  readonly timer: NodeJS.Timeout;
  readonly settle: (result: EnvironmentResult) => void;
}

/** `payload` or, where the answer was read in the thread, `output`. */
export type EnvironmentResult =
  | InvokeResult
  | { readonly output: ThreadOutput; readonly functionError: undefined };

/**
 * One execution environment: a worker thread that runs one invocation at a time. Whatever its
 * function does (throws, hangs, exits, exhausts its memory) ends in a result for that invocation;
 * a broken environment says so through `isUsable` and is replaced by its pool.
 */
export class ExecutionEnvironment {
  readonly #worker: Worker;
  readonly #timeoutSeconds: number;
  readonly #exchange: LocalExchange | undefined;
  readonly #ready: Promise<ErrorPayload | undefined>;
  #invocation: Invocation | undefined;
  #isUsable = true;
  #outOfMemory = false;

  constructor(options: EnvironmentOptions) {
    this.#timeoutSeconds = options.timeoutSeconds;
    this.#exchange = options.exchange;
    const workerFile = createRequire(import.meta.url).resolve(
      "@tributary/emulator/function-worker",
    );
    this.#worker = new Worker(workerFile, {
      workerData: options.data,
      env: { ...options.variables },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.data.memoryMb },
      stdout: true,
      stderr: true,
    });
    // Logs must not keep the process alive, nor fill up unread.
    this.#worker.stdout.on("data", options.log);
    this.#worker.stderr.on("data", options.log);
    this.#ready = this.#initialise();
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  async invoke(requestId: string, payload: string | ThreadInput): Promise<EnvironmentResult> {
    const initError = await this.#ready;
    if (initError !== undefined) {
      await this.close();
      return failure(initError);
    }
    return new Promise((resolve) => {
      const timeoutMs = this.#timeoutSeconds * 1000;
      const timer = setTimeout(() => this.#timeOut(requestId), timeoutMs);
      this.#invocation = { requestId, timer, settle: resolve };
      const message: InvokeMessage = {
        type: "invoke",
        requestId,
        payload,
        deadline: Date.now() + timeoutMs,
      };
      this.#worker.postMessage(message, typeof payload === "string" ? [] : [bufferOf(payload)]);
    });
  }

  /** Ends the thread, whatever it is doing. */
  async close(): Promise<void> {
    this.#isUsable = false;
    await this.#worker.terminate();
  }

  #initialise(): Promise<ErrorPayload | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(initFailure(`Init timed out after ${(INIT_TIMEOUT_MS / 1000).toFixed(2)} seconds`));
      }, INIT_TIMEOUT_MS);
      const done = (error: ErrorPayload | undefined): void => {
        clearTimeout(timer);
        if (error !== undefined) this.#isUsable = false;
        resolve(error);
      };
      this.#worker.on("message", (message: EnvironmentMessage) => {
        if (message.type === "ready") done(undefined);
        else if (message.type === "init-error") done(message.error);
        else if (message.type === "request") void this.#answer(message.id, message.request);
        else this.#finish(message);
      });
      this.#worker.on("error", (error: NodeJS.ErrnoException) => {
        // An uncaught error is answered by the worker itself; this one ended the thread from outside.
        this.#outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      });
      this.#worker.on("exit", (code) => {
        this.#isUsable = false;
        const reason = this.#exitReason(code);
        done(initFailure(reason));
        this.#settle(this.#invocation?.requestId, (requestId) =>
          failure({
            errorType: "Runtime.ExitError",
            errorMessage: `RequestId: ${requestId} Error: ${reason}`,
          }),
        );
      });
    });
  }

  async #answer(id: number, request: LocalRequest): Promise<void> {
    const response = await this.#exchange?.(request).catch(() => undefined);
    const message: WorkerMessage = { type: "response", id, response: response && whole(response) };
    this.#worker.postMessage(message);
  }

  #finish(message: Extract<EnvironmentMessage, { requestId: string }>): void {
    if (message.type === "error" && message.fatal) this.#isUsable = false;
    this.#settle(message.requestId, () => {
      if (message.type === "error") return failure(message.error);
      const { payload } = message;
      return typeof payload === "string"
        ? { payload, functionError: undefined }
        : { output: payload, functionError: undefined };
    });
  }

  #timeOut(requestId: string): void {
    // The answer does not wait for the thread to end: a synchronous loop may take its time to die.
    void this.close();
    const seconds = this.#timeoutSeconds.toFixed(2);
    this.#settle(requestId, () =>
      failure({
        errorType: "Sandbox.Timedout",
        errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
      }),
    );
  }

  #settle(requestId: string | undefined, result: (requestId: string) => EnvironmentResult): void {
    const invocation = this.#invocation;
    if (invocation === undefined || invocation.requestId !== requestId) return;
    this.#invocation = undefined;
    clearTimeout(invocation.timer);
    invocation.settle(result(requestId));
  }

  #exitReason(code: number): string {
    if (this.#outOfMemory) return "Runtime exited with error: signal: killed";
    return code === 0
      ? "Runtime exited without providing a reason"
      : `Runtime exited with error: exit status ${code}`;
  }
}

/** A view of a larger buffer would cross the threads with all of it. */
function whole(response: LocalResponse): LocalResponse {
  const { body, ...head } = response;
  if (typeof body === "string" || body.length === body.buffer.byteLength) return response;
  return { ...head, body: new Uint8Array(body) };
}

/** The buffer that changes hands. */
function bufferOf(input: ThreadInput): ArrayBuffer {
  return input.kind === "kinesis" ? input.bytes.buffer : input.batch.bytes.buffer;
}

function failure(error: ErrorPayload): InvokeResult {
  return { payload: JSON.stringify(error), functionError: "Unhandled" };
}

function initFailure(message: string): ErrorPayload {
  return { errorType: "Runtime.InitError", errorMessage: message };
}
