import { AwsError } from "../../errors.ts";
import type { AttributeValue } from "./attribute-value.ts";
import { checkValue, invalid } from "./values.ts";

const NAMES = "ExpressionAttributeNames";
const VALUES = "ExpressionAttributeValues";

/** The `#names` and `:values` of one request, with which of them its expressions have used. */
export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, AttributeValue>;
  readonly #used = new Set<string>();

  /** @throws AwsError ValidationException for an empty map, a malformed key or a bad value. */
  constructor(names: unknown, values: unknown) {
    this.#names = readNames(names);
    this.#values = readValues(values);
  }

  name(placeholder: string): string | undefined {
    this.#used.add(placeholder);
    return this.#names.get(placeholder);
  }

  value(placeholder: string): AttributeValue | undefined {
    this.#used.add(placeholder);
    return this.#values.get(placeholder);
  }

  /** @throws AwsError ValidationException where one was given that no expression used. */
  expectAllUsed(): void {
    this.#expectUsed(NAMES, this.#names);
    this.#expectUsed(VALUES, this.#values);
  }

  #expectUsed(parameter: string, given: ReadonlyMap<string, unknown>): void {
    const unused = [...given.keys()].filter((key) => !this.#used.has(key));
    if (unused.length > 0) {
      throw invalid(
        `Value provided in ${parameter} unused in expressions: keys: {${unused.join(", ")}}`,
      );
    }
  }
}

function readNames(names: unknown): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const [key, name] of entriesOf(names, NAMES)) {
    if (!/^#[A-Za-z0-9_]+$/.test(key)) throw invalidKey(NAMES, key);
    if (typeof name !== "string" || name === "") {
      throw invalid(
        `${NAMES} contains invalid value: Attribute name must not be empty; key: ${key}`,
      );
    }
    read.set(key, name);
  }
  return read;
}

function readValues(values: unknown): ReadonlyMap<string, AttributeValue> {
  const read = new Map<string, AttributeValue>();
  for (const [key, value] of entriesOf(values, VALUES)) {
    if (!/^:[A-Za-z0-9_]+$/.test(key)) throw invalidKey(VALUES, key);
    try {
      read.set(key, checkValue(value));
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ValidationException") throw error;
      throw invalid(`${VALUES} contains invalid value: ${error.message} for key ${key}`);
    }
  }
  return read;
}

function entriesOf(map: unknown, parameter: string): [string, unknown][] {
  if (map === undefined || map === null) return [];
  if (typeof map !== "object" || Array.isArray(map)) {
    throw new AwsError("SerializationException", `${parameter} is not a map`);
  }
  const entries: [string, unknown][] = Object.entries(map);
  if (entries.length === 0) throw invalid(`${parameter} must not be empty`);
  return entries;
}

function invalidKey(parameter: string, key: string): Error {
  return invalid(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
}
