import {
  constants,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { Body, contentLength, type Exchanges, isHandler, parseTarget } from "./exchange.ts";
import type { WireRequest, WireResponse } from "./service.ts";

/** Lets `exchanges` answer what arrives at a cleartext HTTP/2 server. */
export function serveHttp2(server: Http2Server, exchanges: Exchanges): void {
  server.on("sessionError", () => {
    // The session is torn down by Node; its client has seen the connection end.
  });
  server.on("stream", (stream: ServerHttp2Stream, incoming: IncomingHttpHeaders) => {
    const head = headOf(incoming);
    stream.on("error", () => stream.destroy());
    const opened = exchanges.open(head);
    if (!isHandler(opened)) {
      refuse(stream, head.method, opened);
      return;
    }
    const body = new Body(opened);
    let tooLarge = false;
    stream.on("data", (chunk: Buffer) => {
      if (tooLarge || body.add(chunk)) return;
      tooLarge = true;
      refuse(stream, head.method, exchanges.tooLarge(head, opened));
    });
    stream.on("end", () => {
      // A reset stream may end, too: its body is not whole.
      if (tooLarge || stream.aborted) return;
      const request: WireRequest = { ...head, body: body.bytes() };
      exchanges.answer(opened, request, (response) => send(stream, head.method, response));
    });
  });
}

function refuse(stream: ServerHttp2Stream, method: string, response: WireResponse): void {
  stream.resume();
  send(stream, method, response);
}

function send(stream: ServerHttp2Stream, method: string, response: WireResponse): void {
  if (stream.destroyed || stream.headersSent) return;
  const length = contentLength(response);
  const headers = {
    ...response.headers,
    ...(length === undefined ? {} : { "content-length": length }),
    [constants.HTTP2_HEADER_STATUS]: response.status,
  };
  const isEmpty = method === "HEAD" || response.body.length === 0;
  stream.respond(headers, { endStream: isEmpty });
  if (!isEmpty) stream.end(response.body);
}

function headOf(incoming: IncomingHttpHeaders): Omit<WireRequest, "body"> {
  const headers: Record<string, string | undefined> = {};
  for (const name in incoming) {
    if (name.startsWith(":")) continue;
    const value = incoming[name];
    headers[name] = typeof value === "string" ? value : value?.join(", ");
  }
  headers.host ??= incoming[":authority"];
  return {
    method: incoming[":method"] ?? "GET",
    headers,
    ...parseTarget(incoming[":path"] ?? "/"),
  };
}
