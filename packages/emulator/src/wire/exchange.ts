import { type HostPolicy, refusedHost } from "./host-check.ts";
import type { WireLog } from "./log.ts";
import type { WireRequest, WireResponse } from "./service.ts";

export interface HttpHandler {
  /** 32 MiB where not said. */
  readonly maxBodyBytes?: number;
  handle(request: WireRequest): Promise<WireResponse>;
}

/** Why no handler answers: a foreign host or origin, a body that is too large, a bug, a shutdown. */
export type Refusal = "forbidden" | "too-large" | "failed" | "closing";
export type Refuse = (
  head: Omit<WireRequest, "body">,
  refusal: Refusal,
  message: string,
) => WireResponse;

const DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024;

/** What HTTP/1.1 and HTTP/2 share: the checks, the body, the handler, and the count of requests in flight. */
export class Exchanges {
  readonly #policy: HostPolicy;
  readonly #route: (head: Omit<WireRequest, "body">) => HttpHandler;
  readonly #refuse: Refuse;
  readonly #log: WireLog;
  #inFlight = 0;
  #closing = false;
  #idle: (() => void) | undefined;

  constructor(options: {
    policy: HostPolicy;
    route: (head: Omit<WireRequest, "body">) => HttpHandler;
    refuse: Refuse;
    log: WireLog;
  }) {
    this.#policy = options.policy;
    this.#route = options.route;
    this.#refuse = options.refuse;
    this.#log = options.log;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Who will read the body, or the refusal that is already certain. */
  open(head: Omit<WireRequest, "body">): HttpHandler | WireResponse {
    if (this.#closing) return this.#refuse(head, "closing", "The listener is shutting down.");
    const reason = refusedHost(head.headers, this.#policy);
    if (reason !== undefined) return this.#refuse(head, "forbidden", reason);
    const handler = this.#route(head);
    const announced = Number(head.headers["content-length"] ?? 0);
    return announced > limitOf(handler) ? this.tooLarge(head, handler) : handler;
  }

  tooLarge(head: Omit<WireRequest, "body">, handler: HttpHandler): WireResponse {
    return this.#refuse(head, "too-large", `The body is larger than ${limitOf(handler)} bytes.`);
  }

  /** Runs the handler and passes its answer to `send`; a handler that throws is logged, never shown. */
  answer(handler: HttpHandler, request: WireRequest, send: (response: WireResponse) => void): void {
    this.#inFlight++;
    handler
      .handle(request)
      .catch((error: unknown) => {
        this.#log(`${request.method} ${request.path} failed`, error);
        return this.#refuse(request, "failed", "An internal error occurred.");
      })
      .then(send)
      .catch((error: unknown) => {
        // Such as a header value that cannot be sent. Nothing is out yet: say at least that.
        this.#log(`The answer to ${request.method} ${request.path} could not be sent`, error);
        send(this.#refuse(request, "failed", "An internal error occurred."));
      })
      .finally(() => {
        this.#inFlight--;
        if (this.#inFlight === 0) this.#idle?.();
      });
  }

  /** From now on new requests are refused; resolves when those in flight are answered, or after `graceMs`. */
  async drain(graceMs: number): Promise<void> {
    this.#closing = true;
    if (this.#inFlight === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#idle = () => {
        clearTimeout(timer);
        // One turn of the event loop for the last answer to reach its socket.
        setImmediate(resolve);
      };
    });
  }
}

export function isHandler(opened: HttpHandler | WireResponse): opened is HttpHandler {
  return "handle" in opened;
}

/** Gathers a body from its chunks, with one copy at the end and none where there is a single chunk. */
export class Body {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  #size = 0;

  constructor(handler: HttpHandler) {
    this.#limit = limitOf(handler);
  }

  /** False once the body is over its handler's limit. */
  add(chunk: Buffer): boolean {
    if (!this.fits(chunk.length)) return false;
    this.#chunks.push(chunk);
    return true;
  }

  /** Counts bytes that are kept elsewhere. */
  fits(bytes: number): boolean {
    this.#size += bytes;
    return this.#size <= this.#limit;
  }

  bytes(): Buffer {
    const [first] = this.#chunks;
    if (first === undefined) return Buffer.alloc(0);
    return this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
  }
}

/** `Content-Length` belongs to the answer unless it is set already (HEAD) or there can be no body. */
export function contentLength(response: WireResponse): string | undefined {
  const { status, body, headers } = response;
  if (status === 204 || status === 304 || headers["content-length"] !== undefined) return undefined;
  return String(typeof body === "string" ? Buffer.byteLength(body) : body.length);
}

function limitOf(handler: HttpHandler): number {
  return handler.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
}

/** Splits a request target into the path as sent and its query. */
export function parseTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf("?");
  return mark < 0
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}
