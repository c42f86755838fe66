import { localEdge } from "@tributary/local";
import fc from "fast-check";
import { lineNode, orderNode } from "./events.ts";
import { mutated, type Node, render } from "./json-nodes.ts";
import { elementTexts, withoutSpace } from "./lossless-json.ts";
import { checkRecord, SilentChange } from "./outcomes.ts";
import { streamEvent } from "./stream-event.ts";
import { mutation } from "./texts.ts";

/** A POST. */
export interface PostCase {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Nothing is wrong with it: it must be taken and stored. */
  readonly isValid: boolean;
}

/** Events of one kind, some of them spoilt. */
const eventsOf = (node: fc.Arbitrary<Node>) =>
  fc
    .array(fc.tuple(node, fc.array(mutation, { maxLength: 2 })), { minLength: 1, maxLength: 3 })
    .map((events) => ({
      nodes: events.map(([event, mutations]) => mutated(event, mutations)),
      isValid: events.every(([, mutations]) => mutations.length === 0),
    }));

const spacing = fc.constantFrom("", "", " ", "\n", "\r\n\t ");

/** White space where JSON allows it. */
const spaced = (text: string, space: string): string =>
  space === ""
    ? text
    : text.replace(/("(?:[^"\\]|\\.)*")|([[\]{},:])/g, (_, string?: string, mark?: string) =>
        string === undefined ? `${space}${mark}${space}` : string,
      );

const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ "Content-Type": "application/json; charset=utf-8" }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("key-1", "../../etc", "a+b/c=", "x".repeat(128))
      .map((key) => ({ "Idempotency-Key": key })),
  },
);
const anyHeaders = fc.record(
  {
    "Content-Type": fc.oneof(fc.string(), fc.constantFrom("text/plain", "application/json")),
    "Content-Encoding": fc.constantFrom("gzip", "br", "identity"),
    "Idempotency-Key": fc.string({ unit: "binary" }),
  },
  { requiredKeys: [] },
);

const wellFormed = (source: string, node: fc.Arbitrary<Node>): fc.Arbitrary<PostCase> =>
  fc
    .tuple(eventsOf(node), fc.boolean(), spacing, headers)
    .map(([{ nodes, isValid }, isBatch, space, head]) => {
      const texts = (isBatch ? nodes : nodes.slice(0, 1)).map(render);
      const text = isBatch ? `[${texts.join(",")}]` : (texts[0] ?? "");
      return {
        path: isBatch ? `${source}/batch` : source,
        headers: head,
        body: Buffer.from(spaced(text, space)),
        isValid,
      };
    });

const paths = fc.constantFrom(
  "/orders",
  "/orders/batch",
  "/invoices",
  "/invoices/batch",
  "/",
  "/x",
);
const orders = wellFormed("/orders", orderNode);
const lines = wellFormed("/invoices", lineNode);

/** A good body with a few bytes changed. */
const damaged = fc
  .tuple(
    fc.oneof(orders, lines),
    fc.array(fc.tuple(fc.nat(2_000), fc.nat(255), fc.nat(2)), { minLength: 1, maxLength: 3 }),
  )
  .map(([it, damages]): PostCase => {
    let body = it.body;
    for (const [at, byte, how] of damages) {
      const i = at % (body.length + 1);
      const insert = how < 2 ? [byte] : [];
      body = Buffer.concat([
        body.subarray(0, i),
        Buffer.from(insert),
        body.subarray(i + (how === 1 ? 0 : 1)),
      ]);
    }
    return { ...it, body, isValid: false };
  });

const anything = fc
  .tuple(
    paths,
    anyHeaders,
    fc.oneof(
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    ),
  )
  .map(([path, head, body]): PostCase => ({ path, headers: head, body, isValid: false }));

export const postCase: fc.Arbitrary<PostCase> = fc.oneof(
  { weight: 5, arbitrary: orders },
  { weight: 4, arbitrary: lines },
  { weight: 2, arbitrary: damaged },
  { weight: 1, arbitrary: anything },
);

/** A check of one POST at the edge and, where it is taken, of what every reader makes of it. */
export async function postChecker(): Promise<(it: PostCase) => Promise<void>> {
  let records: Buffer[] = [];
  const edge = await localEdge(({ data }) => records.push(data));
  return async ({ path, headers: head, body, isValid }) => {
    records = [];
    const { status, body: answer } = await edge({
      ...{ method: "POST", path, query: "", body, sourceIp: "127.0.0.1" },
      rawHeaders: Object.entries(head).flat(),
      headers: Object.fromEntries(
        Object.entries(head).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    });
    const { id, count, message } = JSON.parse(String(answer));
    if (status === 202) {
      const sent = elementTexts(body.toString("utf8"), path.endsWith("/batch"));
      if (records.length !== 1) throw new SilentChange(`202 with ${records.length} records`);
      if (count !== sent.length)
        throw new SilentChange(`202 for ${count} of ${sent.length} events`);
      await checkAccepted(records[0] ?? Buffer.alloc(0), path, String(id), sent);
      return;
    }
    if (isValid) throw new SilentChange(`${status} for a valid event: ${answer}`);
    if (status < 400 || status >= 500) throw new SilentChange(`${status}: ${answer}`);
    if (records.length > 0) throw new SilentChange(`${status}, and yet it is in the stream`);
    if (typeof message !== "string") throw new SilentChange(`${status} without a message`);
  };
}

/** The record has the events as they were sent, and every reader stores or quarantines them as they are. */
async function checkAccepted(
  record: Buffer,
  path: string,
  id: string,
  sent: readonly string[],
): Promise<void> {
  const [source, type] = path.startsWith("/orders")
    ? ["/orders", "tributary.order.v1"]
    : ["/invoices", "tributary.invoice_line.v1"];
  const texts = sent.map(
    (data, i) =>
      `{"specversion":"1.0","id":"${id}/${i}","source":"${source}","type":"${type}","data":${withoutSpace(data)}}`,
  );
  const isBatch = path.endsWith("/batch");
  const wanted = isBatch ? texts.map((text) => `${text}\n`).join("") : texts.join("");
  if (record.toString("utf8") !== wanted) {
    throw new SilentChange(`the record is\n${record.toString("utf8")}\ninstead of\n${wanted}`);
  }
  await checkRecord(record, texts.map(streamEvent));
}

/** For a reader of a failure: the request. */
export function describePost({ path, headers: head, body }: PostCase): string {
  const text = body.toString("utf8");
  const shown = Buffer.from(text).equals(body) ? text : body.toString("hex");
  return `POST ${path} ${JSON.stringify(head)}\n${shown}`;
}
