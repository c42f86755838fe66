import { join } from "node:path";
import type { Disk } from "../../storage/disk.ts";
import { fileDigest } from "./digest.ts";
import { decodeKey, encodeBucket, encodeKey, isFileName } from "./key-path.ts";
import type { ObjectMeta } from "./object-meta.ts";

/** Where objects lie: `<directory>/<bucket>/<key>`, encoded. */
export class ObjectFiles {
  readonly #disk: Disk;
  readonly #directory: string;

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
  }

  path(bucket: string, key: string): string {
    return join(this.#directory, encodeBucket(bucket), ...encodeKey(key));
  }

  /** Buckets that have a directory, and are not ours for other purposes (those begin with a dot). */
  async buckets(): Promise<string[]> {
    const buckets: string[] = [];
    for (const name of await this.#disk.list(this.#directory)) {
      if (isFileName(name)) continue;
      const bucket = decodeURIComponent(name.replace(/%(?![0-9A-F]{2})/g, "%25"));
      if (encodeBucket(bucket) === name) buckets.push(bucket);
    }
    return buckets;
  }

  /** Keys of every file of a bucket. Files that no key leads to go to `onForeign`. */
  async keys(bucket: string, onForeign: (path: string) => void): Promise<string[]> {
    const root = join(this.#directory, encodeBucket(bucket));
    const keys: string[] = [];
    const walk = async (parts: readonly string[]): Promise<void> => {
      for (const name of await this.#disk.list(join(root, ...parts))) {
        const path = [...parts, name];
        if (!isFileName(name)) {
          await walk(path);
          continue;
        }
        const key = decodeKey(path);
        if (key === undefined) onForeign(join(root, ...path));
        else keys.push(key);
      }
    };
    await walk([]);
    return keys;
  }

  /**
   * Which of the candidates (newest last) speaks of the file as it is now. A file that none speaks
   * of was put there by somebody else, and gets metadata of its own; undefined where there is none.
   */
  async identify(
    bucket: string,
    key: string,
    candidates: readonly ObjectMeta[],
  ): Promise<ObjectMeta | undefined> {
    const file = await fileDigest(this.#disk, this.path(bucket, key));
    if (file === undefined) return undefined;
    const { size, md5, modifiedAt } = file;
    return (
      candidates.findLast((candidate) => candidate.md5 === md5 && candidate.size === size) ?? {
        size,
        md5,
        etag: md5,
        lastModified: Math.floor(modifiedAt),
      }
    );
  }
}
