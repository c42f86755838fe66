import { isUtf8 } from "node:buffer";

/** A request body that was read as JSON, or why it was not. */
export type JsonBody =
  | { readonly ok: true; readonly text: string; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a request body as one JSON text in UTF-8, strictly: no byte order mark, no second value, no
 * NaN. The reason of a refusal says what is wrong and where.
 */
export function readJsonBody(bytes: Buffer): JsonBody {
  if (bytes.length === 0) return refused("the body is empty");
  const [first, second] = bytes;
  if ((first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)) {
    return refused("the body is UTF-16, expected UTF-8");
  }
  if (first === 0xef && second === 0xbb && bytes[2] === 0xbf) {
    return refused("the body begins with a byte order mark");
  }
  if (!isUtf8(bytes)) return refused("the body is not valid UTF-8");
  const text = bytes.toString("utf8");
  try {
    return { ok: true, text, value: JSON.parse(text) };
  } catch (error) {
    if (second === 0 || first === 0) return refused("the body is UTF-16, expected UTF-8");
    return refused(error instanceof Error ? error.message : "invalid JSON");
  }
}

function refused(reason: string): JsonBody {
  return { ok: false, reason };
}
