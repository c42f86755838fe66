import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * In front of a DynamoDB: answers statements of a batch as throttled, without passing them on. How
 * often a statement is refused depends on nothing but itself, so that every run is the same.
 */
export interface Throttle {
  readonly url: string;
  /** A statement is refused at most so often; 0 passes everything on. */
  most: number;
  close(): Promise<void>;
}

interface BatchInput {
  readonly Statements?: readonly unknown[];
}

export async function startThrottle(target: string): Promise<Throttle> {
  const attempts = new Map<string, number>();
  const throttle = { url: "", most: 0, close: () => Promise.resolve() };
  const refuse = (statement: unknown): boolean => {
    const hash = createHash("sha256").update(JSON.stringify(statement)).digest("hex");
    const attempt = attempts.get(hash) ?? 0;
    attempts.set(hash, attempt + 1);
    return attempt < Number.parseInt(hash.slice(0, 6), 16) % (throttle.most + 1);
  };

  const pass = (request: IncomingMessage, body: string): Promise<Response> =>
    fetch(target, {
      method: "POST",
      headers: {
        "content-type": request.headers["content-type"] ?? "application/x-amz-json-1.0",
        "x-amz-target": String(request.headers["x-amz-target"]),
        authorization: request.headers.authorization ?? "",
      },
      body,
    });

  const server = createServer((request, response) => {
    const answer = async (): Promise<{ status: number; text: string }> => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString("utf8");
      const input: BatchInput = JSON.parse(body);
      const statements = input.Statements ?? [];
      const refused = statements.map(refuse);
      if (!refused.includes(true)) {
        const passed = await pass(request, body);
        return { status: passed.status, text: await passed.text() };
      }
      const others = statements.filter((_, i) => !refused[i]);
      const answers: unknown[] = [];
      if (others.length > 0) {
        const passed = await pass(request, JSON.stringify({ ...input, Statements: others }));
        const output: { Responses?: unknown[] } = JSON.parse(await passed.text());
        if (output.Responses === undefined)
          return { status: passed.status, text: JSON.stringify(output) };
        answers.push(...output.Responses);
      }
      const throttled = {
        Error: { Code: "ThrottlingError", Message: "Throughput exceeds the current capacity" },
      };
      const Responses = refused.map((isRefused) => (isRefused ? throttled : answers.shift()));
      return { status: 200, text: JSON.stringify({ Responses }) };
    };
    answer().then(
      ({ status, text }) =>
        response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  throttle.url = `http://127.0.0.1:${isAddress(address) ? address.port : 0}`;
  throttle.close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return throttle;
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
