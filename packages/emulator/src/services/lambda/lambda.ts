import { randomUUID } from "node:crypto";
import { AwsError } from "../../errors.ts";
import { failPoint } from "../../fail-points.ts";
import type { Disk } from "../../storage/disk.ts";
import type { ThreadInput } from "../in-thread.ts";
import type { Functions, InvokeResult } from "../ports.ts";
import { type FunctionDefinition, type FunctionOptions, functionDefinition } from "./definition.ts";
import { type EnvironmentResult, ExecutionEnvironment } from "./execution-environment.ts";
import { FunctionLog } from "./function-log.ts";
import { FunctionPool } from "./function-pool.ts";
import type { LocalExchange } from "./local-client-request.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB each way, synchronously. */
export const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;
const VERSION = "$LATEST";
const TAIL_BYTES = 4096;

export interface LambdaOptions {
  readonly disk: Disk;
  /** Where `<function>.log` files go. */
  readonly logDirectory: string;
  /** `http://127.0.0.1:4566`: where the functions' AWS SDK clients find the embedded services. */
  readonly endpointUrl: string;
  /**
   * Answers what functions send to `endpointUrl`, as the listener there would, but without a socket.
   * Where absent, they connect to it.
   */
  readonly exchange?: LocalExchange;
  readonly region?: string;
  readonly accountId?: string;
}

interface DefinedFunction {
  readonly definition: FunctionDefinition;
  readonly arn: string;
  readonly pool: FunctionPool;
  readonly log: FunctionLog;
  /** Printed since the invocation began, while someone asked for its tail. */
  readonly tails: Set<Buffer[]>;
  lastModified: Date;
}

/** A function as `GetFunctionConfiguration` tells it. */
export interface FunctionDescription {
  readonly definition: FunctionDefinition;
  readonly arn: string;
  readonly version: string;
  readonly lastModified: Date;
}

/** Lambda: runs built bundles, unchanged, in worker threads. */
export class Lambda implements Functions {
  readonly region: string;
  readonly accountId: string;
  readonly #options: LambdaOptions;
  readonly #functions = new Map<string, DefinedFunction>();

  constructor(options: LambdaOptions) {
    this.#options = options;
    this.region = options.region ?? "us-east-1";
    this.accountId = options.accountId ?? "000000000000";
  }

