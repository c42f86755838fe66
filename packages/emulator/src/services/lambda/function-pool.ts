import { randomUUID } from "node:crypto";
import { AwsError } from "../../errors.ts";
import type { ThreadInput } from "../in-thread.ts";
import type { EnvironmentResult, ExecutionEnvironment } from "./execution-environment.ts";

interface Waiting {
  readonly resolve: (environment: ExecutionEnvironment) => void;
  readonly reject: (error: Error) => void;
}

/** A function's execution environments: made on demand, at most `concurrency`, invocations queue for a free one. */
export class FunctionPool {
  readonly #create: () => ExecutionEnvironment;
  readonly #concurrency: number;
  #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #queue: Waiting[] = [];
  /** Environments of an older generation hold old code and are not used again. */
  #current = new WeakSet<ExecutionEnvironment>();
  #isClosed = false;

  constructor(create: () => ExecutionEnvironment, concurrency: number) {
    this.#create = create;
    this.#concurrency = concurrency;
  }

  async invoke(
    payload: string | ThreadInput,
    requestId: string = randomUUID(),
  ): Promise<EnvironmentResult> {
    const environment = await this.#acquire();
    try {
      return await environment.invoke(requestId, payload);
    } finally {
      this.#release(environment);
    }
  }

  /** From now on invocations run in new environments; those under way finish in the old ones. */
  async renew(): Promise<void> {
    const idle = this.#idle;
    this.#idle = [];
    this.#current = new WeakSet();
    await Promise.all(idle.map((environment) => this.#discard(environment)));
  }

  /** Ends every environment at once; invocations that wait are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(closed());
    this.#idle = [];
    await Promise.all([...this.#all].map((environment) => this.#discard(environment)));
  }

  #acquire(): Promise<ExecutionEnvironment> {
    if (this.#isClosed) return Promise.reject(closed());
    const idle = this.#idle.pop();
    if (idle?.isUsable) return Promise.resolve(idle);
    if (idle !== undefined) void this.#discard(idle);
    if (this.#all.size < this.#concurrency) return Promise.resolve(this.#start());
    return new Promise((resolve, reject) => this.#queue.push({ resolve, reject }));
  }

  #start(): ExecutionEnvironment {
    const environment = this.#create();
    this.#all.add(environment);
    this.#current.add(environment);
    return environment;
  }

  #release(environment: ExecutionEnvironment): void {
    const isReusable = environment.isUsable && this.#current.has(environment) && !this.#isClosed;
    if (!isReusable) void this.#discard(environment);
    const next = this.#isClosed ? undefined : this.#queue.shift();
    if (next !== undefined) next.resolve(isReusable ? environment : this.#start());
    else if (isReusable) this.#idle.push(environment);
  }

  async #discard(environment: ExecutionEnvironment): Promise<void> {
    this.#all.delete(environment);
    await environment.close();
  }
}

function closed(): AwsError {
  return new AwsError("ServiceException", "Lambda is shutting down", { status: 500 });
}
