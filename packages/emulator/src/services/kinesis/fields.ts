import { AwsError } from "../../errors.ts";
import type { JsonObject } from "../../wire/json.ts";
import { validation } from "./errors.ts";

interface TextRules {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
}

/**
 * Reads the members of a request. A member of the wrong type is refused at once, as by AWS's
 * deserialiser; broken constraints are collected and refused together by `check`.
 */
export class Fields {
  readonly #input: JsonObject;
  readonly #at: string;
  readonly #problems: string[];

  constructor(input: JsonObject, at = "", problems: string[] = []) {
    this.#input = input;
    this.#at = at;
    this.#problems = problems;
  }

  /** @throws AwsError ValidationException that names every broken constraint */
  check(): void {
    if (this.#problems.length > 0) throw validation(...this.#problems);
  }

  problem(...problems: readonly string[]): void {
    this.#problems.push(...problems);
  }

  /** A required text; empty where it is missing, which `check` then refuses. */
  text(name: string, rules: TextRules = {}): string {
    return this.optionalText(name, rules) ?? this.#missing(name, "");
  }

  optionalText(name: string, rules: TextRules = {}): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw wrongType(name, "a String");
    const { min = 0, max = Number.POSITIVE_INFINITY, pattern, values } = rules;
    if (value.length < min)
      this.#broken(name, value, `Member must have length greater than or equal to ${min}`);
    if (value.length > max)
      this.#broken(name, value, `Member must have length less than or equal to ${max}`);
    if (pattern !== undefined && !new RegExp(`^(?:${pattern.source})$`).test(value)) {
      this.#broken(
        name,
        value,
        `Member must satisfy regular expression pattern: ${pattern.source}`,
      );
    }
    if (values !== undefined && !values.includes(value)) {
      this.#broken(name, value, `Member must satisfy enum value set: [${values.join(", ")}]`);
    }
    return value;
  }

  integer(name: string, rules: { min: number; max: number }): number {
    return this.optionalInteger(name, rules) ?? this.#missing(name, rules.min);
  }

  optionalInteger(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const value = this.optionalNumber(name);
    if (value === undefined) return undefined;
    const whole = Math.trunc(value);
    const rule = "Member must have value";
    if (whole < min) this.#broken(name, whole, `${rule} greater than or equal to ${min}`);
    if (whole > max) this.#broken(name, whole, `${rule} less than or equal to ${max}`);
    return whole;
  }

  optionalNumber(name: string): number | undefined {
    const value = this.#value(name);
    if (value !== undefined && typeof value !== "number") throw wrongType(name, "a Number");
    return value;
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value !== undefined && typeof value !== "boolean") throw wrongType(name, "a Boolean");
    return value;
  }

  /** Bytes, which come in base64. */
  blob(name: string): Buffer {
    const value = this.#value(name);
    if (value === undefined) return this.#missing(name, Buffer.alloc(0));
    if (typeof value !== "string") throw wrongType(name, "a Blob");
    if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
      throw wrongType(name, "a Blob: it is not base64");
    }
    return Buffer.from(value, "base64");
  }

  /** The structures of a list, each with the path of its members for the messages. */
  structures(name: string, rules: { min: number; max: number }): Fields[] {
    const value = this.#value(name);
    if (value === undefined) return this.#missing(name, []);
    if (!Array.isArray(value)) throw wrongType(name, "a List");
    const items: readonly unknown[] = value;
    const shown = `(${items.length} members)`;
    if (items.length < rules.min) {
      this.#broken(name, shown, `Member must have length greater than or equal to ${rules.min}`);
    }
    if (items.length > rules.max) {
      this.#broken(name, shown, `Member must have length less than or equal to ${rules.max}`);
      return [];
    }
    return items.map((item, position) => {
      if (!isObject(item)) throw wrongType(`${name}[${position}]`, "a Structure");
      return new Fields(item, `${this.#path(name)}.${position + 1}.member.`, this.#problems);
    });
  }

  optionalStructure(name: string): Fields | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw wrongType(name, "a Structure");
    return new Fields(value, `${this.#path(name)}.`, this.#problems);
  }

  optionalTexts(name: string): string[] | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw wrongType(name, "a List");
    const items: readonly unknown[] = value;
    return items.map((item) => {
      if (typeof item !== "string") throw wrongType(name, "a List of Strings");
      return item;
    });
  }

  optionalTextMap(name: string): Record<string, string> | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw wrongType(name, "a Map");
    const map = Object.entries(value).map(([key, text]): [string, string] => {
      if (typeof text !== "string") throw wrongType(name, "a Map of Strings");
      return [key, text];
    });
    return Object.fromEntries(map);
  }

  /** Path of the members, as messages name them. */
  get at(): string {
    return this.#at;
  }

  #value(name: string): unknown {
    const value = Object.hasOwn(this.#input, name) ? this.#input[name] : undefined;
    return value === null ? undefined : value;
  }

  #missing<T>(name: string, instead: T): T {
    this.#problems.push(
      `Value null at '${this.#path(name)}' failed to satisfy constraint: Member must not be null`,
    );
    return instead;
  }

  #broken(name: string, value: unknown, rule: string): void {
    this.#problems.push(
      `Value '${value}' at '${this.#path(name)}' failed to satisfy constraint: ${rule}`,
    );
  }

  #path(name: string): string {
    return `${this.#at}${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
  }
}

function wrongType(name: string, type: string): AwsError {
  return new AwsError("SerializationException", `${name} can not be converted to ${type}`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
