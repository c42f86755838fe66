import { type Database, open, type RootDatabase } from "lmdb";
import { AwsError } from "../../errors.ts";
import { failPoint } from "../../fail-points.ts";

/** Keys in byte order, values as JSON text. */
export type Keyspace = Database<string, Uint8Array>;
/** Keys in byte order, values as bytes. */
export type Entries = Database<Buffer, Uint8Array>;

/** The longest key that a page of 4 KiB takes. Small pages write a third less than those of 8 KiB (measured). */
export const MAX_KEY_BYTES = 1978;
const PAGE_BYTES = 4096;
const MAX_KEYSPACES = 2048;
/** A group of writes holds the event loop no longer than this, and then commits. */
const GROUP_MS = 20;

interface Write {
  run(): void;
  settle(failure: Error | undefined): void;
}

/**
 * One lmdb environment. Writes are grouped: all that are waiting share a transaction, each runs in
 * it by itself, and all are acknowledged once it is committed to the operating system (which a
 * kill -9 does not undo). Transactions reach the disk a little later: see `flushed`.
 */
export class Store {
  readonly #root: RootDatabase<string, Uint8Array>;
  readonly #waiting: Write[] = [];
  readonly #exclusive: (() => void)[] = [];
  #running: Promise<void> | undefined;
  #flushing: Promise<void> | undefined;
  #closed = false;

  constructor(directory: string) {
    this.#root = open<string, Uint8Array>({
      path: directory,
      pageSize: PAGE_BYTES,
      maxDbs: MAX_KEYSPACES,
      encoding: "string",
      keyEncoding: "binary",
      noMemInit: true,
      eventTurnBatching: false,
    });
  }

  /** Opens a keyspace, new where there was none. Only in `exclusively`, or before the first write. */
  keyspace(name: string): Keyspace {
    return this.#root.openDB<string, Uint8Array>({
      name,
      encoding: "string",
      keyEncoding: "binary",
    });
  }

  entries(name: string): Entries {
    return this.#root.openDB<Buffer, Uint8Array>({
      name,
      encoding: "binary",
      keyEncoding: "binary",
    });
  }

  /** Names of all keyspaces. */
  keyspaceNames(): string[] {
    return [...this.#root.getKeys()].map((key) => Buffer.from(key).toString("utf8"));
  }

  /**
   * Runs `operation` in the next transaction and resolves when that is committed. The operation sees
   * what the ones before it wrote. It must check everything before it writes anything: what it throws
   * is passed on, and what it had written before would stay.
   *
   * @throws AwsError InternalServerError (500) where the transaction could not be committed.
   */
  write<T>(operation: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let outcome: () => void = () => reject(new Error("the write did not run"));
      this.#waiting.push({
        run() {
          try {
            const result = operation();
            outcome = () => resolve(result);
          } catch (error) {
            outcome = () => reject(error);
          }
        },
        settle(failure) {
          if (failure === undefined) outcome();
          else reject(failure);
        },
      });
      this.#start();
    });
  }

  /** Runs `job` while no transaction is open: for what creates or drops keyspaces. */
  exclusively<T>(job: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#exclusive.push(() => {
        try {
          resolve(job());
        } catch (error) {
          reject(error);
        }
      });
      this.#start();
    });
  }

  #start(): void {
    if (this.#closed) {
      this.#fail(new AwsError("InternalServerError", "The store is closed", { status: 500 }));
      return;
    }
    this.#running ??= this.#runAll().finally(() => {
      this.#running = undefined;
    });
  }

  #fail(error: Error): void {
    for (const write of this.#waiting.splice(0)) write.settle(error);
    this.#exclusive.length = 0;
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0 || this.#exclusive.length > 0) {
      for (const job of this.#exclusive.splice(0)) job();
      if (this.#waiting.length > 0) await this.#runGroup();
    }
  }

  async #runGroup(): Promise<void> {
    const group: Write[] = [];
    try {
      const pause = failPoint("dynamodb.write");
      if (pause !== undefined) await pause;
      await this.#root.transaction(() => {
        const until = performance.now() + GROUP_MS;
        for (const write of this.#waiting) {
          group.push(write);
          write.run();
          if (performance.now() > until) break;
        }
        this.#waiting.splice(0, group.length);
      });
      const acknowledge = failPoint("dynamodb.ack");
      if (acknowledge !== undefined) await acknowledge;
    } catch (error) {
      const failure = new AwsError("InternalServerError", "The write could not be committed", {
        status: 500,
        cause: await reasonOf(error),
      });
      // Where the transaction did not even begin, nothing that waits for it would ever end.
      const failed = group.length > 0 ? group : this.#waiting.splice(0);
      for (const write of failed) write.settle(failure);
      return;
    }
    for (const write of group) write.settle(undefined);
  }

  /**
   * Resolves when everything that was committed before the call is on the disk.
   *
   * @throws Error where the disk refuses: nothing may be checkpointed then.
   */
  async flushed(): Promise<void> {
    // One under way may have begun before the last commit: wait for it, then share the next one.
    await this.#flushing?.catch(() => {});
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  async #flush(): Promise<void> {
    const pause = failPoint("dynamodb.flush");
    if (pause !== undefined) await pause;
    await sync(this.#root);
  }

  async close(): Promise<void> {
    await this.#running;
    this.#closed = true;
    await this.#flushing;
    await this.#root.close();
  }
}

/** lmdb's own sync, which its types leave out: fdatasync, then the mark that recovery trusts. */
function sync(root: object): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!("sync" in root) || typeof root.sync !== "function") {
      throw new Error("this version of lmdb has no sync");
    }
    root.sync((error: Error | undefined) => (error === undefined ? resolve() : reject(error)));
  });
}

/** What made a commit fail: lmdb hangs it on the error as a promise that rejects. */
async function reasonOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !("commitError" in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (reason) {
    return reason;
  }
}
