import http, { type IncomingMessage, type RequestOptions } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { urlToHttpOptions } from "node:url";
import { LocalClientRequest, type LocalExchange } from "./local-client-request.ts";

type Callback = (response: IncomingMessage) => void;
type Arguments = readonly [string | URL | RequestOptions, ...unknown[]];

/**
 * Lets `http.request` and `http.get` reach one endpoint without a socket, before a bundle's first line
 * runs: a call of the SDK costs half as much then. Every other address, and whatever this cannot do
 * (sockets and agents of the caller's own making, upgrades), goes Node's usual way.
 */
export function replaceHttpRequest(endpoint: URL, exchange: LocalExchange): void {
  const { request: original } = http;
  const request = (...input: Arguments): unknown => {
    const { options, callback } = readArguments(input);
    if (!isLocal(options, endpoint)) return Reflect.apply(original, http, input);
    const local = new LocalClientRequest(options, endpoint.host, exchange);
    if (callback) local.once("response", callback);
    return local;
  };
  const get = (...input: Arguments): unknown => {
    const made = request(...input);
    if (hasEnd(made)) made.end();
    return made;
  };
  Reflect.set(http, "request", request);
  Reflect.set(http, "get", get);
  // What `import { request } from "node:http"` gives.
  syncBuiltinESMExports();
}

/** `(url, options?, callback?)` or `(options, callback?)`; options stand above the URL's. */
function readArguments([first, ...rest]: Arguments): {
  options: RequestOptions;
  callback: Callback | undefined;
} {
  const callback = rest.find(isCallback);
  if (typeof first !== "string" && !(first instanceof URL)) return { options: first, callback };
  const url = typeof first === "string" ? new URL(first) : first;
  const [second] = rest;
  return { options: { ...urlToHttpOptions(url), ...(isOptions(second) ? second : {}) }, callback };
}

function isLocal(options: RequestOptions, endpoint: URL): boolean {
  const { protocol = "http:", socketPath, createConnection, headers } = options;
  const hostname = options.hostname ?? options.host ?? "localhost";
  return (
    protocol === "http:" &&
    unbracketed(hostname) === unbracketed(endpoint.hostname) &&
    String(options.port ?? 80) === (endpoint.port || "80") &&
    socketPath == null &&
    createConnection === undefined &&
    !Array.isArray(headers) &&
    !Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "upgrade")
  );
}

function unbracketed(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

function isCallback(value: unknown): value is Callback {
  return typeof value === "function";
}

function isOptions(value: unknown): value is RequestOptions {
  return typeof value === "object" && value !== null;
}

function hasEnd(value: unknown): value is { end(): void } {
  return typeof value === "object" && value !== null && "end" in value;
}
