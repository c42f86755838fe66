/** An element of a JSON text: where its own text begins and ends. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** Whether there is white space outside strings in it. */
  readonly spaced: boolean;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * Finds elements of a JSON text by their path without parsing or printing them, so that an element
 * keeps its own text: 1.10 stays 1.10. The text must be valid JSON. Each container is scanned once.
 */
export class JsonText {
  readonly text: string;
  readonly #arrays = new Map<number, readonly Span[]>();
  readonly #objects = new Map<number, ReadonlyMap<string, Span>>();
  #position = 0;
  #spaced = false;

  constructor(text: string) {
    this.text = text;
  }

  /** The element at a path of keys and indices (negative ones count from the end). */
  find(path: readonly (string | number)[]): Span | undefined {
    let span: Span | undefined = this.root();
    for (const key of path) {
      if (span === undefined) return undefined;
      const first = this.text.charCodeAt(span.start);
      if (typeof key === "number") {
        if (first !== 0x5b) return undefined;
        span = this.elements(span).at(key);
      } else {
        if (first !== 0x7b) return undefined;
        span = this.members(span).get(key);
      }
    }
    return span;
  }

  root(): Span {
    let start = 0;
    while (isSpace(this.text.charCodeAt(start))) start += 1;
    let end = this.text.length;
    while (end > start && isSpace(this.text.charCodeAt(end - 1))) end -= 1;
    return { start, end, spaced: true };
  }

  /** The text of an element without insignificant white space: one line. */
  compact(span: Span): string {
    const own = this.text.slice(span.start, span.end);
    return span.spaced ? compactJson(own) : own;
  }

  /** The elements of an array. */
  elements(array: Span): readonly Span[] {
    let found = this.#arrays.get(array.start);
    if (found === undefined) {
      const spans: Span[] = [];
      this.#position = array.start + 1;
      this.#skipSpace();
      while (this.text.charCodeAt(this.#position) !== 0x5d) {
        spans.push(this.#value());
        this.#separator();
      }
      found = spans;
      this.#arrays.set(array.start, found);
    }
    return found;
  }

  /** The members of an object by name; of a repeated name the last one. */
  members(object: Span): ReadonlyMap<string, Span> {
    let found = this.#objects.get(object.start);
    if (found === undefined) {
      const spans = new Map<string, Span>();
      this.#position = object.start + 1;
      this.#skipSpace();
      while (this.text.charCodeAt(this.#position) !== 0x7d) {
        const start = this.#position;
        this.#skipString();
        const raw = this.text.slice(start + 1, this.#position - 1);
        const name: string = raw.includes("\\") ? JSON.parse(`"${raw}"`) : raw;
        this.#skipSpace();
        this.#position += 1;
        this.#skipSpace();
        spans.set(name, this.#value());
        this.#separator();
      }
      found = spans;
      this.#objects.set(object.start, found);
    }
    return found;
  }

  #separator(): void {
    this.#skipSpace();
    if (this.text.charCodeAt(this.#position) === 0x2c) {
      this.#position += 1;
      this.#skipSpace();
    }
  }

  #skipSpace(): void {
    while (isSpace(this.text.charCodeAt(this.#position))) {
      this.#position += 1;
      this.#spaced = true;
    }
  }

  #skipString(): void {
    this.#position = endOfString(this.text, this.#position);
  }

  /** Takes one value; a container without recursion, however deep it is. */
  #value(): Span {
    const start = this.#position;
    this.#spaced = false;
    let depth = 0;
    do {
      const c = this.text.charCodeAt(this.#position);
      if (c === quote) this.#skipString();
      else if (c === 0x7b || c === 0x5b) {
        depth += 1;
        this.#position += 1;
      } else if (c === 0x7d || c === 0x5d) {
        depth -= 1;
        this.#position += 1;
      } else if (isSpace(c)) {
        this.#spaced = true;
        this.#position += 1;
      } else if (c === 0x2c || c === 0x3a) this.#position += 1;
      else this.#skipScalar();
    } while (depth > 0);
    return { start, end: this.#position, spaced: this.#spaced };
  }

  /** A number, true, false or null. */
  #skipScalar(): void {
    do this.#position += 1;
    while (isScalar(this.text.charCodeAt(this.#position)));
  }
}

/** Takes insignificant white space out of a valid JSON text. */
export function compactJson(text: string): string {
  let out = "";
  let kept = 0;
  for (let at = 0; at < text.length; ) {
    const c = text.charCodeAt(at);
    if (c === quote) at = endOfString(text, at);
    else if (isSpace(c)) {
      out += text.slice(kept, at);
      while (isSpace(text.charCodeAt(at))) at += 1;
      kept = at;
    } else at += 1;
  }
  return kept === 0 ? text : out + text.slice(kept);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
}

function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}

/** Whether a character goes on with a number or a word: letters, digits, `+`, `-`, `.`. */
function isScalar(c: number): boolean {
  return (
    (c >= 0x30 && c <= 0x39) ||
    (c >= 0x61 && c <= 0x7a) ||
    c === 0x2e ||
    c === 0x2d ||
    c === 0x2b ||
    c === 0x45
  );
}
