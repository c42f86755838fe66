import { ListObject } from "./collections.ts";
import { VtlError } from "./errors.ts";
import { javaRegex, javaReplacement } from "./java-regex.ts";
import { Decimal, print, type Value, VtlObject } from "./values.ts";

type Method = (self: string, a: Value, b: Value) => Value;

function text(value: Value): string {
  if (value === undefined || value === null) throw new VtlError("null given to a string method");
  return print(value);
}

function index(value: Value, self: string): number {
  if (typeof value !== "number" || value < 0 || value > self.length) {
    throw new VtlError(`string index out of range: ${print(value)}, length ${self.length}`);
  }
  return value;
}

/** Java's `trim`: every character up to the blank, control characters included, and no other space. */
function trim(self: string): string {
  let start = 0;
  let end = self.length;
  while (start < end && self.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && self.charCodeAt(end - 1) <= 0x20) end -= 1;
  return self.slice(start, end);
}

/** Java's `split`: no empty strings at the end, none at the beginning for a match of no width. */
function split(self: string, pattern: string, limit: number): ListObject {
  const parts: Value[] = [];
  let from = 0;
  for (const match of self.matchAll(javaRegex(pattern))) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    if (end === 0 || (match[0] === "" && match.index >= self.length)) continue;
    parts.push(self.slice(from, match.index));
    from = end;
  }
  if (parts.length === 0) return new ListObject([self]);
  parts.push(self.slice(from));
  if (limit === 0) while (parts.at(-1) === "") parts.pop();
  return new ListObject(parts);
}

const matchers = new Map<string, RegExp>();

function matcher(pattern: string): RegExp {
  let found = matchers.get(pattern);
  if (found === undefined) {
    found = new RegExp(`^(?:${javaRegex(pattern).source})(?![\\s\\S])`, "u");
    if (matchers.size >= 500) matchers.clear();
    matchers.set(pattern, found);
  }
  return found;
}

/** java.lang.String by method name and number of arguments. */
const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["length/0", (s) => s.length],
  ["isEmpty/0", (s) => s.length === 0],
  ["isBlank/0", (s) => s.trim() === ""],
  ["toString/0", (s) => s],
  ["trim/0", trim],
  ["toUpperCase/0", (s) => s.toUpperCase()],
  ["toLowerCase/0", (s) => s.toLowerCase()],
  ["concat/1", (s, a) => s + text(a)],
  ["contains/1", (s, a) => s.includes(text(a))],
  ["equals/1", (s, a) => s === a],
  ["equalsIgnoreCase/1", (s, a) => typeof a === "string" && s.toLowerCase() === a.toLowerCase()],
  ["startsWith/1", (s, a) => s.startsWith(text(a))],
  ["startsWith/2", (s, a, b) => typeof b === "number" && b >= 0 && s.startsWith(text(a), b)],
  ["endsWith/1", (s, a) => s.endsWith(text(a))],
  ["indexOf/1", (s, a) => s.indexOf(text(a))],
  ["indexOf/2", (s, a, b) => s.indexOf(text(a), Number(print(b)))],
  ["lastIndexOf/1", (s, a) => s.lastIndexOf(text(a))],
  ["charAt/1", (s, a) => s.charAt(index(a, s.slice(1)))],
  ["substring/1", (s, a) => s.slice(index(a, s))],
  ["substring/2", (s, a, b) => s.slice(index(a, s.slice(0, index(b, s))), index(b, s))],
  ["repeat/1", (s, a) => s.repeat(Number(print(a)))],
  ["replace/2", (s, a, b) => s.replaceAll(text(a), () => text(b))],
  ["replaceAll/2", (s, a, b) => s.replace(javaRegex(text(a)), javaReplacement(text(b)))],
  [
    "replaceFirst/2",
    (s, a, b) => s.replace(new RegExp(javaRegex(text(a)).source, "u"), javaReplacement(text(b))),
  ],
  ["matches/1", (s, a) => matcher(text(a)).test(s)],
  ["split/1", (s, a) => split(s, text(a), 0)],
  ["split/2", (s, a, b) => split(s, text(a), Number(print(b)))],
  ["compareTo/1", (s, a) => (s < text(a) ? -1 : s > text(a) ? 1 : 0)],
]);

// Methods that Java's String has and that are not offered: a template that calls one must not pass in silence.
const missing = new Set(
  "codePointAt getBytes hashCode chars format intern join lines regionMatches strip stripLeading stripTrailing toCharArray valueOf subSequence contentEquals compareToIgnoreCase indent".split(
    " ",
  ),
);

/**
 * Calls a method of a value. What Java does not have is null, as in Velocity.
 * @throws VtlError for what Java would throw, and for what it has and we do not
 */
export function call(target: Value, name: string, args: readonly Value[]): Value {
  if (typeof target === "string") {
    const method = methods.get(`${name}/${args.length}`);
    if (method !== undefined) return method(target, args[0], args[1]);
    if (missing.has(name)) throw new VtlError(`String.${name} is not supported in templates here`);
    return undefined;
  }
  if (target instanceof VtlObject) return target.call(name, args);
  if (target === undefined || target === null) return undefined;
  return primitive(target, name, args);
}

function primitive(
  target: boolean | number | bigint | Decimal,
  name: string,
  args: readonly Value[],
): Value {
  if (name === "toString" && args.length === 0) return print(target);
  if (name === "equals" && args.length === 1) return print(target) === print(args[0]);
  if (typeof target === "boolean") return name === "booleanValue" ? target : undefined;
  const decimal = target instanceof Decimal;
  if (args.length > 0) return undefined;
  if (name === "intValue" || name === "longValue") {
    return decimal ? Math.trunc(target.value) : target;
  }
  if (name === "doubleValue" || name === "floatValue") {
    return decimal ? target : new Decimal(Number(target));
  }
  return undefined;
}
