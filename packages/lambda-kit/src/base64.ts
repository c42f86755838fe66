import { isUtf8 } from "node:buffer";

// One buffer for every record: allocating per record costs as much as decoding. It holds nothing
// from one call to the next.
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

function reserve(bytes: number): void {
  if (scratch.length < bytes) {
    scratch = Buffer.allocUnsafeSlow(Math.max(bytes, scratch.length * 2));
  }
}

/**
 * A record's bytes. Texts are decoded piece by piece: one letter beyond Latin-1 makes a text two bytes a
 * character, which in pieces concerns the event that has it rather than the hundred around it. Good
 * until something else is decoded or encoded.
 */
export class RecordBytes {
  /** A character a byte: ASCII is found here at a fraction of what decoding costs. */
  readonly latin1: string;

  constructor(base64: string) {
    reserve(base64.length);
    this.latin1 = scratch.toString("latin1", 0, scratch.write(base64, "base64"));
  }

  isUtf8(): boolean {
    return isUtf8(scratch.subarray(0, this.latin1.length));
  }

  /**
   * The texts from each start to the next; undefined where the bytes are not UTF-8.
   *
   * @param starts of ASCII characters
   */
  textsFrom(starts: readonly number[]): string[] | undefined {
    const texts: string[] = [];
    let mayBeReplaced = false;
    for (const [i, start] of starts.entries()) {
      const text = scratch.toString("utf8", start, starts[i + 1] ?? this.latin1.length);
      // U+FFFD is either the sender's own or stands for bytes that are no UTF-8.
      mayBeReplaced ||= text.includes("\ufffd");
      texts.push(text);
    }
    if (mayBeReplaced && !this.isUtf8()) return undefined;
    return texts;
  }
}

/** Base64 of a text's UTF-8. */
export function encodeText(text: string): string {
  reserve(text.length * 3);
  const length = scratch.write(text, "utf8");
  return scratch.toString("base64", 0, length);
}
