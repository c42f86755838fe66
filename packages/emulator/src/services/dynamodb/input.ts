import { invalid } from "../../engines/expressions/values.ts";
import { AwsError } from "../../errors.ts";

/** An operation's input as it came: its members are whatever the client sent. */
export type Input = Readonly<Record<string, unknown>>;

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const TABLE_ARN = /^arn:[a-z-]+:dynamodb:[a-z0-9-]*:\d*:table\/([a-zA-Z0-9_.-]+)$/;

function wrongType(name: string, wanted: string): AwsError {
  return new AwsError("SerializationException", `${name} cannot be converted to ${wanted}`);
}

export function isObject(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function optionalString(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrongType(name, "String");
  return value;
}

export function optionalBoolean(input: Input, name: string): boolean | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "boolean") throw wrongType(name, "Boolean");
  return value;
}

/** A whole number of at least `least`. */
export function optionalInteger(input: Input, name: string, least: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(name, "Integer");
  if (value < least) {
    throw constraint(value, name, `Member must have value greater than or equal to ${least}`);
  }
  return value;
}

export function optionalObject(input: Input, name: string): Input | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw wrongType(name, "Map");
  return value;
}

export function requiredObject(input: Input, name: string): Input {
  const value = optionalObject(input, name);
  if (value === undefined) throw required(name);
  return value;
}

export function optionalList(input: Input, name: string): readonly unknown[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType(name, "List");
  return value;
}

/** Members of a list, each of which must be an object. */
export function objectsOf(list: readonly unknown[], name: string): Input[] {
  return list.map((value) => {
    if (!isObject(value)) throw wrongType(`${name}.member`, "Structure");
    return value;
  });
}

/** One of `allowed`, the first of them where the member is missing. */
export function choice<T extends string>(
  input: Input,
  name: string,
  allowed: readonly [T, ...T[]],
  message?: string,
): T {
  const value = optionalString(input, name);
  if (value === undefined) return allowed[0];
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  if (message !== undefined) throw invalid(message);
  throw constraint(value, name, `Member must satisfy enum value set: [${allowed.join(", ")}]`);
}

/** AWS's answer where a member breaks a rule of the service's model. */
export function constraint(value: unknown, name: string, rule: string): AwsError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const shown = typeof value === "object" ? JSON.stringify(value) : String(value);
  return invalid(
    `1 validation error detected: Value '${shown}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

export function required(name: string): AwsError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return invalid(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** The table's name, also where an ARN stands for it. */
export function tableName(input: Input): string {
  const value = optionalString(input, "TableName");
  if (value === undefined) {
    throw invalid("The parameter 'TableName' is required but was not present in the request");
  }
  return checkTableName(value);
}

export function checkTableName(value: string): string {
  const name = TABLE_ARN.exec(value)?.[1] ?? value;
  if (!/^[a-zA-Z0-9_.-]+$/.test(name)) {
    throw constraint(
      name,
      "tableName",
      "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    );
  }
  if (!TABLE_NAME.test(name)) {
    throw invalid("TableName must be at least 3 characters long and at most 255 characters long");
  }
  return name;
}

/**
 * Refuses the parameters that expressions have replaced, naming them: half an answer would be worse.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
 */
export function refuseLegacy(input: Input, names: readonly string[]): void {
  const given = names.filter((name) => input[name] !== undefined && input[name] !== null);
  if (given.length === 0) return;
  throw invalid(
    `The legacy parameters {${given.join(", ")}} are not implemented by Tributary; use expressions`,
  );
}
