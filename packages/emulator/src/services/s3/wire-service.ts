import { randomBytes } from "node:crypto";
import { AwsError, NotImplementedError } from "../../errors.ts";
import type { WireLog } from "../../wire/log.ts";
import { errorXml } from "../../wire/rest-xml.ts";
import type { WireRequest, WireResponse, WireService } from "../../wire/service.ts";
import * as buckets from "./bucket-operations.ts";
import { NotModified } from "./conditions.ts";
import { listObjects, listObjectsV2 } from "./list-operations.ts";
import * as objects from "./object-operations.ts";
import { type S3Context, type S3Request, s3Request } from "./request.ts";
import { quote } from "./response.ts";
import * as uploads from "./upload-operations.ts";

/** One PutObject or UploadPart, held in memory; larger objects come in parts. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

type Handler = (request: S3Request, context: S3Context) => Promise<WireResponse>;
type Level = "service" | "bucket" | "object";

/** Operations by `<method> <level>`, then `?<sub-resource>`, then `<-` for a copy. */
const OPERATIONS: Readonly<Record<string, Handler>> = {
  "GET service": buckets.listBuckets,
  "PUT bucket": buckets.createBucket,
  "HEAD bucket": buckets.headBucket,
  "DELETE bucket": buckets.deleteBucket,
  "GET bucket?location": buckets.getBucketLocation,
  "POST bucket?delete": buckets.deleteObjects,
  "GET bucket": listObjects,
  "GET bucket?list-type": listObjectsV2,
  "GET bucket?uploads": uploads.listMultipartUploads,
  "PUT object": objects.putObject,
  "PUT object<-": objects.copyObject,
  "GET object": objects.getObject,
  "HEAD object": objects.headObject,
  "DELETE object": objects.deleteObject,
  "POST object?uploads": uploads.createMultipartUpload,
  "PUT object?uploadId": uploads.uploadPart,
  "PUT object?uploadId<-": uploads.uploadPartCopy,
  "POST object?uploadId": uploads.completeMultipartUpload,
  "DELETE object?uploadId": uploads.abortMultipartUpload,
  "GET object?uploadId": uploads.listParts,
};

/** Query parameters that make it another operation; the first one present decides. */
const SUB_RESOURCES = (
  "uploadId uploads location delete list-type versions acl attributes policy policyStatus versioning " +
  "tagging lifecycle cors encryption notification replication website logging accelerate " +
  "requestPayment object-lock legal-hold retention torrent restore select publicAccessBlock " +
  "ownershipControls intelligent-tiering inventory metrics analytics partNumber renameObject session " +
  "metadataTable metadataConfiguration abac"
).split(" ");

/** S3's REST XML API over a store. */
export function s3WireService(options: S3Context & { readonly log: WireLog }): WireService {
  return {
    signingName: "s3",
    maxBodyBytes: MAX_BODY_BYTES,
    async handle(wire) {
      const ids = {
        "x-amz-request-id": randomBytes(8).toString("hex").toUpperCase(),
        "x-amz-id-2": randomBytes(24).toString("base64"),
      };
      try {
        const request = s3Request(wire);
        const response = await operationOf(request)(request, options);
        return { ...response, headers: { ...ids, ...response.headers } };
      } catch (error) {
        const known = error instanceof AwsError ? error : internalError();
        if (known.status >= 500 && known.status !== 501) {
          options.log(`s3 ${wire.method} ${wire.path} failed`, known.cause ?? error);
        }
        const response = errorResponse(wire, known, ids);
        return { ...response, headers: { ...ids, ...response.headers } };
      }
    },
  };
}

function operationOf(request: S3Request): Handler {
  const { method, query, headers, bucket, key } = request;
  const level: Level = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const version = query.get("versionId");
  if (version !== null && version !== "null") throw new NotImplementedError("s3", "versionId");
  const subResource = SUB_RESOURCES.find((name) => query.has(name));
  const isCopy = method === "PUT" && headers["x-amz-copy-source"] !== undefined;
  const name = `${method} ${level}${subResource === undefined ? "" : `?${subResource}`}`;
  const operation = OPERATIONS[isCopy ? `${name}<-` : name];
  if (operation !== undefined) return operation;
  if (subResource !== undefined) throw new NotImplementedError("s3", name);
  throw new AwsError(
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
    { status: 405, fields: { Method: method, ResourceType: level.toUpperCase() } },
  );
}

function internalError(): AwsError {
  return new AwsError("InternalError", "We encountered an internal error. Please try again.", {
    status: 500,
  });
}

function errorResponse(
  wire: WireRequest,
  error: AwsError,
  ids: { "x-amz-request-id": string; "x-amz-id-2": string },
): WireResponse {
  if (error instanceof NotModified) {
    return { status: 304, headers: { etag: quote(error.meta.etag) }, body: "" };
  }
  // An answer to HEAD has no body; the SDKs read the status.
  if (wire.method === "HEAD") return { status: error.status, headers: {}, body: "" };
  const range: Record<string, string> = error.status === 416 ? contentRange(error) : {};
  return {
    status: error.status,
    headers: { "content-type": "application/xml", ...range },
    body: errorXml(error, {
      Resource: wire.path,
      requestId: ids["x-amz-request-id"],
      HostId: ids["x-amz-id-2"],
    }),
  };
}

function contentRange(error: AwsError): Record<string, string> {
  return { "content-range": `bytes */${String(error.fields.ActualObjectSize)}` };
}
