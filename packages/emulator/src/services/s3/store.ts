import { dirname, join } from "node:path";
import type { Clock } from "../../clock.ts";
import { AwsError } from "../../errors.ts";
import { failPoint } from "../../fail-points.ts";
import type { Disk } from "../../storage/disk.ts";
import type { WireLog } from "../../wire/log.ts";
import { Bucket, checkBucketName } from "./bucket.ts";
import { fileDigest, md5Hex } from "./digest.ts";
import { noSuchBucket, noSuchKey } from "./errors.ts";
import { Journal, type JournalRecord } from "./journal.ts";
import { Locks } from "./locks.ts";
import { ObjectFiles } from "./object-files.ts";
import type { ObjectHeaders, ObjectMeta } from "./object-meta.ts";
import { Uploads } from "./uploads.ts";

export interface StoreOptions {
  readonly disk: Disk;
  /** Absolute; everything of S3 lies in it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: WireLog;
}

/** The bytes of an object to be: in memory, or in a file on the same file system that is taken over. */
export type Content =
  | { readonly bytes: Uint8Array; readonly md5?: string }
  | { readonly file: string; readonly md5?: string };

/** Looks at the object as it is before it is replaced or removed, and throws to keep it. */
export type Check = (current: ObjectMeta | undefined) => void;

/** A part of an object's bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Buckets and objects on plain files. An object is written in two durable steps: its metadata to
 * the journal, then its file, replaced as a whole. It is seen after both. After a crash between
 * them the file's MD5 tells which metadata is its own.
 */
export class ObjectStore {
  readonly #disk: Disk;
  readonly #clock: Clock;
  readonly #log: WireLog;
  readonly #files: ObjectFiles;
  readonly #buckets = new Map<string, Bucket>();
  readonly #locks = new Locks();
  readonly #journal: Journal;
  readonly uploads: Uploads;

  /** @throws LogCorruptError where the journal is damaged */
  static async open(options: StoreOptions): Promise<ObjectStore> {
    const { disk, directory, clock, log } = options;
    await disk.makeDirectory(directory);
    const replayed: JournalRecord[] = [];
    const touched = new Set<string>();
    const files = new ObjectFiles(disk, directory);
    let store: ObjectStore | undefined;
    const journal = await Journal.open({
      disk,
      directory: join(directory, ".journal"),
      clock,
      replay: (record, sinceSnapshot) => {
        replayed.push(record);
        if (sinceSnapshot && record.type === "put") {
          touched.add(dirname(files.path(record.bucket, record.key)));
        }
      },
      state: () => store?.records() ?? [],
      onDamage: (message) => log("S3's journal had a torn end, which was cut off", message),
      onError: (error) => log("S3's journal could not be compacted", error),
    });
    store = new ObjectStore(options, journal);
    for (const record of replayed) store.#apply(record);
    // A killed process may have renamed a file without syncing its directory. It is about to be
    // shown as an object: from then on it must not vanish.
    for (const path of touched) await syncIfThere(disk, path);
    await store.#recover();
    await store.uploads.recover();
    return store;
  }

  private constructor(options: StoreOptions, journal: Journal) {
    this.#disk = options.disk;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#files = new ObjectFiles(options.disk, options.directory);
    this.#journal = journal;
    this.uploads = new Uploads({
      disk: options.disk,
      directory: join(options.directory, ".uploads"),
      clock: options.clock,
      journal,
      store: this,
    });
  }

