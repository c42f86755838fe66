import { AwsError, NotImplementedError } from "../../errors.ts";
import type { WireRequest } from "../../wire/service.ts";

/** Headers that come back with the object as they were sent. */
const KEPT = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-language",
  "expires",
] as const;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const MAX_METADATA_BYTES = 2048;
const META_PREFIX = "x-amz-meta-";
/** What would change how the object behaves, and does not here: refused rather than forgotten. */
const UNSUPPORTED = [
  "x-amz-tagging",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold",
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-website-redirect-location",
  "x-amz-write-offset-bytes",
] as const;
const ACLS = new Set(["private", "bucket-owner-full-control"]);

/**
 * What a request says of the object it writes.
 *
 * @throws AwsError MetadataTooLarge, NotImplemented, AccessControlListNotSupported
 */
export function sentObjectHeaders(request: WireRequest): {
  headers: Record<string, string>;
  metadata: Record<string, string>;
} {
  const sent = request.headers;
  const unsupported = UNSUPPORTED.find((name) => sent[name] !== undefined);
  if (unsupported !== undefined) throw new NotImplementedError("s3", `header ${unsupported}`);
  const acl = sent["x-amz-acl"];
  if (acl !== undefined && !ACLS.has(acl)) {
    throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
  const headers: Record<string, string> = {};
  for (const name of KEPT) {
    const value = sent[name];
    if (value !== undefined) headers[name] = value;
  }
  const encoding = (sent["content-encoding"] ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "" && each !== "aws-chunked")
    .join(",");
  if (encoding !== "") headers["content-encoding"] = encoding;
  return { headers, metadata: sentMetadata(sent) };
}

function sentMetadata(sent: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(sent)) {
    if (!name.startsWith(META_PREFIX) || value === undefined) continue;
    const key = name.slice(META_PREFIX.length);
    metadata[key] = value;
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > MAX_METADATA_BYTES) {
    throw new AwsError(
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
      { fields: { Size: size, MaxSizeAllowed: MAX_METADATA_BYTES } },
    );
  }
  return metadata;
}
