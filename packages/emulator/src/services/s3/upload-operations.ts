import { AwsError } from "../../errors.ts";
import type { WireResponse } from "../../wire/service.ts";
import { childText, readXml } from "../../wire/xml-reader.ts";
import { readPayload } from "./aws-chunked.ts";
import { CHECKSUM_ALGORITHMS, checksumOf, verifyBody } from "./checksums.ts";
import { checkRead, readRange, unquote, writeCheck } from "./conditions.ts";
import { invalidArgument, invalidRequest, malformedXml } from "./errors.ts";
import { readCount } from "./list-operations.ts";
import { sentObjectHeaders } from "./object-headers.ts";
import type { ChecksumAlgorithm, StoredChecksum, Upload } from "./object-meta.ts";
import { copySource } from "./object-operations.ts";
import type { S3Context, S3Request } from "./request.ts";
import {
  checksumElements,
  checksumHeaders,
  emptyResponse,
  isoSeconds,
  quote,
  xmlResponse,
} from "./response.ts";
import type { ChosenPart } from "./uploads.ts";

const MAX_PARTS = 10_000;
const MAX_LISTED = 1_000;

export async function createMultipartUpload(
  request: S3Request,
  { store }: S3Context,
): Promise<WireResponse> {
  const { bucket, key } = request;
  const algorithm = askedAlgorithm(request);
  const checksumType =
    request.headers["x-amz-checksum-type"] === "FULL_OBJECT" || algorithm === "CRC64NVME"
      ? "FULL_OBJECT"
      : "COMPOSITE";
  const checksum =
    algorithm === undefined ? {} : ({ checksumAlgorithm: algorithm, checksumType } as const);
  const id = await store.uploads.start({ bucket, key, ...sentObjectHeaders(request), ...checksum });
  const headers: Record<string, string> =
    algorithm === undefined
      ? {}
      : { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": checksumType };
  return xmlResponse(
    "InitiateMultipartUploadResult",
    { Bucket: bucket, Key: key, UploadId: id },
    headers,
  );
}

export async function uploadPart(request: S3Request, context: S3Context): Promise<WireResponse> {
  const { bytes, trailers } = readPayload(request);
  const given = verifyBody(bytes, request.headers, trailers);
  const part = await storePart(request, context, bytes, given);
  return emptyResponse(200, { etag: quote(part.md5), ...checksumHeaders(part.checksum) });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export async function uploadPartCopy(
  request: S3Request,
  context: S3Context,
): Promise<WireResponse> {
  const source = copySource(request);
  const { bytes } = await context.store.read(source.bucket, source.key, (current) => {
    checkRead(request.headers, current, "x-amz-copy-source-");
    return readRange(request.headers["x-amz-copy-source-range"], current.size);
  });
  const part = await storePart(request, context, bytes, undefined);
  return xmlResponse("CopyPartResult", {
    LastModified: isoSeconds(part.lastModified),
    ETag: quote(part.md5),
    ...checksumElements(part.checksum),
  });
}

export async function completeMultipartUpload(
  request: S3Request,
  { store }: S3Context,
): Promise<WireResponse> {
  const { bucket, key } = request;
  const address = { bucket, key, id: uploadId(request) };
  const { checksumAlgorithm: algorithm } = store.uploads.get(bucket, key, address.id);
  const chosen = readChosenParts(request.body, algorithm);
  const header = algorithm === undefined ? undefined : `x-amz-checksum-${algorithm.toLowerCase()}`;
  const meta = await store.uploads.complete(address, chosen, {
    check: writeCheck(request.headers, key),
    checksum: header === undefined ? undefined : request.headers[header],
  });
  return xmlResponse("CompleteMultipartUploadResult", {
    Location: `http://${request.headers.host ?? "localhost"}${request.path}`,
    Bucket: bucket,
    Key: key,
    ETag: quote(meta.etag),
    ...checksumElements(meta.checksum),
  });
}

export async function abortMultipartUpload(
  request: S3Request,
  { store }: S3Context,
): Promise<WireResponse> {
  await store.uploads.abort(request.bucket, request.key, uploadId(request));
  return emptyResponse(204);
}

export async function listParts(request: S3Request, { store }: S3Context): Promise<WireResponse> {
  const { bucket, key, query } = request;
  const id = uploadId(request);
  const { checksumAlgorithm, checksumType } = store.uploads.get(bucket, key, id);
  const marker = readCount(query, "part-number-marker", 0);
  const max = Math.min(MAX_LISTED, readCount(query, "max-parts", MAX_LISTED));
  const following = store.uploads.parts(bucket, key, id).filter(({ number }) => number > marker);
  const parts = following.slice(0, max);
  return xmlResponse("ListPartsResult", {
    Bucket: bucket,
    Key: key,
    UploadId: id,
    PartNumberMarker: marker,
    NextPartNumberMarker: parts.at(-1)?.number ?? 0,
    MaxParts: max,
    IsTruncated: following.length > parts.length,
    StorageClass: "STANDARD",
    ChecksumAlgorithm: checksumAlgorithm,
    ChecksumType: checksumType,
    Part: parts.map((part) => ({
      PartNumber: part.number,
      LastModified: isoSeconds(part.lastModified),
      ETag: quote(part.md5),
      Size: part.size,
      ...(part.checksum === undefined
        ? {}
        : { [`Checksum${part.checksum.algorithm}`]: part.checksum.value }),
    })),
  });
}

export async function listMultipartUploads(
  { bucket, query }: S3Request,
  { store }: S3Context,
): Promise<WireResponse> {
  store.bucket(bucket);
  const prefix = query.get("prefix") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = query.get("upload-id-marker") ?? "";
  const max = Math.min(MAX_LISTED, readCount(query, "max-uploads", MAX_LISTED));
  const all = store.uploads.list(bucket);
  const at = all.findIndex(({ id, upload }) => upload.key === keyMarker && id === idMarker);
  const following = all
    .slice(at + 1)
    .filter(({ upload }) => upload.key.startsWith(prefix))
    .filter(({ upload }) => at >= 0 || keyMarker === "" || upload.key > keyMarker);
  const uploads = following.slice(0, max);
  const isTruncated = following.length > uploads.length;
  const last = isTruncated ? uploads.at(-1) : undefined;
  return xmlResponse("ListMultipartUploadsResult", {
    Bucket: bucket,
    KeyMarker: keyMarker,
    UploadIdMarker: idMarker,
    NextKeyMarker: last?.upload.key,
    NextUploadIdMarker: last?.id,
    Prefix: prefix,
    MaxUploads: max,
    IsTruncated: isTruncated,
    Upload: uploads.map(({ id, upload }) => ({
      Key: upload.key,
      UploadId: id,
      StorageClass: "STANDARD",
      Initiated: isoSeconds(upload.initiatedAt),
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
    })),
  });
}

async function storePart(
  request: S3Request,
  { store }: S3Context,
  bytes: Buffer,
  given: StoredChecksum | undefined,
) {
  const { bucket, key, query } = request;
  const id = uploadId(request);
  const number = readCount(query, "partNumber", 0);
  if (number < 1 || number > MAX_PARTS) {
    throw invalidArgument(
      `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
      "partNumber",
      query.get("partNumber") ?? "",
    );
  }
  const checksum = partChecksum(store.uploads.get(bucket, key, id), bytes, given);
  return store.uploads.putPart({ bucket, key, id }, number, bytes, checksum);
}

function partChecksum(
  { checksumAlgorithm: algorithm }: Upload,
  bytes: Buffer,
  given: StoredChecksum | undefined,
): StoredChecksum | undefined {
  if (algorithm === undefined || given?.algorithm === algorithm) return given;
  if (given !== undefined) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${given.algorithm.toLowerCase()}`,
    );
  }
  return { algorithm, value: checksumOf(algorithm, bytes), type: "FULL_OBJECT" };
}

function askedAlgorithm({ headers }: S3Request): ChecksumAlgorithm | undefined {
  const asked = headers["x-amz-checksum-algorithm"];
  if (asked === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS[asked.toLowerCase()];
  if (algorithm === undefined) throw invalidRequest("Checksum algorithm provided is unsupported.");
  return algorithm;
}

function readChosenParts(body: Buffer, algorithm: ChecksumAlgorithm | undefined): ChosenPart[] {
  const root = readXml(body.toString("utf8"));
  if (root?.name !== "CompleteMultipartUpload") throw malformedXml();
  const chosen = root.children.map((part) => {
    const number = Number(childText(part, "PartNumber"));
    const etag = childText(part, "ETag");
    if (part.name !== "Part" || etag === undefined || !Number.isInteger(number))
      throw malformedXml();
    const checksum = algorithm === undefined ? undefined : childText(part, `Checksum${algorithm}`);
    return { number, etag: unquote(etag), ...(checksum === undefined ? {} : { checksum }) };
  });
  if (chosen.length === 0) throw malformedXml();
  return chosen;
}

function uploadId({ query }: S3Request): string {
  const id = query.get("uploadId");
  if (id === null || id === "") {
    throw new AwsError(
      "InvalidArgument",
      "This operation does not accept a query without uploadId",
    );
  }
  return id;
}