  /** Buckets by name. */
  buckets(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** @throws AwsError NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  hasBucket(name: string): boolean {
    return this.#buckets.has(name);
  }

  /** @returns whether it is new. @throws AwsError InvalidBucketName */
  async createBucket(name: string): Promise<boolean> {
    checkBucketName(name);
    return this.#locks.run(name, async () => {
      if (this.#buckets.has(name)) return false;
      const record = { type: "bucket", bucket: name, createdAt: this.#clock.now() } as const;
      await this.#durably(() => this.#journal.append(record, () => this.#apply(record)));
      return true;
    });
  }

  /** @throws AwsError NoSuchBucket, BucketNotEmpty */
  async deleteBucket(name: string): Promise<void> {
    await this.#locks.run(name, async () => {
      if (!this.bucket(name).isEmpty) {
        throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", {
          status: 409,
          fields: { BucketName: name },
        });
      }
      const record = { type: "bucket-gone", bucket: name } as const;
      await this.#durably(() => this.#journal.append(record, () => this.#apply(record)));
      await this.uploads.removeOfBucket(name);
    });
  }

  /** Where the object's bytes lie, or would lie. */
  path(bucket: string, key: string): string {
    return this.#files.path(bucket, key);
  }

  /** @throws AwsError NoSuchBucket, NoSuchKey */
  meta(bucket: string, key: string): ObjectMeta {
    const meta = this.bucket(bucket).get(key);
    if (meta === undefined) throw noSuchKey(key);
    return meta;
  }

  /** @throws AwsError NoSuchBucket, KeyTooLongError, whatever `check` throws, ServiceUnavailable */
  async put(
    bucketName: string,
    key: string,
    content: Content,
    headers: ObjectHeaders & { readonly etag?: string } = {},
    check: Check = () => {},
  ): Promise<ObjectMeta> {
    checkKey(key);
    return this.#locks.run(lockName(bucketName, key), async () => {
      const bucket = this.bucket(bucketName);
      check(bucket.get(key));
      const { size, md5 } = await this.#measure(content);
      const meta = { etag: md5, ...headers, size, md5, lastModified: this.#clock.now() };
      bucket.addPending(key, meta);
      try {
        await failPoint("s3.journal");
        await this.#journal.append({ type: "put", bucket: bucketName, key, meta }, () => {});
        await failPoint("s3.write");
        await this.#write(this.path(bucketName, key), content);
        await failPoint("s3.ack");
        bucket.settle(key, meta);
      } catch (error) {
        await this.#identifyAgain(bucket, key, meta);
        throw unavailable(error);
      } finally {
        bucket.deletePending(key, meta);
      }
      return meta;
    });
  }

  /**
   * An object's metadata and bytes, of one and the same write.
   *
   * @param choose looks at the metadata first: throws to refuse, or chooses a part of the bytes
   * @throws AwsError NoSuchBucket, NoSuchKey, whatever `choose` throws
   */
  async read(
    bucketName: string,
    key: string,
    choose: (meta: ObjectMeta) => ByteRange | undefined = () => undefined,
  ): Promise<{ meta: ObjectMeta; bytes: Buffer }> {
    const lock = lockName(bucketName, key);
    for (;;) {
      await this.#locks.free(lock);
      const bucket = this.bucket(bucketName);
      const meta = this.meta(bucketName, key);
      const { offset, length } = choose(meta) ?? { offset: 0, length: meta.size };
      const bytes = await this.#readFile(this.path(bucketName, key), offset, length, meta.size);
      // Overwritten while it was read: what was read may be either.
      if (this.#locks.isHeld(lock) || bucket.get(key) !== meta) continue;
      if (bytes?.length === length) return { meta, bytes };
      await this.#locks.run(lock, () => this.#identifyAgain(bucket, key, meta));
    }
  }

  /** No error where there is no such object. @throws AwsError NoSuchBucket, whatever `check` throws */
  async remove(bucketName: string, key: string, check: Check = () => {}): Promise<void> {
    await this.#locks.run(lockName(bucketName, key), async () => {
      const bucket = this.bucket(bucketName);
      const meta = bucket.get(key);
      check(meta);
      if (meta === undefined) return;
      await this.#durably(() => this.#disk.remove(this.path(bucketName, key)));
      bucket.delete(key);
    });
  }

  /** What the journal must know of now. */
  records(): readonly JournalRecord[] {
    const records: JournalRecord[] = [];
    for (const bucket of this.#buckets.values()) records.push(...bucket.records());
    return records.concat(this.uploads.records());
  }

  async close(): Promise<void> {
    await this.#locks.idle();
    await this.#journal.close();
  }

  #apply(record: JournalRecord): void {
    if (record.type === "bucket") {
      this.#buckets.set(record.bucket, new Bucket(record.bucket, record.createdAt));
    } else if (record.type === "bucket-gone") {
      this.#buckets.delete(record.bucket);
    } else if (record.type === "put") {
      this.#buckets.get(record.bucket)?.addPending(record.key, record.meta);
    } else {
      this.uploads.apply(record);
    }
  }

  /** After a start: the files decide which objects there are, the journal's records what they are. */
  async #recover(): Promise<void> {
    const onForeign = (path: string) => this.#log("Not an object, left alone", path);
    for (const name of await this.#files.buckets()) {
      const keys = await this.#files.keys(name, onForeign);
      const known = this.#buckets.get(name);
      if (known === undefined && keys.length === 0) continue;
      const bucket = known ?? new Bucket(name, this.#clock.now());
      this.#buckets.set(name, bucket);
      const pending = bucket.takePending();
      const objects: [string, ObjectMeta][] = [];
      for (const key of keys) {
        const candidates = pending.get(key) ?? [];
        const [only] = candidates;
        const meta =
          candidates.length === 1 ? only : await this.#files.identify(name, key, candidates);
        if (meta !== undefined) objects.push([key, meta]);
      }
      bucket.settleAll(objects);
    }
    // A bucket without a directory has no objects: what is pending there was never written.
    for (const bucket of this.#buckets.values()) bucket.takePending();
  }

  /** A write failed half-way, or another program changed the file: finds out what is there. */
  async #identifyAgain(bucket: Bucket, key: string, meta: ObjectMeta): Promise<void> {
    const candidates = [bucket.get(key), meta].filter((each) => each !== undefined);
    // What is found is shown, so it should last. A disk that refuses this, too, leaves no choice:
    // the object before may be gone.
    await syncIfThere(this.#disk, dirname(this.path(bucket.name, key))).catch(() => {});
    const found = await this.#files.identify(bucket.name, key, candidates);
    if (found === undefined) bucket.delete(key);
    else bucket.settle(key, found);
  }

  async #measure(content: Content): Promise<{ size: number; md5: string }> {
    if ("bytes" in content) {
      return { size: content.bytes.length, md5: content.md5 ?? md5Hex(content.bytes) };
    }
    const found = await fileDigest(this.#disk, content.file);
    if (found === undefined) throw new Error(`There is no file ${content.file} to take over`);
    return found;
  }

  async #write(path: string, content: Content): Promise<void> {
    await this.#disk.makeDirectory(dirname(path));
    if ("bytes" in content) await this.#disk.writeAtomic(path, content.bytes);
    else await this.#disk.adopt(content.file, path);
  }

  async #readFile(path: string, offset: number, length: number, size: number) {
    try {
      if (length === size) return await this.#disk.read(path);
      return await this.#disk.readRange(path, offset, length);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #durably(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw unavailable(error);
    }
  }
}

async function syncIfThere(disk: Disk, directory: string): Promise<void> {
  try {
    await disk.syncDirectory(directory);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function lockName(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}

function unavailable(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError("ServiceUnavailable", "The object could not be stored. Please try again.", {
    status: 503,
    cause: error,
  });
}

/** @throws AwsError KeyTooLongError, InvalidURI */
function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > 1024) {
    throw new AwsError("KeyTooLongError", "Your key is too long", {
      fields: { Size: size, MaxSizeAllowed: 1024 },
    });
  }
  if (key === "" || /\p{Surrogate}/u.test(key)) {
    throw new AwsError("InvalidURI", `Couldn't parse the specified URI: ${JSON.stringify(key)}`);
  }
}
