import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Body, contentLength, type Exchanges, isHandler, parseTarget } from "./exchange.ts";
import type { WireRequest, WireResponse } from "./service.ts";

/** Lets `exchanges` answer what arrives at an HTTP/1.1 server. */
export function serveHttp1(server: Server, exchanges: Exchanges): void {
  server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const head = headOf(incoming);
    const opened = exchanges.open(head);
    if (!isHandler(opened)) {
      refuse(incoming, outgoing, opened);
      return;
    }
    const body = new Body(opened);
    let tooLarge = false;
    incoming.on("data", (chunk: Buffer) => {
      if (tooLarge || body.add(chunk)) return;
      tooLarge = true;
      refuse(incoming, outgoing, exchanges.tooLarge(head, opened));
    });
    incoming.on("end", () => {
      if (tooLarge) return;
      const request: WireRequest = { ...head, body: body.bytes() };
      exchanges.answer(opened, request, (response) => send(outgoing, response));
    });
    // The client went away in the middle of its body: nobody waits for an answer.
    incoming.on("error", () => outgoing.destroy());
  });
}

/** Answers without having read the whole body, so the connection cannot be used again. */
function refuse(incoming: IncomingMessage, outgoing: ServerResponse, response: WireResponse): void {
  incoming.resume();
  send(outgoing, { ...response, headers: { ...response.headers, connection: "close" } });
}

function send(outgoing: ServerResponse, response: WireResponse): void {
  if (outgoing.destroyed || outgoing.headersSent) return;
  const length = contentLength(response);
  outgoing.writeHead(
    response.status,
    length === undefined ? response.headers : { ...response.headers, "content-length": length },
  );
  outgoing.end(response.body);
}

function headOf(incoming: IncomingMessage): Omit<WireRequest, "body"> {
  const headers: Record<string, string | undefined> = {};
  for (const name in incoming.headers) {
    const value = incoming.headers[name];
    headers[name] = typeof value === "string" ? value : value?.join(", ");
  }
  return { method: incoming.method ?? "GET", headers, ...parseTarget(incoming.url ?? "/") };
}
