import { type XmlValue, xmlDocument } from "../../wire/rest-xml.ts";
import type { WireResponse } from "../../wire/service.ts";
import type { ObjectMeta, StoredChecksum } from "./object-meta.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

export function xmlResponse(
  root: string,
  value: XmlValue,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  return {
    status: 200,
    headers: { "content-type": "application/xml", ...headers },
    body: xmlDocument(root, value, NAMESPACE),
  };
}

export function emptyResponse(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  return { status, headers, body: "" };
}

export function quote(etag: string): string {
  return `"${etag}"`;
}

/** S3 knows whole seconds only. */
export function isoSeconds(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}

/** Headers of an object's answer, but its length. */
export function objectHeaders(meta: ObjectMeta): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "binary/octet-stream",
    ...meta.headers,
    etag: quote(meta.etag),
    "last-modified": new Date(meta.lastModified).toUTCString(),
    "accept-ranges": "bytes",
  };
  for (const [name, value] of Object.entries(meta.metadata ?? {})) {
    headers[`x-amz-meta-${name}`] = headerValue(value);
  }
  return headers;
}

/** `x-amz-checksum-crc32`, `x-amz-checksum-type`. */
export function checksumHeaders(checksum: StoredChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
    "x-amz-checksum-type": checksum.type,
  };
}

/** `ChecksumCRC32`, `ChecksumType` of an XML answer. */
export function checksumElements(checksum: StoredChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

/**
 * A header carries bytes, so text outside Latin-1, and control characters, are encoded as AWS does.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
 */
function headerValue(value: string): string {
  if (/^[\x20-\x7e\xa0-\xff]*$/.test(value)) return value;
  return `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`;
}
