import { type QueryRoute, queryRoutes } from "@tributary/contract";
import { parseTimestamp } from "@tributary/lambda-kit";
import { HttpError, invalid, type ProxyEvent } from "./http.ts";

/** A request's parameters, each known and present once; values not yet checked. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * The route of a request and its parameters, of path and query.
 *
 * @throws HttpError 404 for a path that is no route, 405, 400 for an unknown or repeated parameter
 */
export function requestOf(event: ProxyEvent): { route: QueryRoute; parameters: Parameters } {
  const route = queryRoutes.find(({ path }) => path === event.resource);
  if (route === undefined) throw new HttpError("not_found", "There is no such path.");
  if (event.httpMethod !== route.method) {
    throw new HttpError(
      "method_not_allowed",
      `${event.httpMethod} is not allowed here.`,
      {},
      {
        Allow: route.method,
      },
    );
  }
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.pathParameters ?? {})) {
    if (value !== undefined) parameters[name] = value;
  }
  for (const [name, value] of Object.entries(event.queryStringParameters ?? {})) {
    if (!route.query.includes(name)) {
      throw invalid(
        name.slice(0, 100),
        route.query.length === 0
          ? "This path takes no query parameters."
          : `Unknown query parameter; known are ${route.query.join(", ")}.`,
      );
    }
    if ((event.multiValueQueryStringParameters?.[name]?.length ?? 1) > 1) {
      throw invalid(name, "The query parameter is given more than once.");
    }
    parameters[name] = value ?? "";
  }
  return { route, parameters };
}

/** Identifiers as the events' schema has them; a test compares. */
export const identifierLengths = { order_id: 64, customer_id: 64, invoice_no: 32 } as const;

/** An identifier. @param field the parameter's own name, which older clients spell otherwise */
export function identifier(
  parameters: Parameters,
  kind: keyof typeof identifierLengths,
  field: string = kind,
): string {
  const value = parameters[field];
  if (value === undefined) throw invalid(field, `${field} is missing.`);
  const length = identifierLengths[kind];
  if (value.length > length || !/^[A-Za-z0-9_-]+$/.test(value)) {
    throw invalid(field, `${field} must be 1 to ${length} letters, digits, _ or -.`);
  }
  return value;
}

/** `limit`, 1 to `maximum`. */
export function limit(parameters: Parameters, standard: number, maximum: number): number {
  const value = parameters.limit;
  if (value === undefined) return standard;
  const number = /^[0-9]{1,6}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > maximum) {
    throw invalid("limit", `limit must be a whole number from 1 to ${maximum}.`);
  }
  return number;
}

/** One of some values, where given. */
export function choice<T extends string>(
  parameters: Parameters,
  name: string,
  values: readonly T[],
): T | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw invalid(name, `${name} must be one of ${values.join(", ")}.`);
  return known;
}

const RFC3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** A day (its beginning, UTC) or an RFC 3339 timestamp as the tables write it, where given. */
export function moment(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  const text = DAY.test(value) ? `${value}T00:00:00Z` : value;
  const time = RFC3339.test(text) ? parseTimestamp(text) : undefined;
  if (time === undefined) {
    throw invalid(name, `${name} must be a day (2026-03-01) or an RFC 3339 timestamp.`);
  }
  return new Date(time).toISOString();
}
