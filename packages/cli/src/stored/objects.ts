import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
}

export interface ReadOptions {
  /** Keys up to this one are left out. */
  readonly startAfter?: string | undefined;
  /** Keys from this one on are left out. */
  readonly endBefore?: string | undefined;
  /** Objects that are fetched ahead of the one that is worked on. */
  readonly ahead?: number;
}

/**
 * Objects that are fetched ahead: enough to hide the way to S3 and back. At most so many whole objects
 * are in memory (an archive object has 6 MB at the most, before its compression; a Parquet file 64 MB).
 */
const AHEAD = 6;

/** Keys of all objects under a prefix, in order. */
export async function* listKeys(
  s3: S3Client,
  bucket: string,
  prefix: string,
  { startAfter, endBefore }: ReadOptions = {},
): AsyncGenerator<string> {
  const pages = paginateListObjectsV2(
    { client: s3 },
    {
      Bucket: bucket,
      Prefix: prefix,
      ...(startAfter === undefined ? {} : { StartAfter: startAfter }),
    },
  );
  for await (const { Contents } of pages) {
    for (const { Key } of Contents ?? []) {
      if (Key === undefined) continue;
      if (endBefore !== undefined && Key >= endBefore) return;
      yield Key;
    }
  }
}

/** All objects under a prefix in the order of their keys, a bounded number of them fetched ahead. */
export async function* readObjects(
  s3: S3Client,
  bucket: string,
  prefix: string,
  options: ReadOptions = {},
): AsyncGenerator<StoredObject> {
  const keys = listKeys(s3, bucket, prefix, options);
  const coming: Promise<StoredObject>[] = [];
  const fetchNext = async (): Promise<void> => {
    const next = await keys.next();
    if (next.done === true) return;
    const object = readObject(s3, bucket, next.value).then((body) => ({ key: next.value, body }));
    // Awaited in its turn; until then a failure must not count as unhandled.
    object.catch(() => {});
    coming.push(object);
  };
  const ahead = options.ahead ?? AHEAD;
  while (coming.length < ahead) {
    const before = coming.length;
    await fetchNext();
    if (coming.length === before) break;
  }
  for (let object = coming.shift(); object !== undefined; object = coming.shift()) {
    yield await object;
    await fetchNext();
  }
}

async function readObject(s3: S3Client, bucket: string, key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!Body) throw new Error(`s3://${bucket}/${key} has no body`);
  return Buffer.from(await Body.transformToByteArray());
}
