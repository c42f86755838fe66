import type { WireResponse } from "../../wire/service.ts";
import type { Bucket } from "./bucket.ts";
import { invalidArgument } from "./errors.ts";
import { compareKeys } from "./key-order.ts";
import type { S3Context, S3Request } from "./request.ts";
import { isoSeconds, quote, xmlResponse } from "./response.ts";

const MAX_KEYS = 1_000;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export async function listObjectsV2(
  { bucket: name, query }: S3Request,
  { store }: S3Context,
): Promise<WireResponse> {
  const bucket = store.bucket(name);
  const asked = readQuery(query);
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after");
  const after = token === null ? startAfter : readToken(token);
  const page = pageOf(bucket, { ...asked, after: after ?? undefined });
  return xmlResponse("ListBucketResult", {
    Name: name,
    Prefix: asked.encode(asked.prefix),
    StartAfter: startAfter === null ? undefined : asked.encode(startAfter),
    ContinuationToken: token ?? undefined,
    NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
    KeyCount: page.keys.length + page.prefixes.length,
    MaxKeys: asked.maxKeys,
    Delimiter: asked.delimiter === "" ? undefined : asked.encode(asked.delimiter),
    EncodingType: asked.encodingType,
    IsTruncated: page.next !== undefined,
    Contents: contents(bucket, page.keys, asked.encode, query.get("fetch-owner") === "true"),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: asked.encode(prefix) })),
  });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export async function listObjects(
  { bucket: name, query }: S3Request,
  { store }: S3Context,
): Promise<WireResponse> {
  const bucket = store.bucket(name);
  const asked = readQuery(query);
  const marker = query.get("marker") ?? "";
  const page = pageOf(bucket, { ...asked, after: marker === "" ? undefined : marker });
  // Without a delimiter the last key is the next marker, and is not said again.
  const nextMarker = asked.delimiter === "" ? undefined : page.next;
  return xmlResponse("ListBucketResult", {
    Name: name,
    Prefix: asked.encode(asked.prefix),
    Marker: asked.encode(marker),
    NextMarker: nextMarker === undefined ? undefined : asked.encode(nextMarker),
    MaxKeys: asked.maxKeys,
    Delimiter: asked.delimiter === "" ? undefined : asked.encode(asked.delimiter),
    EncodingType: asked.encodingType,
    IsTruncated: page.next !== undefined,
    Contents: contents(bucket, page.keys, asked.encode, true),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: asked.encode(prefix) })),
  });
}

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last entry, where more follow. */
  readonly next: string | undefined;
}

/** Keys after `after`; those that have the delimiter behind the prefix are one entry, up to it. */
export function pageOf(
  bucket: Pick<Bucket, "keys">,
  asked: { prefix: string; delimiter: string; maxKeys: number; after: string | undefined },
): Page {
  const { prefix, delimiter, maxKeys, after } = asked;
  const sorted = bucket.keys;
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  let key =
    after === undefined || compareKeys(after, prefix) < 0
      ? sorted.atOrAfter(prefix)
      : sorted.after(after);
  while (maxKeys > 0 && key?.startsWith(prefix)) {
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const rolled = at < 0 ? undefined : key.slice(0, at + delimiter.length);
    if (rolled === undefined || rolled !== after) {
      if (keys.length + prefixes.length === maxKeys) return { keys, prefixes, next: last };
      if (rolled === undefined) keys.push(key);
      else prefixes.push(rolled);
      last = rolled ?? key;
    }
    key = rolled === undefined ? sorted.after(key) : sorted.afterPrefix(rolled);
  }
  return { keys, prefixes, next: undefined };
}

function readQuery(query: URLSearchParams) {
  const encodingType = query.get("encoding-type") ?? undefined;
  if (encodingType !== undefined && encodingType !== "url") {
    throw invalidArgument(
      "Invalid Encoding Method specified in Request",
      "encoding-type",
      encodingType,
    );
  }
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxKeys: Math.min(MAX_KEYS, readCount(query, "max-keys", MAX_KEYS)),
    encodingType,
    encode: encodingType === undefined ? (text: string) => text : encodeForUrl,
  };
}

/** A number of the query. @throws AwsError InvalidArgument */
export function readCount(query: URLSearchParams, name: string, missing: number): number {
  const text = query.get(name);
  if (text === null || text === "") return missing;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
  }
  return Number(text);
}

function contents(
  bucket: Bucket,
  keys: readonly string[],
  encode: (text: string) => string,
  withOwner: boolean,
) {
  return keys.flatMap((key) => {
    const meta = bucket.get(key);
    if (meta === undefined) return [];
    return {
      Key: encode(key),
      LastModified: isoSeconds(meta.lastModified),
      ETag: quote(meta.etag),
      ChecksumAlgorithm: meta.checksum?.algorithm,
      ChecksumType: meta.checksum?.type,
      Size: meta.size,
      StorageClass: "STANDARD",
      Owner: withOwner ? { ID: "tributary", DisplayName: "tributary" } : undefined,
    };
  });
}

/** `%20` for a space, which those who decode `+` and those who do not read alike. */
function encodeForUrl(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/");
}

function writeToken(after: string): string {
  return Buffer.from(`1${after}`).toString("base64url");
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!text.startsWith("1") || writeToken(text.slice(1)) !== token) {
    throw invalidArgument(
      "The continuation token provided is incorrect",
      "continuation-token",
      token,
    );
  }
  return text.slice(1);
}
