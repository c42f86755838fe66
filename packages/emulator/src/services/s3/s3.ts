import { type Clock, systemClock } from "../../clock.ts";
import type { Disk } from "../../storage/disk.ts";
import { stderrLog, type WireLog } from "../../wire/log.ts";
import type { WireService } from "../../wire/service.ts";
import type { ObjectInfo, Objects } from "../ports.ts";
import type { ObjectMeta } from "./object-meta.ts";
import { ObjectStore } from "./store.ts";
import { s3WireService } from "./wire-service.ts";

export interface S3Options {
  readonly disk: Disk;
  /** Absolute path of the directory that holds the buckets. */
  readonly directory: string;
  readonly clock?: Clock;
  /** Answered to GetBucketLocation; `us-east-1` where not said. */
  readonly region?: string;
  readonly log?: WireLog;
}

/**
 * S3 on plain files: an object lies at `<directory>/<bucket>/<key>`, its key encoded for disk.
 *
 * @example
 * const s3 = await S3.open({ disk: new NodeDisk(), directory: "/tmp/data/s3" });
 * await s3.ensureBucket("lake");
 * await s3.put({ bucket: "lake", key: "a/b.txt", body: Buffer.from("hello") });
 */
export class S3 implements Objects {
  readonly #store: ObjectStore;
  readonly #region: string;
  readonly #log: WireLog;

  /** @throws LogCorruptError where the journal of metadata is damaged */
  static async open(options: S3Options): Promise<S3> {
    const { disk, directory, clock = systemClock, log = stderrLog } = options;
    const store = await ObjectStore.open({ disk, directory, clock, log });
    return new S3(store, options.region ?? "us-east-1", log);
  }

  private constructor(store: ObjectStore, region: string, log: WireLog) {
    this.#store = store;
    this.#region = region;
    this.#log = log;
  }

  /** @throws AwsError InvalidBucketName */
  async ensureBucket(name: string): Promise<void> {
    await this.#store.createBucket(name);
  }

  /** Names, sorted. */
  buckets(): readonly string[] {
    return this.#store.buckets().map(({ name }) => name);
  }

  /** @throws AwsError NoSuchBucket, KeyTooLongError, ServiceUnavailable (503) when the disk refuses */
  async put(input: {
    bucket: string;
    key: string;
    body: Uint8Array;
    contentType?: string;
    contentEncoding?: string;
    metadata?: Readonly<Record<string, string>>;
  }): Promise<ObjectInfo> {
    const { bucket, key, body, contentType, contentEncoding, metadata } = input;
    const headers = {
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(contentEncoding === undefined ? {} : { "content-encoding": contentEncoding }),
    };
    const meta = await this.#store.put(
      bucket,
      key,
      { bytes: body },
      { headers, ...(metadata === undefined ? {} : { metadata }) },
    );
    return info(key, meta);
  }

  /** @throws AwsError NoSuchBucket, KeyTooLongError, ServiceUnavailable (503) when the disk refuses */
  async putFile(input: { bucket: string; key: string; path: string }): Promise<ObjectInfo> {
    const { bucket, key, path } = input;
    return info(key, await this.#store.put(bucket, key, { file: path }));
  }

  async get(bucket: string, key: string): Promise<Buffer> {
    return (await this.#store.read(bucket, key)).bytes;
  }

  /** No error where there is no such object. @throws AwsError NoSuchBucket */
  async remove(bucket: string, key: string): Promise<void> {
    await this.#store.remove(bucket, key);
  }

  async list(bucketName: string, prefix: string): Promise<readonly ObjectInfo[]> {
    const bucket = this.#store.bucket(bucketName);
    const objects: ObjectInfo[] = [];
    for (const key of bucket.keys.withPrefix(prefix)) {
      const meta = bucket.get(key);
      if (meta !== undefined) objects.push(info(key, meta));
    }
    return objects;
  }

  path(bucket: string, key: string): string {
    return this.#store.path(bucket, key);
  }

  /** The S3 API for the listener. */
  wireService(): WireService {
    return s3WireService({ store: this.#store, region: this.#region, log: this.#log });
  }

  /** Waits for writes under way and closes the journal. */
  async close(): Promise<void> {
    await this.#store.close();
  }
}

function info(key: string, meta: ObjectMeta): ObjectInfo {
  return { key, size: meta.size, etag: meta.etag, lastModified: meta.lastModified };
}
