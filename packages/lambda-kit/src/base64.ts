import { isUtf8 } from "node:buffer";

// One buffer for every record: allocating per record costs as much as decoding. It holds nothing
// from one call to the next.
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

function reserve(bytes: number): void {
  if (scratch.length < bytes) {
    scratch = Buffer.allocUnsafeSlow(Math.max(bytes, scratch.length * 2));
  }
}

/** The text of base64-encoded UTF-8; undefined where the bytes are not UTF-8. */
export function decodeText(base64: string): string | undefined {
  reserve(base64.length);
  const length = scratch.write(base64, "base64");
  const text = scratch.toString("utf8", 0, length);
  // U+FFFD is either the sender's own or stands for bytes that are no UTF-8.
  if (text.includes("\ufffd") && !isUtf8(scratch.subarray(0, length))) return undefined;
  return text;
}

/** Base64 of a text's UTF-8. */
export function encodeText(text: string): string {
  reserve(text.length * 3);
  const length = scratch.write(text, "utf8");
  return scratch.toString("base64", 0, length);
}
