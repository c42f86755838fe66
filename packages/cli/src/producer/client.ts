import { randomUUID } from "node:crypto";
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Target } from "../target/target.ts";
import type { Post } from "./post.ts";

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
}

/** An HTTP client of the ingest API that signs as the target demands and keeps its connections. */
export class IngestClient {
  readonly #target: Target;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(target: Target, connections: number) {
    this.#target = target;
    const options = { keepAlive: true, maxSockets: connections };
    this.#agent = target.url.startsWith("https:")
      ? new HttpsAgent(options)
      : new HttpAgent(options);
  }

  /** A new key for a POST and all its retries: the API makes the event ids from it. */
  static newKey(): string {
    return randomUUID();
  }

  async send(post: Post, idempotencyKey: string): Promise<Answer> {
    const url = new URL(this.#target.url.replace(/\/$/, "") + post.path);
    const body = Buffer.from(post.body);
    const headers = await this.#target.authorize({
      method: "POST",
      url,
      headers: {
        "content-type": "application/json",
        "content-length": String(body.length),
        "idempotency-key": idempotencyKey,
      },
      body,
    });
    return this.#exchange(url, headers, body);
  }

  #exchange(url: URL, headers: Record<string, string>, body: Buffer): Promise<Answer> {
    const request = url.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        { method: "POST", agent: this.#agent, headers, timeout: 30_000 },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () => {
            const retryAfter = Number(incoming.headers["retry-after"]);
            resolve({
              status: incoming.statusCode ?? 0,
              body: Buffer.concat(chunks).toString("utf8"),
              retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
            });
          });
        },
      );
      outgoing.on("timeout", () => outgoing.destroy(new Error("no answer within 30 s")));
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
