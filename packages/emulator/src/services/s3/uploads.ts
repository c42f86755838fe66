import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import { AwsError } from "../../errors.ts";
import type { Disk } from "../../storage/disk.ts";
import { ChecksumBuilder } from "./checksums.ts";
import { md5Hex } from "./digest.ts";
import { noSuchUpload } from "./errors.ts";
import type { Journal, JournalRecord } from "./journal.ts";
import { Locks } from "./locks.ts";
import type { ObjectMeta, StoredChecksum, Upload, UploadPart } from "./object-meta.ts";
import type { Check, ObjectStore } from "./store.ts";

/** Every part but the last. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * 1024 * 1024;

interface OpenUpload {
  readonly upload: Upload;
  readonly parts: Map<number, UploadPart>;
}

/** A part as CompleteMultipartUpload names it. */
export interface ChosenPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  /** In base64, where the client says it again. */
  readonly checksum?: string;
}

/** What a client asks of the joined object. */
export interface CompleteExpectations {
  readonly check: Check;
  /** Of the whole object, in base64. */
  readonly checksum?: string | undefined;
}

/** Multipart uploads: parts in files of their own until they are joined. They survive a restart. */
export class Uploads {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #store: ObjectStore;
  readonly #uploads = new Map<string, OpenUpload>();
  readonly #locks = new Locks();

  constructor(options: {
    disk: Disk;
    directory: string;
    clock: Clock;
    journal: Journal;
    store: ObjectStore;
  }) {
    this.#disk = options.disk;
    this.#directory = options.directory;
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#store = options.store;
  }

