import { IncomingMessage, type RequestOptions, STATUS_CODES } from "node:http";
import { Socket } from "node:net";
import { Writable } from "node:stream";
import type { LocalRequest, LocalResponse } from "./worker-protocol.ts";

export type LocalExchange = (request: LocalRequest) => Promise<LocalResponse>;

/**
 * Stands in for `http.ClientRequest`: the same events in the same order, the same answer (a real
 * `IncomingMessage`), but the exchange is a message to the main thread instead of bytes in a socket.
 * Its socket is one that is never connected: it carries the timeouts.
 */
export class LocalClientRequest extends Writable {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly protocol = "http:";
  readonly reusedSocket = true;
  readonly socket = new Socket();
  readonly #headers = new Map<string, { readonly name: string; readonly value: string }>();
  readonly #chunks: (Buffer | string)[] = [];
  readonly #exchange: LocalExchange;
  #response: IncomingMessage | undefined;
  #isSent = false;
  #isComplete = false;

  constructor(options: RequestOptions, host: string, exchange: LocalExchange) {
    // Closed when the answer has been read, not when the body has been sent. Texts stay texts.
    super({ autoDestroy: false, decodeStrings: false });
    this.method = (options.method ?? "GET").toUpperCase();
    this.path = options.path ?? "/";
    this.host = host;
    this.#exchange = exchange;
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value !== undefined) this.setHeader(name, value);
    }
    if (!this.hasHeader("host")) this.setHeader("Host", host);
    if (typeof options.auth === "string" && !this.hasHeader("authorization")) {
      this.setHeader("Authorization", `Basic ${Buffer.from(options.auth).toString("base64")}`);
    }
    this.socket.on("timeout", () => this.emit("timeout"));
    this.socket.on("error", () => {});
    if (options.timeout !== undefined) this.setTimeout(options.timeout);
    options.signal?.addEventListener("abort", () => this.destroy(aborted(options.signal?.reason)));
    process.nextTick(() => {
      if (this.destroyed) return;
      this.emit("socket", this.socket);
      if (this.getHeader("expect")?.toLowerCase() === "100-continue") this.emit("continue");
    });
  }

  get connection(): Socket {
    return this.socket;
  }

  get aborted(): boolean {
    return this.destroyed && !this.#isComplete;
  }

  get headersSent(): boolean {
    return this.#isSent;
  }

  setHeader(name: string, value: number | string | readonly string[]): this {
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    this.#headers.set(name.toLowerCase(), { name, value: text });
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.#headers.get(name.toLowerCase())?.value;
  }

  getHeaders(): Record<string, string> {
    return Object.fromEntries([...this.#headers].map(([key, { value }]) => [key, value]));
  }

  getHeaderNames(): string[] {
    return [...this.#headers.keys()];
  }

  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }

  removeHeader(name: string): void {
    this.#headers.delete(name.toLowerCase());
  }

  flushHeaders(): void {}

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  setTimeout(milliseconds: number, callback?: () => void): this {
    this.socket.setTimeout(milliseconds);
    if (callback) this.once("timeout", callback);
    return this;
  }

  abort(): void {
    if (this.destroyed) return;
    this.emit("abort");
    this.destroy();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    const isUtf8 = encoding === "utf8" || encoding === "utf-8";
    this.#chunks.push(typeof chunk === "string" && !isUtf8 ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  override _final(done: () => void): void {
    const body = bodyOf(this.#chunks.splice(0));
    this.#frame(body);
    this.#isSent = true;
    const request: LocalRequest = {
      method: this.method,
      target: this.path,
      headers: this.getHeaders(),
      body,
    };
    this.#exchange(request).then(
      (response) => this.#answer(response),
      (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    done();
  }

  /** Node frames a body of unknown length in chunks, which the listener sees as a header. */
  #frame(body: string | Uint8Array): void {
    if (this.hasHeader("content-length") || this.hasHeader("transfer-encoding")) return;
    const length = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    if (length > 0 || !["GET", "HEAD", "DELETE"].includes(this.method)) {
      this.setHeader("Content-Length", length);
    }
  }

  #answer({ status, headers, body }: LocalResponse): void {
    if (this.destroyed) return;
    const response = new IncomingMessage(this.socket);
    this.#response = response;
    response.httpVersion = "1.1";
    response.httpVersionMajor = 1;
    response.httpVersionMinor = 1;
    response.statusCode = status;
    response.statusMessage = STATUS_CODES[status] ?? "";
    response.headers = { ...headers };
    response.rawHeaders = Object.entries(headers).flat();
    response.once("end", () => this.destroy());
    response.once("close", () => this.destroy());
    const isRead = this.emit("response", response);
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    if (bytes.length > 0 && this.method !== "HEAD") response.push(bytes);
    response.complete = true;
    this.#isComplete = true;
    response.push(null);
    // Nobody listens: Node throws the answer away, too.
    if (!isRead) response.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    if (this.#isComplete) {
      this.#response?.destroy(error ?? undefined);
      done(null);
      return;
    }
    done(error ?? hangUp());
  }
}

/** A text as it is, where UTF-8 can say it; else memory of its own, which can be handed to another thread. */
function bodyOf(chunks: readonly (Buffer | string)[]): string | Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  if (chunks.length === 1 && typeof only === "string" && isWellFormed(only)) return only;
  const buffers = chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk));
  const bytes = new Uint8Array(buffers.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of buffers) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Half a surrogate pair becomes U+FFFD in UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** What a request says that is destroyed before its answer. */
function hangUp(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

function aborted(cause: unknown): Error {
  const error = new Error("The operation was aborted", { cause });
  return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
}
