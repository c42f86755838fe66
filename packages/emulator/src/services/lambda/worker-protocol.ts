import type { ThreadInput, ThreadOutput } from "../in-thread.ts";

/** What the main thread and an execution environment (a worker thread) say to each other. */

/** `workerData` of an execution environment. */
export interface EnvironmentData {
  readonly bundleDirectory: string;
  /** `index.handler`: module and export. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly functionVersion: string;
  readonly memoryMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** `http://127.0.0.1:4566`: requests to it go through the main thread; undefined where all go by sockets. */
  readonly localEndpoint: string | undefined;
}

export interface InvokeMessage {
  readonly type: "invoke";
  readonly requestId: string;
  /** The event as JSON text (one string crosses the threads, not an object graph), or what it is made of. */
  readonly payload: string | ThreadInput;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** An HTTP request of the function to the AWS listener, and its answer. Header names are in lower case. */
export interface LocalRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A text that UTF-8 can say, or the whole of its buffer, which changes hands. */
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export interface LocalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export type WorkerMessage =
  | InvokeMessage
  | {
      readonly type: "response";
      readonly id: number;
      /** Undefined where no answer could be made: to the function, the connection broke. */
      readonly response: LocalResponse | undefined;
    };

/** The shape of a failed invocation's payload. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type EnvironmentMessage =
  /** The module is loaded and the handler found; or not, and then every invocation fails so. */
  | { readonly type: "ready" }
  | { readonly type: "init-error"; readonly error: ErrorPayload }
  | { readonly type: "request"; readonly id: number; readonly request: LocalRequest }
  | {
      readonly type: "result";
      readonly requestId: string;
      /** The answer as JSON text, or what has been made of it. */
      readonly payload: string | ThreadOutput;
    }
  | {
      readonly type: "error";
      readonly requestId: string;
      readonly error: ErrorPayload;
      /** Whether the environment ends itself now (uncaught exception, unhandled rejection). */
      readonly fatal: boolean;
    };
