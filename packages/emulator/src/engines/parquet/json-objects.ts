const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const SPACE = 0x20;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds consecutive JSON objects (`{…}{…}`, white space between them allowed) without parsing them:
 * it only counts brackets outside strings. Each object must lie on one line.
 *
 * @returns start and end of each, in turns; undefined where the bytes are anything else (an array, a
 *   scalar, an object over several lines, something between the objects, an unfinished one) or hold no
 *   object at all
 */
export function objectBounds(bytes: Uint8Array): Uint32Array | undefined {
  const bounds: number[] = [];
  const end = bytes.length;
  let position = 0;
  for (;;) {
    while (position < end && isSpace(bytes[position])) position++;
    if (position === end) return bounds.length === 0 ? undefined : Uint32Array.from(bounds);
    if (bytes[position] !== OPEN_BRACE) return undefined;
    const start = position;
    position = endOfObject(bytes, start);
    if (position < 0) return undefined;
    bounds.push(start, position);
  }
}

/** The objects that `objectBounds` finds. */
export function splitJsonObjects(bytes: Uint8Array): Uint8Array[] | undefined {
  const bounds = objectBounds(bytes);
  if (bounds === undefined) return undefined;
  const objects: Uint8Array[] = [];
  for (let at = 0; at < bounds.length; at += 2) {
    objects.push(bytes.subarray(bounds[at], bounds[at + 1]));
  }
  return objects;
}

/** Where the object that begins at `start` ends, or −1. */
function endOfObject(bytes: Uint8Array, start: number): number {
  const end = bytes.length;
  let depth = 0;
  for (let position = start; position < end; position++) {
    const byte = bytes[position];
    if (byte === QUOTE) {
      // Most bytes lie in strings: they have a loop of their own.
      for (;;) {
        position++;
        if (position >= end) return -1;
        const inside = bytes[position];
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) position++;
        else if (inside === LF || inside === CR) return -1;
      }
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return position + 1;
    } else if (byte === LF || byte === CR) return -1;
  }
  return -1;
}

function isSpace(byte: number | undefined): boolean {
  return byte === LF || byte === SPACE || byte === CR || byte === TAB;
}
