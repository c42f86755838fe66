import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { ScanLimitError, type SqlEngine } from "../../engines/sql/engine.ts";
import { SqlError } from "../../engines/sql/errors.ts";
import { AwsError } from "../../errors.ts";
import type { Objects } from "../ports.ts";
import { csvLine } from "./csv.ts";
import { type Execution, type ExecutionRequest, isFinal, resultLocation } from "./execution.ts";
import { invalidRequest } from "./input.ts";

export interface ExecutionsOptions {
  readonly engine: SqlEngine;
  readonly objects: Objects;
  readonly clock: Clock;
  /** How many run at the same time; the others are QUEUED. */
  readonly concurrency: number;
  /** After this many milliseconds a query fails. */
  readonly timeout: number;
}

/** How many finished executions are remembered. */
const remembered = 10_000;
/** How long one that runs is waited for before its state is told, in milliseconds. */
const patience = 100;

class CancelledError extends Error {
  override readonly name = "CancelledError";
}
class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** The queue of executions: started, run a few at a time, remembered. */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #all = new Map<string, Execution>();
  readonly #tokens = new Map<string, { id: string; request: string }>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: ExecutionsOptions) {
    this.#options = options;
  }

  /**
   * Takes a statement on and returns at once.
   * @param token the client's: the same one again means the same execution
   * @throws AwsError InvalidRequestException for a statement that cannot be read, or a token used for another request
   */
  start(request: ExecutionRequest, token: string | undefined): Execution {
    const asked = JSON.stringify(request);
    const earlier = token === undefined ? undefined : this.#tokens.get(token);
    if (earlier !== undefined) {
      if (earlier.request !== asked) throw invalidRequest("Idempotent parameters do not match");
      return this.get(earlier.id);
    }
    const execution: Execution = {
      id: randomUUID(),
      request,
      kind: this.#kind(request.sql),
      submittedAt: this.#options.clock.now(),
      stop: new AbortController(),
      state: "QUEUED",
      done: Promise.resolve(),
    };
    this.#all.set(execution.id, execution);
    if (token !== undefined) this.#tokens.set(token, { id: execution.id, request: asked });
    execution.done = this.#run(execution);
    this.#forget();
    return execution;
  }

  #kind(sql: string): Execution["kind"] {
    try {
      return this.#options.engine.check(sql).statement.kind === "query" ? "DML" : "UTILITY";
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const place = error.line === undefined ? "" : `line ${error.line}:${error.column}: `;
      throw invalidRequest(`${place}${error.detail}`, "MALFORMED_QUERY");
    }
  }

  /** @throws AwsError InvalidRequestException */
  get(id: string): Execution {
    const execution = this.#all.get(id);
    if (execution === undefined) throw invalidRequest(`QueryExecution ${id} was not found`);
    return execution;
  }

  /**
   * One that is over, or has been waited for: most queries are shorter than the pause of who asks again and again.
   * @throws AwsError InvalidRequestException
   */
  async awaited(id: string): Promise<Execution> {
    const execution = this.get(id);
    if (isFinal(execution.state)) return execution;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      void execution.done.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    return execution;
  }

  /** Newest first. */
  list(workgroup: string): Execution[] {
    return [...this.#all.values()]
      .filter((found) => found.request.workgroup === workgroup)
      .reverse();
  }

  /** Stops one that waits or runs; one that is done stays as it is. */
  stop(id: string): void {
    const execution = this.get(id);
    if (!isFinal(execution.state))
      execution.stop.abort(new CancelledError("Query cancelled by user"));
  }

  /** Stops all and waits until nothing runs. */
  async close(): Promise<void> {
    const open = [...this.#all.values()].filter((execution) => !isFinal(execution.state));
    for (const execution of open) execution.stop.abort(new CancelledError("Athena was shut down"));
    await Promise.all(open.map((execution) => execution.done));
  }

  /** Runs `work` when one of the places is free. */
  async slot<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#running >= this.#options.concurrency) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        // One that is stopped while it waits gives up its turn when that comes.
        signal?.addEventListener("abort", () => this.#leave(resolve));
      });
    } else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #leave(resolve: () => void): void {
    const at = this.#waiting.indexOf(resolve);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    // It goes on beyond the limit for the moment it takes to see that it was stopped.
    this.#running++;
    resolve();
  }

  async #run(execution: Execution): Promise<void> {
    const { clock, timeout } = this.#options;
    const { signal } = execution.stop;
    const timer = setTimeout(
      () => execution.stop.abort(new TimeoutError("Query timeout")),
      timeout,
    );
    timer.unref();
    try {
      await this.slot(async () => {
        signal.throwIfAborted();
        execution.state = "RUNNING";
        execution.startedAt = clock.now();
        await this.#execute(execution);
        execution.state = "SUCCEEDED";
      }, signal);
    } catch (error) {
      const cancelled = error instanceof CancelledError || error instanceof ScanLimitError;
      execution.state = cancelled ? "CANCELLED" : "FAILED";
      execution.reason = reasonOf(error);
    } finally {
      clearTimeout(timer);
      execution.completedAt = clock.now();
    }
  }

  async #execute(execution: Execution): Promise<void> {
    const { engine, objects, clock } = this.#options;
    const { request, stop } = execution;
    const begun = clock.now();
    const query = await engine.prepare(request.sql, {
      database: request.database,
      parameters: request.parameters,
      bytesLimit: request.bytesScannedCutoff,
    });
    execution.planning = clock.now() - begun;
    execution.columns = query.columns;
    execution.bytesScanned = query.bytes;
    const parts: Buffer[] = [];
    if (query.kind === "DML")
      parts.push(Buffer.from(csvLine(query.columns.map(({ name }) => name))));
    await engine.run(
      query,
      (rows) => {
        const line =
          query.kind === "DML"
            ? csvLine
            : (row: readonly (string | null)[]) => `${row.join("\t")}\n`;
        parts.push(Buffer.from(rows.map(line).join("")));
      },
      stop.signal,
    );
    const { bucket, key } = resultLocation(execution);
    await objects.put({
      bucket,
      key,
      body: Buffer.concat(parts),
      contentType: "application/octet-stream",
    });
  }

  #forget(): void {
    for (const [id, execution] of this.#all) {
      if (this.#all.size <= remembered) return;
      if (isFinal(execution.state)) this.#all.delete(id);
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AwsError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
