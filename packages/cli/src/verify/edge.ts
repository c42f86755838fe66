import type { Target } from "../target/target.ts";
import { type Check, check } from "./check.ts";

interface EdgeCase {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
  readonly status: number;
  /** What must stand in the answer's body or headers. */
  readonly says: RegExp;
}

const cases: readonly EdgeCase[] = [
  {
    name: "an unknown path is 404",
    method: "GET",
    path: "/nowhere",
    status: 404,
    says: /Not Found/,
  },
  {
    name: "a wrong method is 405 and says what is allowed",
    method: "DELETE",
    path: "/orders",
    status: 405,
    says: /allow: POST/i,
  },
  {
    name: "a missing field is 400 and named",
    method: "POST",
    path: "/orders",
    body: "{}",
    status: 400,
    says: /order_id/,
  },
  {
    name: "a batch of none is 400",
    method: "POST",
    path: "/orders/batch",
    body: "[]",
    status: 400,
    says: /message/,
  },
  {
    name: "another content type is 415",
    method: "POST",
    path: "/orders",
    contentType: "application/xml",
    body: "<a/>",
    status: 415,
    says: /message/,
  },
  {
    name: "an unknown order is 404",
    method: "GET",
    path: "/orders/verify-nobody",
    status: 404,
    says: /not_found/,
  },
];

/** How the API answers what it must refuse. */
export async function edgeChecks(target: Target): Promise<Check[]> {
  const checks = cases.map((edge) => check(edge.name, () => ask(target, edge)));
  if (target.mode !== "none")
    checks.push(check("a call without credentials is refused", () => unauthorized(target)));
  return Promise.all(checks);
}

async function ask(target: Target, edge: EdgeCase): Promise<Omit<Check, "name">> {
  const url = new URL(target.url.replace(/\/$/, "") + edge.path);
  const body = Buffer.from(edge.body ?? "");
  const headers = await target.authorize({
    method: edge.method,
    url,
    headers: { "content-type": edge.contentType ?? "application/json" },
    body,
  });
  const answer = await fetch(url, {
    method: edge.method,
    headers,
    ...(edge.body === undefined ? {} : { body }),
  });
  const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
  const text = `${lines.join("\n")}\n\n${await answer.text()}`;
  const ok = answer.status === edge.status && edge.says.test(text);
  return { ok, detail: ok ? String(answer.status) : `${answer.status}: ${text.slice(0, 500)}` };
}

async function unauthorized(target: Target): Promise<Omit<Check, "name">> {
  const answer = await fetch(`${target.url.replace(/\/$/, "")}/orders/verify-nobody`);
  return { ok: [401, 403].includes(answer.status), detail: String(answer.status) };
}