  /** @returns the upload's id. @throws AwsError NoSuchBucket */
  async start(upload: Omit<Upload, "initiatedAt">): Promise<string> {
    this.#store.bucket(upload.bucket);
    const id = randomBytes(24).toString("hex");
    await this.#append({
      type: "upload",
      id,
      upload: { ...upload, initiatedAt: this.#clock.now() },
    });
    return id;
  }

  /** @throws AwsError NoSuchUpload */
  get(bucket: string, key: string, id: string): Upload {
    return this.#open(bucket, key, id).upload;
  }

  /** Parts by number. @throws AwsError NoSuchUpload */
  parts(bucket: string, key: string, id: string): readonly UploadPart[] {
    const { parts } = this.#open(bucket, key, id);
    return [...parts.values()].sort((one, other) => one.number - other.number);
  }

  /** Uploads of a bucket by key, then by start. */
  list(bucket: string): readonly { readonly id: string; readonly upload: Upload }[] {
    return [...this.#uploads]
      .filter(([, { upload }]) => upload.bucket === bucket)
      .map(([id, { upload }]) => ({ id, upload }))
      .sort(
        (one, other) =>
          Buffer.compare(Buffer.from(one.upload.key), Buffer.from(other.upload.key)) ||
          one.upload.initiatedAt - other.upload.initiatedAt,
      );
  }

  /** @throws AwsError NoSuchUpload */
  async putPart(
    address: { bucket: string; key: string; id: string },
    number: number,
    bytes: Uint8Array,
    checksum: StoredChecksum | undefined,
  ): Promise<UploadPart> {
    const { bucket, key, id } = address;
    return this.#locks.run(id, async () => {
      const before = this.#open(bucket, key, id).parts.get(number);
      const part: UploadPart = {
        number,
        size: bytes.length,
        md5: md5Hex(bytes),
        lastModified: this.#clock.now(),
        ...(checksum === undefined ? {} : { checksum }),
      };
      await this.#disk.makeDirectory(this.#directory);
      await this.#disk.writeAtomic(this.#partPath(id, part), bytes);
      await this.#append({ type: "part", id, part });
      if (before !== undefined && before.md5 !== part.md5) {
        await this.#disk.remove(this.#partPath(id, before));
      }
      return part;
    });
  }

  /**
   * Joins the chosen parts to an object.
   *
   * @throws AwsError NoSuchUpload, InvalidPart, InvalidPartOrder, EntityTooSmall, BadDigest, what `check` throws
   */
  async complete(
    address: { bucket: string; key: string; id: string },
    chosen: readonly ChosenPart[],
    expected: CompleteExpectations,
  ): Promise<ObjectMeta> {
    const { bucket, key, id } = address;
    return this.#locks.run(id, async () => {
      const { upload, parts } = this.#open(bucket, key, id);
      const joined = choose(parts, chosen, id);
      const whole = await this.#join(id, upload, joined);
      if (expected.checksum !== undefined && expected.checksum !== whole.checksum?.value) {
        throw new AwsError("BadDigest", "The checksum of the object did not match what we joined.");
      }
      const { headers, metadata } = upload;
      const md5s = joined.map((part) => Buffer.from(part.md5, "hex"));
      const meta = await this.#store.put(
        bucket,
        key,
        { file: whole.path },
        {
          ...(headers === undefined ? {} : { headers }),
          ...(metadata === undefined ? {} : { metadata }),
          ...(whole.checksum === undefined ? {} : { checksum: whole.checksum }),
          etag: `${md5Hex(...md5s)}-${joined.length}`,
        },
        expected.check,
      );
      await this.#remove(id, parts);
      return meta;
    });
  }

  /** @throws AwsError NoSuchUpload */
  async abort(bucket: string, key: string, id: string): Promise<void> {
    await this.#locks.run(id, async () => this.#remove(id, this.#open(bucket, key, id).parts));
  }

  async removeOfBucket(bucket: string): Promise<void> {
    for (const { id, upload } of this.list(bucket)) await this.abort(bucket, upload.key, id);
  }

  apply(record: JournalRecord): void {
    if (record.type === "upload") {
      this.#uploads.set(record.id, { upload: record.upload, parts: new Map() });
    } else if (record.type === "part") {
      this.#uploads.get(record.id)?.parts.set(record.part.number, record.part);
    } else if (record.type === "upload-gone") {
      this.#uploads.delete(record.id);
    }
  }

  records(): JournalRecord[] {
    return [...this.#uploads].flatMap(([id, { upload, parts }]) => [
      { type: "upload", id, upload } as const,
      ...[...parts.values()].map((part) => ({ type: "part", id, part }) as const),
    ]);
  }

  /** Removes files of parts that a crash has left behind. */
  async recover(): Promise<void> {
    const known = new Set(
      [...this.#uploads].flatMap(([id, { parts }]) =>
        [...parts.values()].map((part) => this.#partPath(id, part)),
      ),
    );
    for (const name of await this.#disk.list(this.#directory)) {
      const path = join(this.#directory, name);
      if (!known.has(path)) await this.#disk.remove(path);
    }
  }

  #open(bucket: string, key: string, id: string): OpenUpload {
    const open = this.#uploads.get(id);
    if (open?.upload.bucket !== bucket || open.upload.key !== key) throw noSuchUpload(id);
    return open;
  }

  #partPath(id: string, part: UploadPart): string {
    return join(this.#directory, `${id}-${part.number}-${part.md5}`);
  }

  async #append(record: JournalRecord): Promise<void> {
    await this.#journal.append(record, () => this.apply(record));
  }

  async #remove(id: string, parts: ReadonlyMap<number, UploadPart>): Promise<void> {
    await this.#append({ type: "upload-gone", id });
    for (const part of parts.values()) await this.#disk.remove(this.#partPath(id, part));
  }

  async #join(
    id: string,
    upload: Upload,
    parts: readonly UploadPart[],
  ): Promise<{ path: string; checksum: StoredChecksum | undefined }> {
    const path = join(this.#directory, `${id}-whole`);
    await this.#disk.remove(path);
    const { checksumAlgorithm: algorithm, checksumType } = upload;
    const isWhole = checksumType === "FULL_OBJECT";
    const checksum = algorithm === undefined ? undefined : new ChecksumBuilder(algorithm);
    const file = await this.#disk.openAppend(path);
    try {
      for (const part of parts) {
        const bytes = await this.#disk.read(this.#partPath(id, part));
        if (bytes === undefined || md5Hex(bytes) !== part.md5) throw invalidPart(id, part);
        checksum?.update(isWhole ? bytes : Buffer.from(part.checksum?.value ?? "", "base64"));
        await file.append([bytes]);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    if (checksum === undefined || algorithm === undefined) return { path, checksum: undefined };
    const value = checksum.base64();
    return {
      path,
      checksum: isWhole
        ? { algorithm, value, type: "FULL_OBJECT" }
        : { algorithm, value: `${value}-${parts.length}`, type: "COMPOSITE" },
    };
  }
}

function choose(
  parts: ReadonlyMap<number, UploadPart>,
  chosen: readonly ChosenPart[],
  id: string,
): UploadPart[] {
  const joined = chosen.map((choice, index) => {
    const before = chosen[index - 1];
    if (before !== undefined && before.number >= choice.number) {
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
        { fields: { UploadId: id } },
      );
    }
    const part = parts.get(choice.number);
    if (part === undefined || part.md5 !== choice.etag) throw invalidPart(id, choice);
    if (choice.checksum !== undefined && choice.checksum !== part.checksum?.value) {
      throw invalidPart(id, choice);
    }
    return part;
  });
  const small = joined.slice(0, -1).find((part) => part.size < MIN_PART_BYTES);
  if (small !== undefined) {
    throw new AwsError(
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
      {
        fields: {
          ProposedSize: small.size,
          MinSizeAllowed: MIN_PART_BYTES,
          PartNumber: small.number,
          ETag: small.md5,
        },
      },
    );
  }
  return joined;
}

function invalidPart(id: string, part: { readonly number: number }): AwsError {
  return new AwsError(
    "InvalidPart",
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { fields: { UploadId: id, PartNumber: part.number } },
  );
}
