import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type HostPolicy, hostPolicy, refusedHost } from "../../wire/host-check.ts";
import { stderrLog, type WireLog } from "../../wire/log.ts";
import { listenError } from "../../wire/port-in-use.ts";
import type { Functions, Streams } from "../ports.ts";
import type { Api } from "./api.ts";
import { type Backends, invoke } from "./invocation.ts";
import type { ApiRequest, ApiResponse } from "./request.ts";

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const defaultMaxBodyBytes = 10 * 1024 * 1024;
const closeGraceMs = 5_000;

export interface ApiListenerOptions {
  readonly api: Api;
  readonly streams: Streams;
  readonly functions: Functions;
  /** `127.0.0.1` where not said. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Further names under which clients may reach it (`Host`), beside the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** The key that routes with `apiKeyRequired` ask for; without one they refuse everybody. */
  readonly apiKey?: string;
  /** 10 MB where not said, as on AWS. */
  readonly maxBodyBytes?: number;
  readonly log?: WireLog;
}

export interface ApiListener {
  readonly port: number;
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  /** Takes no new requests, waits for those in flight (at most 5 s), then drops every connection. */
  close(): Promise<void>;
}

/**
 * The HTTP API on its own port, at the root (as under a custom domain, without the stage's name).
 *
 * @throws PortInUseError
 * @example
 * const listener = await startApiListener({ api: defineApi(definition), streams, functions, port: 8080 });
 */
export async function startApiListener(options: ApiListenerOptions): Promise<ApiListener> {
  const host = options.host ?? "127.0.0.1";
  const log = options.log ?? stderrLog;
  const backends: Backends = {
    streams: options.streams,
    functions: options.functions,
    apiKey: options.apiKey,
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
    log,
    now: Date.now,
  };
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
  const listening = await listen(server, options.port, host);
  const policy = hostPolicy(listening, [host, ...(options.allowedHosts ?? [])]);
  const gate = new Gate(options.api, backends, policy);
  server.on("request", (incoming, outgoing) => gate.take(incoming, outgoing));
  server.on("error", (error) => log("The API listener failed", error));
  return {
    port: listening,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${listening}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs);
      gate.closing = true;
      await closed;
      clearTimeout(timer);
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Reads requests, keeps out what may not come in, and writes the answers. */
class Gate {
  closing = false;
  readonly #api: Api;
  readonly #backends: Backends;
  readonly #policy: HostPolicy;

  constructor(api: Api, backends: Backends, policy: HostPolicy) {
    this.#api = api;
    this.#backends = backends;
    this.#policy = policy;
  }

  take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const refused = refusedHost(
      {
        host: incoming.headers.host,
        origin: incoming.headers.origin,
        "sec-fetch-site": one(incoming.headers["sec-fetch-site"]),
        "sec-fetch-mode": one(incoming.headers["sec-fetch-mode"]),
      },
      this.#policy,
    );
    if (refused !== undefined) {
      reject(incoming, outgoing, 403, refused);
      return;
    }
    const limit = this.#backends.maxBodyBytes;
    if (Number(incoming.headers["content-length"] ?? 0) > limit) {
      reject(incoming, outgoing, 413, "Request Too Long");
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (!outgoing.headersSent) reject(incoming, outgoing, 413, "Request Too Long");
    });
    incoming.on("end", () => {
      if (size <= limit) void this.#answer(incoming, outgoing, chunks);
    });
    // The client went away in the middle of its body: nobody waits for an answer.
    incoming.on("error", () => outgoing.destroy());
  }

  async #answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    chunks: readonly Buffer[],
  ): Promise<void> {
    const [only] = chunks;
    const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
    const response = await invoke(this.#api, this.#backends, requestOf(incoming, body));
    this.#send(outgoing, response);
  }

  #send(outgoing: ServerResponse, response: ApiResponse): void {
    if (outgoing.destroyed) return;
    const headers: Record<string, string | number | string[]> = {};
    for (const [name, value] of Object.entries(response.headers)) {
      headers[name] = typeof value === "string" ? value : [...value];
    }
    headers["content-length"] = Buffer.byteLength(response.body);
    if (this.closing) headers.connection = "close";
    try {
      outgoing.writeHead(response.status, headers);
      outgoing.end(response.body);
    } catch (error) {
      // A header that HTTP does not allow, from a function or a template.
      this.#backends.log("A response could not be sent", error);
      reject(undefined, outgoing, 502, "Internal server error");
    }
  }
}

function requestOf(incoming: IncomingMessage, body: Buffer): ApiRequest {
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? "" : target.slice(mark + 1),
    rawHeaders: incoming.rawHeaders,
    headers: incoming.headers,
    body,
    sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Answers without having read the whole body, so the connection cannot be used again. */
function reject(
  incoming: IncomingMessage | undefined,
  outgoing: ServerResponse,
  status: number,
  message: string,
): void {
  incoming?.resume();
  const body = JSON.stringify({ message });
  outgoing.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  outgoing.end(body);
}
