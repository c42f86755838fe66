import type { ErrorObject } from "ajv";

/** A model's finding: the JSON pointer of the value and what is wrong with it. */
export interface Finding {
  readonly pointer: string;
  readonly message: string;
}

type Describe = (error: ErrorObject, value: unknown) => string;

const counted =
  (text: (found: number, limit: number) => string, count: (value: unknown) => number): Describe =>
  (error, value) =>
    text(count(value), error.params.limit);

const characters = (value: unknown): number => [...String(value)].length;
const items = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const members = (value: unknown): number =>
  typeof value === "object" && value !== null ? Object.keys(value).length : 0;

/** The texts of json-schema-validator, the library whose messages API Gateway shows. */
const texts: Readonly<Record<string, Describe>> = {
  type: (error, value) =>
    `instance type (${typeOf(value)}) does not match any allowed primitive type (allowed: ${list(allowedTypes(error))})`,
  enum: (error, value) =>
    `instance value (${JSON.stringify(value)}) not found in enum (possible values: ${list(error.params.allowedValues)})`,
  pattern: (error, value) =>
    `ECMA 262 regex "${error.params.pattern}" does not match input string "${value}"`,
  multipleOf: (error, value) => `remainder of division is not zero (${value} / ${error.schema})`,
  minLength: counted(
    (found, limit) => `is too short (length: ${found}, required minimum: ${limit})`,
    characters,
  ),
  maxLength: counted(
    (found, limit) => `is too long (length: ${found}, maximum allowed: ${limit})`,
    characters,
  ),
  minItems: counted(
    (found, limit) =>
      `array is too short: must have at least ${limit} elements but instance has ${found} elements`,
    items,
  ),
  maxItems: counted(
    (found, limit) =>
      `array is too long: must have at most ${limit} elements but instance has ${found} elements`,
    items,
  ),
  uniqueItems: () => "array must not contain duplicate elements",
  minProperties: counted(
    (found, limit) =>
      `object has too few properties (found ${found} but schema requires at least ${limit})`,
    members,
  ),
  maxProperties: counted(
    (found, limit) =>
      `object has too many properties (found ${found} but schema requires at most ${limit})`,
    members,
  ),
  minimum: (error, value) => bound(error, value, "greater", "lower", "minimum"),
  maximum: (error, value) => bound(error, value, "lower", "greater", "maximum"),
  anyOf: (error) =>
    `instance failed to match at least one required schema among ${items(error.schema)}`,
  oneOf: (error) => {
    const passing: unknown = error.params.passingSchemas;
    return `instance failed to match exactly one schema (matched ${items(passing)} out of ${items(error.schema)})`;
  },
  not: () => "instance matched a schema which it should not have",
  format: (error, value) =>
    `string "${value}" is invalid against requested format ${error.params.format}`,
};

/** Findings in the order of the document, containers before what they contain. */
export function findings(errors: readonly ErrorObject[], root: unknown): Finding[] {
  const grouped = new Map<
    string,
    { pointer: string; name: string; keys: string[]; deep: boolean }
  >();
  const found: Finding[] = [];
  for (const error of errors) {
    // What failed inside a branch of anyOf, oneOf or not is told by the keyword itself.
    if (/\/(?:anyOf|oneOf)\/\d+\//.test(error.schemaPath)) continue;
    const pointer = error.instancePath;
    const key = error.params.missingProperty ?? error.params.additionalProperty;
    if (typeof key === "string" && error.keyword in groupTexts) {
      const id = `${error.keyword} ${pointer}`;
      const group = grouped.get(id);
      if (group === undefined)
        grouped.set(id, { pointer, name: error.keyword, keys: [key], deep: false });
      else group.keys.push(key);
      continue;
    }
    const value = at(root, pointer);
    const text = texts[error.keyword]?.(error, value) ?? error.message ?? error.keyword;
    const isLength = error.keyword === "minLength" || error.keyword === "maxLength";
    found.push({ pointer, message: isLength ? `string "${value}" ${text}` : text });
  }
  for (const { pointer, name, keys } of grouped.values()) {
    found.push({ pointer, message: groupTexts[name]?.(list(keys.toSorted())) ?? name });
  }
  return found.sort((a, b) => comparePointers(a.pointer, b.pointer));
}

const groupTexts: Readonly<Record<string, (keys: string) => string>> = {
  required: (keys) => `object has missing required properties (${keys})`,
  additionalProperties: (keys) =>
    `object instance has properties which are not allowed by the schema: ${keys}`,
};

function bound(
  error: ErrorObject,
  value: unknown,
  beyond: string,
  wrong: string,
  name: string,
): string {
  const { comparison, limit } = error.params;
  const strict = comparison === ">" || comparison === "<";
  return strict && value === limit
    ? `numeric instance is not strictly ${beyond} than the required ${name} ${limit}`
    : `numeric instance is ${wrong} than the required ${name} (${name}: ${limit}, found: ${value})`;
}

function allowedTypes(error: ErrorObject): string[] {
  const allowed: unknown = error.params.type;
  const names = (Array.isArray(allowed) ? allowed : [allowed]).map(String);
  // A number may be an integer, and the library says so.
  return [...new Set(names.includes("number") ? [...names, "integer"] : names)].sort();
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}

function list(values: unknown): string {
  return JSON.stringify(values);
}

function segments(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function at(root: unknown, pointer: string): unknown {
  let value = root;
  for (const segment of segments(pointer)) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, segment)?.value;
  }
  return value;
}

function comparePointers(a: string, b: string): number {
  const [left, right] = [segments(a), segments(b)];
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (segment === other) continue;
    const [x, y] = [Number(segment), Number(other)];
    if (Number.isInteger(x) && Number.isInteger(y)) return x - y;
    return segment < other ? -1 : 1;
  }
  return left.length - right.length;
}
