import { AwsError } from "../../errors.ts";
import { hostName } from "../../wire/host-check.ts";
import type { WireRequest } from "../../wire/service.ts";
import type { ObjectStore } from "./store.ts";

/** A request to S3 with the bucket and key it speaks of. */
export interface S3Request extends WireRequest {
  /** Empty for a request to the service itself. */
  readonly bucket: string;
  /** Empty for a request to a bucket. */
  readonly key: string;
}

/** What every operation works on. */
export interface S3Context {
  readonly store: ObjectStore;
  readonly region: string;
}

/** Bucket and key from the path (`/bucket/key`), or from the host (`bucket.localhost`) and the path. */
export function s3Request(request: WireRequest): S3Request {
  const name = hostName(request.headers.host ?? "");
  const path = request.path.startsWith("/") ? request.path.slice(1) : request.path;
  if (name.endsWith(".localhost")) {
    return { ...request, bucket: name.slice(0, -".localhost".length), key: decode(path) };
  }
  const slash = path.indexOf("/");
  if (slash < 0) return { ...request, bucket: decode(path), key: "" };
  return { ...request, bucket: decode(path.slice(0, slash)), key: decode(path.slice(slash + 1)) };
}

/** Percent-decodes; `+` is a plus. @throws AwsError InvalidURI */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new AwsError("InvalidURI", `Couldn't parse the specified URI: ${text}`, { cause: error });
  }
}
