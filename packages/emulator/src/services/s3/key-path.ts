/**
 * Object keys as paths on disk. An ordinary key is its own path (`lake/orders/dt=2026-01-02/x.parquet`),
 * so that other programs find the files. What a file system could mistake is written with `%`:
 *
 *     %41        a byte of the key in UTF-8, where the character is not safe on some platform
 *     name.%     the end of a key whose last segment has no dot: every file name has one …
 *     v1%2E0     … and no directory has one, so the object `a` can lie beside `a/b`
 *     Name%~1    the capitals of a name in a bit mask, so that `Name` and `name` differ where the
 *                file system ignores case; before the first dot: `Name%~1.csv`
 *     %-         an empty segment, as in `a//b`
 *     name%+     a directory whose name goes on in the next one: the segment is too long for one
 *
 * A `%` of the key is itself written as `%25`, which makes the encoding reversible. It never leaves
 * its directory: no segment is `.` or `..`, or begins with a dot.
 */

/** Longest encoded piece, without its marks; with them and a temporary file's suffix it stays below 255. */
const MAX_PIECE = 144;
const SAFE = /^[A-Za-z0-9 \-_.=+,@()~]$/;
/** Device names of Windows, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$) *(?:\.|$)/i;

/** Segments of the path of an object below its bucket's directory; the last one is the file's name. */
export function encodeKey(key: string): string[] {
  const segments = key.split("/");
  const last = segments.length - 1;
  return segments.flatMap((segment, index) => encodeSegment(segment, index === last));
}

/** The directory of a bucket. */
export function encodeBucket(bucket: string): string {
  return encodeSegment(bucket, false).join("");
}

/** The key of a path that `encodeKey` made; undefined for any other path. */
export function decodeKey(path: readonly string[]): string | undefined {
  let key = "";
  for (const [index, part] of path.entries()) {
    const isLast = index === path.length - 1;
    const continues = !isLast && part.endsWith("%+");
    const text = decodePiece(continues ? part.slice(0, -2) : part, isLast);
    if (text === undefined) return undefined;
    key += isLast || continues ? text : `${text}/`;
  }
  const canonical = encodeKey(key);
  const isCanonical =
    canonical.length === path.length && canonical.every((part, index) => part === path[index]);
  return isCanonical ? key : undefined;
}

/** Whether a name that `encodeKey` made is a file's. */
export function isFileName(name: string): boolean {
  return name.includes(".");
}

function encodeSegment(segment: string, isFile: boolean): string[] {
  if (segment === "") return [isFile ? "%-.%" : "%-"];
  const pieces = split([...segment]);
  const last = pieces.length - 1;
  return pieces.map((piece, index) =>
    index === last ? encodePiece(piece, isFile) : `${encodePiece(piece, false)}%+`,
  );
}

/** Pieces of at most MAX_PIECE encoded characters, full ones last: an extension stays whole. */
function split(characters: readonly string[]): string[][] {
  const pieces: string[][] = [];
  let piece: string[] = [];
  let length = 0;
  for (const character of characters.toReversed()) {
    const cost = SAFE.test(character) && character !== "." ? 1 : escapeBytes(character).length;
    if (length + cost > MAX_PIECE) {
      pieces.push(piece.reverse());
      piece = [];
      length = 0;
    }
    piece.push(character);
    length += cost;
  }
  pieces.push(piece.reverse());
  return pieces.reverse();
}

function encodePiece(characters: readonly string[], isFile: boolean): string {
  const text = characters.join("");
  const last = characters.length - 1;
  const isReserved = RESERVED.test(text);
  const encoded = characters
    .map((character, index) => {
      const isDot = character === ".";
      const isUnsafe =
        !SAFE.test(character) ||
        (isDot && (!isFile || index === 0 || index === last)) ||
        (character === " " && (index === 0 || index === last)) ||
        (isReserved && index === 0);
      return isUnsafe ? escapeBytes(character) : character;
    })
    .join("");
  const capitals = capitalsOf(text);
  const mark = capitals === "" ? "" : `%~${capitals}`;
  if (!isFile) return encoded + mark;
  const dot = encoded.indexOf(".");
  return dot < 0 ? `${encoded}${mark}.%` : encoded.slice(0, dot) + mark + encoded.slice(dot);
}

/** Which ASCII letters are capitals, the first letter in the lowest bit, in hexadecimal. */
function capitalsOf(text: string): string {
  let mask = 0n;
  let bit = 1n;
  for (const letter of text.match(/[A-Za-z]/g) ?? []) {
    if (letter < "a") mask |= bit;
    bit <<= 1n;
  }
  return mask === 0n ? "" : mask.toString(16);
}

function escapeBytes(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}

function decodePiece(part: string, isFile: boolean): string | undefined {
  const text = (isFile && part.endsWith(".%") ? part.slice(0, -2) : part).replace(
    /%~[0-9a-f]+/,
    "",
  );
  if (text === "%-") return "";
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
