import { VtlError } from "./errors.ts";

// What Java's classes mean without flags; JavaScript's \s is wider.
const classes: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "A-Za-z0-9_",
  s: " \\t\\n\\v\\f\\r",
};
const negated: Readonly<Record<string, string>> = {
  D: "0-9",
  W: "A-Za-z0-9_",
  S: " \\t\\n\\v\\f\\r",
};
const controls: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, a: 7, e: 27 };
const lineEnd = "\\n\\r\\u{85}\\u{2028}\\u{2029}";

const cache = new Map<string, RegExp>();

/**
 * A Java regular expression as a JavaScript one that means the same. Possessive quantifiers, inline
 * flags, atomic groups, class intersections, `\b`, `\p`, `\Q` and other anchors have no safe
 * translation here.
 *
 * @throws VtlError naming what cannot be translated
 */
export function javaRegex(pattern: string): RegExp {
  let found = cache.get(pattern);
  if (found === undefined) {
    try {
      found = new RegExp(new Translator(pattern).translate(), "gu");
    } catch (error) {
      if (error instanceof VtlError) throw error;
      throw new VtlError(`the regular expression ${pattern} is not valid`, { cause: error });
    }
    if (cache.size >= 500) cache.clear();
    cache.set(pattern, found);
  }
  return found;
}

/** A Java replacement text (`$1`, `${name}`, `\$`) applied to one match. */
export function javaReplacement(replacement: string): (...match: unknown[]) => string {
  return (...match) => {
    const last = match.at(-1);
    const groups = typeof last === "object" && last !== null ? last : undefined;
    const count = match.length - (groups === undefined ? 3 : 4);
    return replacement.replace(
      /\\([\s\S]?)|\$(?:\{(\w+)\}|(\d)(\d*))?/g,
      (all, escaped, name, digit, more) => {
        if (all.startsWith("\\")) {
          if (escaped === "")
            throw new VtlError("character to be escaped is missing in a replacement");
          return escaped;
        }
        if (typeof name === "string") {
          const value =
            groups === undefined ? undefined : Object.getOwnPropertyDescriptor(groups, name);
          if (value === undefined) throw new VtlError(`no group with the name ${name}`);
          return value.value ?? "";
        }
        if (digit === undefined) throw new VtlError("illegal group reference in a replacement");
        let group = Number(digit);
        if (group > count) throw new VtlError(`no group ${group}`);
        let used = 0;
        // Java takes further digits only as long as such a group exists.
        for (const next of String(more)) {
          if (group * 10 + Number(next) > count) break;
          group = group * 10 + Number(next);
          used += 1;
        }
        return `${match[group] ?? ""}${String(more).slice(used)}`;
      },
    );
  };
}

class Translator {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  translate(): string {
    let out = "";
    while (this.#at < this.#pattern.length) out += this.#piece();
    return out;
  }

  #refuse(what: string): never {
    throw new VtlError(`${what} in the regular expression ${this.#pattern} is not supported here`);
  }

  #piece(): string {
    const c = this.#next();
    switch (c) {
      case "\\":
        return this.#escape();
      case "[":
        return this.#class();
      case ".":
        return `[^${lineEnd}]`;
      case "$":
        return "(?=(?:\\r\\n|[\\n\\r\\u{85}\\u{2028}\\u{2029}])?(?![\\s\\S]))";
      case "(":
        return this.#group();
      case "*":
      case "+":
      case "?":
        return this.#quantifier(c);
      case "{":
        return this.#quantifier(this.#counts());
      case "}":
      case "]":
      case "/":
        return `\\${c}`;
      default:
        return c;
    }
  }

  #next(): string {
    const point = this.#pattern.codePointAt(this.#at);
    if (point === undefined) return this.#refuse("an unfinished construct");
    const c = String.fromCodePoint(point);
    this.#at += c.length;
    return c;
  }

  #counts(): string {
    const rest = /^\d+(?:,\d*)?\}/.exec(this.#pattern.slice(this.#at));
    if (rest === null) return this.#refuse("a brace");
    this.#at += rest[0].length;
    return `{${rest[0]}`;
  }

  #quantifier(text: string): string {
    const after = this.#pattern[this.#at];
    if (after === "+") this.#refuse("a possessive quantifier");
    if (after !== "?") return text;
    this.#at += 1;
    return `${text}?`;
  }

  #group(): string {
    if (this.#pattern[this.#at] !== "?") return "(";
    const allowed = /^\?(?::|=|!|<=|<!|<[A-Za-z][A-Za-z0-9]*>)/.exec(this.#pattern.slice(this.#at));
    if (allowed === null) return this.#refuse("an inline flag or atomic group");
    this.#at += allowed[0].length;
    return `(${allowed[0]}`;
  }

  #escape(): string {
    const c = this.#next();
    const own = classes[c];
    if (own !== undefined) return `[${own}]`;
    const others = negated[c];
    if (others !== undefined) return `[^${others}]`;
    if (/[1-9]/.test(c)) return `\\${c}(?:)`;
    return this.#literal(this.#character(c));
  }

  /** The character that an escape stands for, after its backslash. */
  #character(c: string): string {
    const control = controls[c];
    if (control !== undefined) return String.fromCharCode(control);
    const hex = c === "x" ? /^[0-9a-fA-F]{2}/ : c === "u" ? /^[0-9a-fA-F]{4}/ : undefined;
    if (hex !== undefined) {
      const digits = hex.exec(this.#pattern.slice(this.#at));
      if (digits === null) return this.#refuse(`\\${c}`);
      this.#at += digits[0].length;
      return String.fromCharCode(Number.parseInt(digits[0], 16));
    }
    if (/[A-Za-z0-9]/.test(c)) return this.#refuse(`\\${c}`);
    return c;
  }

  #literal(c: string): string {
    return `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`;
  }

  #class(): string {
    let out = this.#pattern[this.#at] === "^" ? "[^" : "[";
    if (out === "[^") this.#at += 1;
    let first = true;
    for (;;) {
      const c = this.#next();
      if (c === "]" && !first) return `${out}]`;
      first = false;
      if (c === "[") this.#refuse("a class within a class");
      if (c === "&" && this.#pattern[this.#at] === "&") this.#refuse("a class intersection");
      const name = c === "\\" ? this.#next() : undefined;
      const group = name === undefined ? undefined : classes[name];
      if (group !== undefined) {
        out += group;
        continue;
      }
      if (name !== undefined && negated[name] !== undefined) this.#refuse(`\\${name} in a class`);
      const from = name === undefined ? c : this.#character(name);
      out += this.#literal(from) + this.#rangeEnd();
    }
  }

  #rangeEnd(): string {
    const after = this.#pattern[this.#at + 1];
    if (this.#pattern[this.#at] !== "-" || after === undefined || after === "]" || after === "[") {
      return "";
    }
    this.#at += 1;
    const c = this.#next();
    return `-${this.#literal(c === "\\" ? this.#character(this.#next()) : c)}`;
  }
}
