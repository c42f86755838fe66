import { request as httpRequest } from "node:http";

export interface RawRequest {
  readonly method: string;
  /** As it goes onto the wire: nothing is normalised or encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One HTTP exchange on a connection of its own. */
export function exchange(base: string, raw: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  const { method, path, headers, body } = raw;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method, path, agent: false, headers: { ...headers } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    if (body !== undefined) outgoing.setHeader("content-length", body.length);
    outgoing.end(body);
  });
}

export const postJson = (base: string, path: string, event: unknown): Promise<RawAnswer> =>
  exchange(base, {
    method: "POST",
    path,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(event)),
  });
