import { AwsError } from "../../errors.ts";
import { noSuchKey, preconditionFailed } from "./errors.ts";
import type { ObjectMeta } from "./object-meta.ts";
import type { ByteRange, Check } from "./store.ts";

type Headers = Readonly<Record<string, string | undefined>>;

/** The client has the object as it is: 304, without a body. */
export class NotModified extends AwsError {
  override readonly name = "NotModified";
  readonly meta: ObjectMeta;

  constructor(meta: ObjectMeta) {
    super("NotModified", "Not Modified", { status: 304 });
    this.meta = meta;
  }
}

/**
 * Conditions of a read: `If-Match` outranks `If-Unmodified-Since`, `If-None-Match` outranks
 * `If-Modified-Since`.
 *
 * @param prefix `x-amz-copy-source-` for the source of a copy, where a match is an error, not a 304
 * @throws AwsError PreconditionFailed, NotModified
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function checkRead(headers: Headers, meta: ObjectMeta, prefix = ""): void {
  const ifMatch = headers[`${prefix}if-match`];
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  const unmodifiedSince = seconds(headers[`${prefix}if-unmodified-since`]);
  const modifiedSince = seconds(headers[`${prefix}if-modified-since`]);
  const modified = Math.floor(meta.lastModified / 1000);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, meta)) throw preconditionFailed("If-Match");
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const isKnown =
    ifNoneMatch === undefined
      ? modifiedSince !== undefined && modified <= modifiedSince
      : matches(ifNoneMatch, meta);
  if (!isKnown) return;
  throw prefix === "" ? new NotModified(meta) : preconditionFailed("If-None-Match");
}

/**
 * Conditions of a write.
 *
 * @returns throws AwsError PreconditionFailed, NoSuchKey, NotImplemented when run
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function writeCheck(headers: Headers, key: string): Check {
  const ifNoneMatch = headers["if-none-match"];
  const ifMatch = headers["if-match"];
  return (current) => {
    if (ifNoneMatch !== undefined) {
      if (ifNoneMatch !== "*") {
        throw new AwsError(
          "NotImplemented",
          "A header you provided implies functionality that is not implemented: If-None-Match of a write takes only *",
          { status: 501 },
        );
      }
      if (current !== undefined) throw preconditionFailed("If-None-Match");
    }
    if (ifMatch === undefined) return;
    if (current === undefined) throw noSuchKey(key);
    if (!matches(ifMatch, current)) throw preconditionFailed("If-Match");
  };
}

/**
 * The part that a `Range` header asks for. Undefined (the whole object) where there is none, and
 * where S3 ignores it: several ranges, or not a range of bytes.
 *
 * @throws AwsError InvalidRange
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const offset = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (offset >= end) {
    throw new AwsError("InvalidRange", "The requested range is not satisfiable", {
      status: 416,
      fields: { RangeRequested: header, ActualObjectSize: size },
    });
  }
  return { offset, length: end - offset };
}

function matches(header: string, meta: ObjectMeta): boolean {
  return header.split(",").some((each) => {
    const tag = unquote(each.trim().replace(/^W\//, ""));
    return tag === "*" || tag === meta.etag;
  });
}

/** `"abc"` → `abc`. */
export function unquote(etag: string): string {
  return etag.replace(/^"(.*)"$/, "$1");
}

function seconds(date: string | undefined): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000);
}
