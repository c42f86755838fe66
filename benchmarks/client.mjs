// The same small client for every server: AWS JSON over HTTP/1.1, connections kept, no SDK in the way.
import { Agent, request } from "node:http";

export class Client {
  #agent;
  #port;
  #prefix;
  #type;

  /** @param {{ port: number, prefix: string, version: "1.0" | "1.1", connections?: number }} options */
  constructor({ port, prefix, version, connections = 8 }) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#port = port;
    this.#prefix = prefix;
    this.#type = `application/x-amz-json-${version}`;
  }

  /** @param {object | string} input JSON text where it is made beforehand */
  call(operation, input) {
    const body = Buffer.from(typeof input === "string" ? input : JSON.stringify(input));
    const service = this.#prefix.toLowerCase().split("_")[0];
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: "127.0.0.1",
          port: this.#port,
          method: "POST",
          path: "/",
          agent: this.#agent,
          headers: {
            "content-type": this.#type,
            "content-length": body.length,
            "x-amz-target": `${this.#prefix}.${operation}`,
            "x-amz-date": "20260101T000000Z",
            authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
          },
        },
        (incoming) => {
          const chunks = [];
          incoming.on("data", (chunk) => chunks.push(chunk));
          incoming.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if (incoming.statusCode === 200) resolve(text === "" ? {} : JSON.parse(text));
            else
              reject(
                Object.assign(
                  new Error(`${operation}: ${incoming.statusCode} ${text.slice(0, 300)}`),
                  { status: incoming.statusCode, text },
                ),
              );
          });
          incoming.on("error", reject);
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}

/** Runs `job` for 0 … count − 1, some at a time. */
export async function atATime(limit, count, job) {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(limit, count) }, async () => {
      while (next < count) await job(next++);
    }),
  );
}
