import { createServer as createHttp1 } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createTcp, type Socket } from "node:net";
import type { HttpHandler, Refuse } from "./exchange.ts";
import { Body, contentLength, Exchanges, isHandler, parseTarget } from "./exchange.ts";
import { hostPolicy } from "./host-check.ts";
import { serveHttp1 } from "./http1.ts";
import { serveHttp2 } from "./http2.ts";
import { stderrLog, type WireLog } from "./log.ts";
import { listenError } from "./port-in-use.ts";
import type { WireRequest, WireResponse } from "./service.ts";

export interface HttpServerOptions {
  /** `127.0.0.1` unless the caller knows better. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Host names that are welcome in `Host` and `Origin`, beside the loopback ones and `host`. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Chooses who answers, before the body is read. Must not throw. */
  route(head: Omit<WireRequest, "body">): HttpHandler;
  /** The answer to a request that no handler sees (or survives), in the listener's own error shape. */
  readonly refuse: Refuse;
  readonly log?: WireLog | undefined;
}

export interface HttpServer {
  readonly port: number;
  /** `http://127.0.0.1:4566`, without a slash at the end. */
  readonly url: string;
  /**
   * Answers a request from within the process as it would be answered over a connection: the same
   * checks, limits and handlers. Header names in lower case.
   */
  exchange(request: {
    readonly method: string;
    readonly target: string;
    readonly headers: Readonly<Record<string, string>>;
    /** A text is what its UTF-8 says. */
    readonly body: string | Uint8Array;
  }): Promise<WireResponse>;
  /** Takes no new requests, waits for those in flight (at most 5 s), then drops every connection. */
  close(): Promise<void>;
}

const PREFACE = Buffer.from("PRI * HTTP/2.0");
const HTTP2_WINDOW_BYTES = 4 * 1024 * 1024;
const CLOSE_GRACE_MS = 5_000;

/**
 * One TCP listener that serves HTTP/1.1 and cleartext HTTP/2 with prior knowledge: it looks at the
 * first bytes of each connection.
 *
 * @throws PortInUseError
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host } = options;
  const log = options.log ?? stderrLog;
  const sockets = new Set<Socket>();
  const tcp = createTcp({ noDelay: true, keepAlive: true });
  await new Promise<void>((resolve, reject) => {
    tcp.once("error", (error) => reject(listenError(error, host, options.port)));
    tcp.listen(options.port, host, resolve);
  });
  const address = tcp.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;

  const exchanges = new Exchanges({
    policy: hostPolicy(port, [host, ...(options.allowedHosts ?? [])]),
    route: (head) => options.route(head),
    refuse: options.refuse,
    log,
  });
  const http1 = createHttp1();
  // A client that reuses a connection just as we close it sees a reset: leave the closing to clients.
  http1.keepAliveTimeout = 0;
  http1.requestTimeout = 0;
  serveHttp1(http1, exchanges);
  // Without larger windows a body of some megabytes stops and waits every 64 KiB.
  const http2 = createHttp2({ settings: { initialWindowSize: HTTP2_WINDOW_BYTES } });
  http2.on("session", (session) => session.setLocalWindowSize(HTTP2_WINDOW_BYTES));
  serveHttp2(http2, exchanges);

  tcp.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    sniff(socket, (isHttp2) => (isHttp2 ? http2 : http1).emit("connection", socket));
  });
  tcp.on("error", (error) => log("The listener failed", error));

  return {
    port,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    exchange({ method, target, headers, body: sentBody }) {
      const head = { method, headers, ...parseTarget(target) };
      const opened = exchanges.open(head);
      if (!isHandler(opened)) return Promise.resolve(sent(opened));
      const body = new Body(opened);
      const fits =
        typeof sentBody === "string"
          ? body.fits(Buffer.byteLength(sentBody))
          : body.add(bufferOf(sentBody));
      if (!fits) {
        return Promise.resolve(sent(exchanges.tooLarge(head, opened)));
      }
      const request =
        typeof sentBody === "string"
          ? textRequest(head, sentBody)
          : { ...head, body: body.bytes() };
      return new Promise((resolve) => {
        exchanges.answer(opened, request, (response) => resolve(sent(response)));
      });
    },
    async close() {
      const closed = new Promise<void>((resolve) => tcp.close(() => resolve()));
      await exchanges.drain(CLOSE_GRACE_MS);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/**
 * A request whose body came as a text: its bytes are made for those who ask for them. They are a member
 * of its own, which a service that copies the request into one with more members takes along.
 */
function textRequest(head: Omit<WireRequest, "body">, text: string): WireRequest {
  let bytes: Buffer | undefined;
  return {
    ...head,
    text,
    get body() {
      bytes ??= Buffer.from(text);
      return bytes;
    },
  };
}

/** An answer with the headers that Node puts to what it sends. */
function sent(response: WireResponse): WireResponse {
  const length = contentLength(response);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) headers[name.toLowerCase()] = value;
  if (length !== undefined) headers["content-length"] = length;
  headers.date ??= new Date().toUTCString();
  return { ...response, headers };
}

/** Reads just enough of a connection to tell its protocol, and puts the bytes back. */
function sniff(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0);
  const onReadable = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const length = Math.min(seen.length, PREFACE.length);
    const mayBeHttp2 = seen.compare(PREFACE, 0, length, 0, length) === 0;
    if (mayBeHttp2 && length < PREFACE.length) return;
    socket.off("readable", onReadable);
    socket.unshift(seen);
    decide(mayBeHttp2);
  };
  socket.on("readable", onReadable);
}
