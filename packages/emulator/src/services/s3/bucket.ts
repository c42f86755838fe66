import { AwsError } from "../../errors.ts";
import type { JournalRecord } from "./journal.ts";
import { SortedKeys } from "./key-order.ts";
import type { ObjectMeta } from "./object-meta.ts";

/** One bucket in memory: its whole objects, and what is being written. */
export class Bucket {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly #objects = new Map<string, ObjectMeta>();
  #keys = new SortedKeys();
  /** Metadata of writes that may or may not have replaced their file, oldest first. */
  readonly #pending = new Map<string, ObjectMeta[]>();

  constructor(name: string, createdAt: number) {
    this.name = name;
    this.createdAt = createdAt;
  }

  get keys(): SortedKeys {
    return this.#keys;
  }

  get isEmpty(): boolean {
    return this.#objects.size === 0 && this.#pending.size === 0;
  }

  get(key: string): ObjectMeta | undefined {
    return this.#objects.get(key);
  }

  /** The object is whole and durable: from now on it is seen. */
  settle(key: string, meta: ObjectMeta): void {
    if (!this.#objects.has(key)) this.#keys.add(key);
    this.#objects.set(key, meta);
  }

  /** For many objects at once, in any order. */
  settleAll(objects: Iterable<readonly [string, ObjectMeta]>): void {
    for (const [key, meta] of objects) this.#objects.set(key, meta);
    this.#keys = new SortedKeys(this.#objects.keys());
  }

  delete(key: string): void {
    this.#objects.delete(key);
    this.#keys.delete(key);
  }

  addPending(key: string, meta: ObjectMeta): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) this.#pending.set(key, [meta]);
    else pending.push(meta);
  }

  deletePending(key: string, meta: ObjectMeta): void {
    const rest = (this.#pending.get(key) ?? []).filter((each) => each !== meta);
    if (rest.length === 0) this.#pending.delete(key);
    else this.#pending.set(key, rest);
  }

  /** Hands over what a restart has found pending. */
  takePending(): Map<string, ObjectMeta[]> {
    const pending = new Map(this.#pending);
    this.#pending.clear();
    return pending;
  }

  *records(): Generator<JournalRecord> {
    yield { type: "bucket", bucket: this.name, createdAt: this.createdAt };
    for (const [key, meta] of this.#objects) yield { type: "put", bucket: this.name, key, meta };
    for (const [key, pending] of this.#pending) {
      for (const meta of pending) yield { type: "put", bucket: this.name, key, meta };
    }
  }
}

/**
 * @throws AwsError InvalidBucketName
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function checkBucketName(name: string): void {
  const isValid =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name);
  if (isValid) return;
  throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", {
    fields: { BucketName: name },
  });
}