  /** @throws AwsError InvalidParameterValueException, ResourceConflictException */
  defineFunction(options: FunctionOptions): void {
    const definition = functionDefinition(options);
    if (this.#functions.has(definition.name)) {
      throw new AwsError(
        "ResourceConflictException",
        `Function already exist: ${definition.name}`,
        {
          status: 409,
        },
      );
    }
    const { disk, logDirectory } = this.#options;
    const log = new FunctionLog(disk, logDirectory, definition.name);
    const tails = new Set<Buffer[]>();
    const write = (chunk: Buffer): void => {
      log.write(chunk);
      for (const tail of tails) tail.push(chunk);
    };
    const pool = new FunctionPool(
      () => this.#environment(definition, write),
      definition.concurrency,
    );
    const arn = this.functionArn(definition.name);
    this.#functions.set(definition.name, {
      definition,
      arn,
      pool,
      log,
      tails,
      lastModified: new Date(),
    });
  }

  functionArn(name: string): string {
    return `arn:aws:lambda:${this.region}:${this.accountId}:function:${name}`;
  }

  /**
   * Waits for a free execution environment and for the answer.
   *
   * @throws AwsError ResourceNotFoundException (404), RequestTooLargeException (413): the function did not run
   */
  async invoke(functionName: string, payload: string): Promise<InvokeResult> {
    const target = this.#find(functionName);
    const bytes = bytesOverLimit(payload);
    if (bytes !== undefined) {
      throw new AwsError(
        "RequestTooLargeException",
        `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${PAYLOAD_LIMIT_BYTES} bytes)`,
        { status: 413 },
      );
    }
    const result = await this.#run(target, payload);
    if ("payload" in result) return result;
    throw new TypeError("What was sent as JSON is answered in JSON");
  }

  /**
   * As `invoke`, with an event of at most 6 MB that is made in the function's own thread.
   *
   * @throws AwsError ResourceNotFoundException (404): the function did not run
   */
  async invokeInThread(functionName: string, input: ThreadInput): Promise<EnvironmentResult> {
    return this.#run(this.#find(functionName), input);
  }

  async #run(target: DefinedFunction, payload: string | ThreadInput): Promise<EnvironmentResult> {
    const pause = failPoint("lambda.invoke");
    if (pause !== undefined) await pause;
    const result = await target.pool.invoke(payload);
    return "payload" in result ? limited(result) : result;
  }

  /** As `invoke`, with the last 4 KB of what the function printed (of all its invocations at that time). */
  async invokeWithTail(
    functionName: string,
    payload: string,
  ): Promise<InvokeResult & { readonly tail: Buffer }> {
    const { tails } = this.#find(functionName);
    const chunks: Buffer[] = [];
    tails.add(chunks);
    try {
      const result = await this.invoke(functionName, payload);
      // What the function printed last travels through a stream and arrives after its answer.
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { ...result, tail: Buffer.concat(chunks).subarray(-TAIL_BYTES) };
    } finally {
      tails.delete(chunks);
    }
  }

  /** Loads the function's bundle again for the next invocation; those under way finish with the old code. */
  async update(functionName: string): Promise<void> {
    const target = this.#find(functionName);
    target.lastModified = new Date();
    await target.pool.renew();
  }

  /** @throws AwsError ResourceNotFoundException */
  describe(functionName: string): FunctionDescription {
    const { definition, arn, lastModified } = this.#find(functionName);
    return { definition, arn, version: VERSION, lastModified };
  }

  functionNames(): readonly string[] {
    return [...this.#functions.keys()].sort();
  }

  /** Ends every execution environment, busy or not, and writes the logs out. */
  async close(): Promise<void> {
    const functions = [...this.#functions.values()];
    await Promise.all(functions.map(({ pool }) => pool.close()));
    await Promise.all(functions.map(({ log }) => log.close()));
  }

  /** Takes a name, a name with a qualifier or an ARN, as the API does. */
  #find(nameOrArn: string): DefinedFunction {
    const name = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(nameOrArn)?.[1];
    const found = this.#functions.get(name ?? nameOrArn.split(":")[0] ?? nameOrArn);
    if (found !== undefined) return found;
    throw new AwsError(
      "ResourceNotFoundException",
      `Function not found: ${this.functionArn(name ?? nameOrArn)}`,
      { status: 404 },
    );
  }

  #environment(definition: FunctionDefinition, log: (chunk: Buffer) => void): ExecutionEnvironment {
    const { name, memoryMb, handler, bundleDirectory, timeoutSeconds } = definition;
    const logGroupName = `/aws/lambda/${name}`;
    const logStreamName = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[${VERSION}]${randomUUID().replaceAll("-", "")}`;
    return new ExecutionEnvironment({
      data: {
        bundleDirectory,
        handler,
        functionName: name,
        functionArn: this.functionArn(name),
        functionVersion: VERSION,
        memoryMb,
        logGroupName,
        logStreamName,
        localEndpoint: this.#options.exchange && this.#options.endpointUrl,
      },
      variables: {
        ...platformVariables(),
        // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
        AWS_REGION: this.region,
        AWS_DEFAULT_REGION: this.region,
        AWS_ACCESS_KEY_ID: "tributary",
        AWS_SECRET_ACCESS_KEY: "tributary",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_FUNCTION_VERSION: VERSION,
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
        AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
        LAMBDA_TASK_ROOT: bundleDirectory,
        TZ: ":UTC",
        _HANDLER: handler,
        AWS_ENDPOINT_URL: this.#options.endpointUrl,
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        ...definition.environment,
      },
      timeoutSeconds,
      log,
      exchange: this.#options.exchange,
    });
  }
}

/** What Node itself needs of the surrounding environment; the rest would hide a missing setting. */
function platformVariables(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LANG"];
  const found = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(
    found.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Size of a payload that is over the limit.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
function bytesOverLimit(payload: string): number | undefined {
  // A character is three bytes at the most in UTF-8, so that most payloads need not be counted.
  if (payload.length * 3 <= PAYLOAD_LIMIT_BYTES) return undefined;
  const bytes = Buffer.byteLength(payload);
  return bytes > PAYLOAD_LIMIT_BYTES ? bytes : undefined;
}

function limited(result: InvokeResult): InvokeResult {
  const bytes = bytesOverLimit(result.payload);
  if (bytes === undefined) return result;
  return {
    payload: JSON.stringify({
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${PAYLOAD_LIMIT_BYTES} bytes).`,
    }),
    functionError: "Unhandled",
  };
}
