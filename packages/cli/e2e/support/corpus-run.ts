import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type LocalPipeline, startLocal } from "@tributary/local";
import type { EventKind } from "../../src/fuzz/expected.ts";
import { withoutSpace } from "../../src/fuzz/lossless-json.ts";
import { type Deployment, localDeployment } from "../../src/target/deployment.ts";
import { API_KEY, type CorpusCase } from "../corpus/case.ts";
import { exchange, type RawAnswer } from "./http.ts";
import { readStored, type StoredEvents } from "./stored.ts";

/** A pipeline with what it stored, read when everything had drained. */
export interface CorpusPipeline {
  readonly pipeline: LocalPipeline;
  readonly deployment: Deployment;
  readonly answers: ReadonlyMap<CorpusCase, RawAnswer>;
  readonly stored: StoredEvents;
}

export interface CorpusRun {
  readonly open: CorpusPipeline;
  /** The one that demands an API key. */
  readonly keyed: CorpusPipeline;
  stop(): Promise<void>;
}

/** Sends every case at once, good and bad ones mixed, and lets the pipelines drain once. */
export async function runCorpus(
  cases: readonly CorpusCase[],
  directory: string,
): Promise<CorpusRun> {
  const open = await start(
    cases.filter(({ needsKey }) => !needsKey),
    join(directory, "open"),
  );
  const keyed = await start(
    cases.filter(({ needsKey }) => needsKey),
    join(directory, "keyed"),
    API_KEY,
  );
  return {
    open,
    keyed,
    stop: async () => {
      await open.pipeline.stop();
      await keyed.pipeline.stop();
    },
  };
}

async function start(
  cases: readonly CorpusCase[],
  dataDir: string,
  apiKey?: string,
): Promise<CorpusPipeline> {
  const key = apiKey === undefined ? {} : { apiKey };
  const pipeline = await startLocal({ dataDir, port: 0, awsPort: 0, ...key });
  const answers = new Map<CorpusCase, RawAnswer>();
  for (const it of cases) answers.set(it, await exchange(pipeline.apiUrl, it.request));
  await pipeline.drained();
  const deployment = localDeployment(pipeline.awsUrl, pipeline.names);
  return { pipeline, deployment, answers, stored: await readStored(deployment) };
}

/** The id of the event that a 202 acknowledged. */
export function eventIdOf({ status, text }: RawAnswer): string {
  if (status !== 202) throw new Error(`${status} instead of 202: ${text}`);
  const { id }: { id: string } = JSON.parse(text);
  return `${id}/0`;
}

export const kindOf = ({ request }: CorpusCase): EventKind =>
  request.path.startsWith("/orders") ? "order" : "invoice_line";

/** The JSON text that was sent, as one line. */
export function bodyText({ request }: CorpusCase): string {
  const bytes = request.body ?? Buffer.alloc(0);
  const isGzip = request.headers?.["content-encoding"] === "gzip";
  return withoutSpace((isGzip ? gunzipSync(bytes) : bytes).toString("utf8"));
}

/** The event as it must be in the stream: the envelope around the body's own text. */
export function envelope(it: CorpusCase, eventId: string): string {
  const [source, type] =
    kindOf(it) === "order"
      ? ["/orders", "tributary.order.v1"]
      : ["/invoices", "tributary.invoice_line.v1"];
  return `{"specversion":"1.0","id":"${eventId}","source":"${source}","type":"${type}","data":${bodyText(it)}}`;
}
