/**
 * Compares keys by their UTF-8 bytes, the order in which S3 lists them. JavaScript compares UTF-16
 * units, where surrogates (astral characters) lie before U+E000–U+FFFF.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const a = one.charCodeAt(index);
    const b = other.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return one.length - other.length;
}

function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** A set of keys in S3's order. */
export class SortedKeys {
  readonly #keys: string[];

  constructor(keys: Iterable<string> = []) {
    this.#keys = [...new Set(keys)].sort(compareKeys);
  }

  get size(): number {
    return this.#keys.length;
  }

  add(key: string): void {
    const at = this.#lowerBound(key);
    if (this.#keys[at] !== key) this.#keys.splice(at, 0, key);
  }

  delete(key: string): void {
    const at = this.#lowerBound(key);
    if (this.#keys[at] === key) this.#keys.splice(at, 1);
  }

  /** The first key at or after `from`. */
  atOrAfter(from: string): string | undefined {
    return this.#keys[this.#lowerBound(from)];
  }

  /** The first key after `key`. */
  after(key: string): string | undefined {
    const at = this.#lowerBound(key);
    return this.#keys[this.#keys[at] === key ? at + 1 : at];
  }

  /** The first key after all those that begin with `prefix`. */
  afterPrefix(prefix: string): string | undefined {
    // U+10FFFF has the greatest UTF-8 bytes of all; a key that holds it after the prefix is passed by hand.
    let at = this.#lowerBound(`${prefix}\u{10ffff}`);
    while (this.#keys[at]?.startsWith(prefix)) at++;
    return this.#keys[at];
  }

  /** Every key that begins with `prefix`, in order. */
  *withPrefix(prefix: string): Generator<string> {
    let key = this.atOrAfter(prefix);
    while (key?.startsWith(prefix)) {
      yield key;
      key = this.after(key);
    }
  }

  #lowerBound(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const candidate = this.#keys[middle];
      if (candidate !== undefined && compareKeys(candidate, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
