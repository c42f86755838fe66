import type { WireResponse } from "../../wire/service.ts";
import { readPayload } from "./aws-chunked.ts";
import { CHECKSUM_ALGORITHMS, checksumOf, verifyBody } from "./checksums.ts";
import { checkRead, readRange, writeCheck } from "./conditions.ts";
import { invalidArgument, invalidRequest } from "./errors.ts";
import { sentObjectHeaders } from "./object-headers.ts";
import type { ObjectMeta, StoredChecksum } from "./object-meta.ts";
import { decode, type S3Context, type S3Request } from "./request.ts";
import {
  checksumElements,
  checksumHeaders,
  emptyResponse,
  isoSeconds,
  objectHeaders,
  quote,
  xmlResponse,
} from "./response.ts";
import type { ByteRange } from "./store.ts";

/** Query parameters of a read that replace a header of the answer. */
const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;

export async function putObject(request: S3Request, { store }: S3Context): Promise<WireResponse> {
  const { bytes, trailers } = readPayload(request);
  const checksum = verifyBody(bytes, request.headers, trailers);
  const meta = await store.put(
    request.bucket,
    request.key,
    { bytes },
    { ...sentObjectHeaders(request), ...(checksum === undefined ? {} : { checksum }) },
    writeCheck(request.headers, request.key),
  );
  return emptyResponse(200, { etag: quote(meta.etag), ...checksumHeaders(meta.checksum) });
}

export async function getObject(request: S3Request, { store }: S3Context): Promise<WireResponse> {
  let range: ByteRange | undefined;
  const { meta, bytes } = await store.read(request.bucket, request.key, (current) => {
    checkRead(request.headers, current);
    range = readRange(request.headers.range, current.size);
    return range;
  });
  return { ...headOf(request, meta, range), body: bytes };
}

export async function headObject(request: S3Request, { store }: S3Context): Promise<WireResponse> {
  const meta = store.meta(request.bucket, request.key);
  checkRead(request.headers, meta);
  const range = readRange(request.headers.range, meta.size);
  const { status, headers } = headOf(request, meta, range);
  const length = String(range?.length ?? meta.size);
  return { status, headers: { ...headers, "content-length": length }, body: "" };
}

export async function deleteObject(
  request: S3Request,
  { store }: S3Context,
): Promise<WireResponse> {
  const ifMatch = request.headers["if-match"];
  const check =
    ifMatch === undefined ? undefined : writeCheck({ "if-match": ifMatch }, request.key);
  await store.remove(request.bucket, request.key, check);
  return emptyResponse(204);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export async function copyObject(request: S3Request, { store }: S3Context): Promise<WireResponse> {
  const source = copySource(request);
  const replaces = directive(request) === "REPLACE";
  if (!replaces && source.bucket === request.bucket && source.key === request.key) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { meta, bytes } = await store.read(source.bucket, source.key, (current) => {
    checkRead(request.headers, current, "x-amz-copy-source-");
    return undefined;
  });
  const checksum = copiedChecksum(request, meta, bytes);
  const { headers = {}, metadata = {} } = replaces ? sentObjectHeaders(request) : meta;
  const copy = await store.put(
    request.bucket,
    request.key,
    { bytes, md5: meta.md5 },
    { headers, metadata, ...(checksum === undefined ? {} : { checksum }) },
    writeCheck(request.headers, request.key),
  );
  return xmlResponse("CopyObjectResult", {
    LastModified: isoSeconds(copy.lastModified),
    ETag: quote(copy.etag),
    ...checksumElements(copy.checksum),
  });
}

/** Bucket and key of `x-amz-copy-source`. @throws AwsError InvalidArgument */
export function copySource(request: S3Request): { bucket: string; key: string } {
  const header = request.headers["x-amz-copy-source"] ?? "";
  const [path = "", version] = header.replace(/^\//, "").split("?versionId=");
  const slash = path.indexOf("/");
  if (slash <= 0 || slash === path.length - 1 || (version !== undefined && version !== "null")) {
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      header,
    );
  }
  return { bucket: decode(path.slice(0, slash)), key: decode(path.slice(slash + 1)) };
}

function directive(request: S3Request): string {
  const value = request.headers["x-amz-metadata-directive"] ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value;
  throw invalidArgument("Unknown metadata directive.", "x-amz-metadata-directive", value);
}

function copiedChecksum(
  request: S3Request,
  meta: ObjectMeta,
  bytes: Buffer,
): StoredChecksum | undefined {
  const wanted = request.headers["x-amz-checksum-algorithm"]?.toLowerCase();
  const algorithm = wanted === undefined ? meta.checksum?.algorithm : CHECKSUM_ALGORITHMS[wanted];
  if (algorithm === undefined) return undefined;
  // A copy is one object, not parts: a composite checksum is computed anew.
  return { algorithm, value: checksumOf(algorithm, bytes), type: "FULL_OBJECT" };
}

function headOf(request: S3Request, meta: ObjectMeta, range: ByteRange | undefined) {
  const headers = objectHeaders(meta);
  for (const name of OVERRIDES) {
    const value = request.query.get(`response-${name}`);
    if (value === null) continue;
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw invalidArgument("Header value cannot be sent", `response-${name}`, value);
    }
    headers[name] = value;
  }
  if (range === undefined) {
    const wantsChecksum = request.headers["x-amz-checksum-mode"]?.toUpperCase() === "ENABLED";
    if (wantsChecksum) Object.assign(headers, checksumHeaders(meta.checksum));
    return { status: 200, headers };
  }
  const last = range.offset + range.length - 1;
  headers["content-range"] = `bytes ${range.offset}-${last}/${meta.size}`;
  return { status: 206, headers };
}
