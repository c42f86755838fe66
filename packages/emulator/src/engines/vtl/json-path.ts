import { VtlError } from "./errors.ts";

const cache = new Map<string, readonly (string | number)[]>();

/**
 * The keys and indices of a JSONPath that names one element: `$`, `$.a.b`, `$['a b'][0]`, `a.b`.
 *
 * @throws VtlError for wildcards, `..`, filters, slices and functions, which are not supported here
 */
export function parsePath(path: string): readonly (string | number)[] {
  let found = cache.get(path);
  if (found === undefined) {
    found = parse(path);
    if (cache.size >= 2_000) cache.clear();
    cache.set(path, found);
  }
  return found;
}

function parse(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  const step =
    /\.([^.[\]*()?@\s'"]+)|\[\s*(-?\d+)\s*\]|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\s*"((?:[^"\\]|\\.)*)"\s*\]/y;
  // A path without $ is taken from the root, as Jayway JsonPath does.
  const text = path.startsWith("$") ? path.slice(1) : `.${path}`;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) throw new VtlError(`the JSONPath ${path} is not supported here`);
    const [, name, index, single, double] = match;
    if (index !== undefined) keys.push(Number(index));
    else keys.push(name ?? (single ?? double ?? "").replace(/\\(.)/g, "$1"));
  }
  return keys;
}
