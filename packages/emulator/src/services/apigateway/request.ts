import type { Parameters } from "../../engines/vtl/index.ts";

/** A request as the listener took it. */
export interface ApiRequest {
  readonly method: string;
  /** As it was sent, percent-encoded, without the query. */
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  /** By lower-case name; several values joined with a comma. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Record<string, string | readonly string[]>;
  readonly body: string | Buffer;
}

/** One value of a header, undefined where it was not sent. */
export function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** Headers by the name they were sent under, the last value of each and all values of each. */
export function headerMaps(request: ApiRequest): {
  single: Record<string, string>;
  multi: Record<string, string[]>;
} {
  return maps(pairs(request.rawHeaders));
}

/** The query's parameters, decoded. */
export function queryMaps(request: ApiRequest): {
  single: Record<string, string>;
  multi: Record<string, string[]>;
} {
  return maps(request.query === "" ? [] : new URLSearchParams(request.query));
}

function* pairs(flat: readonly string[]): Iterable<[string, string]> {
  for (let at = 0; at + 1 < flat.length; at += 2) yield [flat[at] ?? "", flat[at + 1] ?? ""];
}

function maps(entries: Iterable<[string, string]>): {
  single: Record<string, string>;
  multi: Record<string, string[]>;
} {
  const multi = new Map<string, string[]>();
  for (const [name, value] of entries) {
    const values = multi.get(name);
    if (values === undefined) multi.set(name, [value]);
    else values.push(value);
  }
  return {
    single: Object.fromEntries([...multi].map(([name, values]) => [name, values.at(-1) ?? ""])),
    multi: Object.fromEntries(multi),
  };
}

const none: Readonly<Record<string, string>> = {};

/** `$input.params()`, computed when a template asks. */
export function lazyParameters(
  request: ApiRequest,
  path: Readonly<Record<string, string>>,
): Parameters {
  let headers: Record<string, string> | undefined;
  return {
    path,
    get querystring() {
      return request.query === "" ? none : queryMaps(request).single;
    },
    get header() {
      headers ??= headerMaps(request).single;
      return headers;
    },
  };
}
