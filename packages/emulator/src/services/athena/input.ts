import { AwsError } from "../../errors.ts";
import type { JsonObject } from "../../wire/json.ts";

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_InvalidRequestException.html */
export function invalidRequest(message: string, code = "INVALID_INPUT"): AwsError {
  return new AwsError("InvalidRequestException", message, { fields: { AthenaErrorCode: code } });
}

const wrongType = (name: string, wanted: string): AwsError =>
  new AwsError("SerializationException", `${name} must be ${wanted}`);

export function text(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrongType(name, "a string");
  return value;
}

export function requiredText(input: JsonObject, name: string): string {
  const value = text(input, name);
  if (value === undefined || value === "") throw invalidRequest(`${name} is required`);
  return value;
}

export function object(input: JsonObject, name: string): JsonObject {
  const value = input[name];
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw wrongType(name, "a structure");
  return Object.fromEntries(Object.entries(value));
}

export function texts(input: JsonObject, name: string): string[] {
  const value = input[name] ?? [];
  if (!Array.isArray(value)) throw wrongType(name, "a list of strings");
  return value.map((item: unknown) => {
    if (typeof item !== "string") throw wrongType(name, "a list of strings");
    return item;
  });
}

/** A page of a list; the token is the place where the next one begins. */
export function page<T>(
  items: readonly T[],
  input: JsonObject,
  limit: number,
): { items: readonly T[]; next: { NextToken?: string } } {
  const asked = input.MaxResults ?? limit;
  if (typeof asked !== "number" || !Number.isInteger(asked) || asked < 1 || asked > limit) {
    throw invalidRequest(`MaxResults must be a whole number from 1 to ${limit}: ${String(asked)}`);
  }
  const token = text(input, "NextToken");
  const start = token === undefined ? 0 : Number(token);
  if (token !== undefined && (!/^\d{1,15}$/.test(token) || start > items.length)) {
    throw invalidRequest(`NextToken is not one that this operation gave: ${token}`);
  }
  const end = start + asked;
  return {
    items: items.slice(start, end),
    next: end < items.length ? { NextToken: String(end) } : {},
  };
}
