import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";

const inflaters = { gzip: promisify(gunzip), deflate: promisify(inflate) };

export type DecodedBody =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly why: "coding" | "corrupt" | "too-large" };

/**
 * A body without its content coding. API Gateway takes `gzip`, `deflate` and `identity`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html).
 *
 * @param limit largest size in bytes after decoding: a small body may unpack to gigabytes
 */
export async function decodeBody(
  body: Buffer,
  coding: string | undefined,
  limit: number,
): Promise<DecodedBody> {
  const name = coding?.trim().toLowerCase() ?? "identity";
  if (name === "identity" || name === "") return { ok: true, body };
  if (name !== "gzip" && name !== "deflate") return { ok: false, why: "coding" };
  try {
    return { ok: true, body: await inflaters[name](body, { maxOutputLength: limit }) };
  } catch (error) {
    const tooLarge =
      error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return { ok: false, why: tooLarge ? "too-large" : "corrupt" };
  }
}

/** `application/json; charset=utf-8` → `application/json`; without one API Gateway assumes JSON. */
export function mediaType(contentType: string | undefined): string {
  if (contentType === undefined) return "application/json";
  const end = contentType.indexOf(";");
  const type = (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase();
  return type === "" ? "application/json" : type;
}
