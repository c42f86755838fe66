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
}

export interface InvokeMessage {
  readonly requestId: string;
  /** The event as JSON text: one string crosses the threads, not an object graph. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

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
  | { readonly type: "result"; readonly requestId: string; readonly payload: string }
  | {
      readonly type: "error";
      readonly requestId: string;
      readonly error: ErrorPayload;
      /** Whether the environment ends itself now (uncaught exception, unhandled rejection). */
      readonly fatal: boolean;
    };
