import { setTimeout as sleep } from "node:timers/promises";
import { AthenaClient } from "@aws-sdk/client-athena";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { savedQueries } from "@tributary/local";
import { runQuery } from "../athena/query.ts";
import { IngestClient } from "../producer/client.ts";
import { type Post, posts } from "../producer/post.ts";
import { send } from "../producer/send.ts";
import { Statistics } from "../producer/statistics.ts";
import type { Deployment } from "../target/deployment.ts";
import type { Target } from "../target/target.ts";
import { type Check, check } from "./check.ts";
import { edgeChecks } from "./edge.ts";
import { type Sample, sample } from "./sample.ts";
import { type SinkClients, sinkQuestions } from "./sinks.ts";

export interface VerifyOptions {
  /** Half as many invoice lines are sent beside them. */
  readonly orders: number;
  /** Milliseconds that the events may take into every sink. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

const POLL_MS = 2_000;
const QUERY_MS = 120_000;
const BATCH = 50;

/** Asks a deployment, on AWS or here, everything that this command can ask. Checks come as they are answered. */
export async function* verify(
  target: Target,
  deployment: Deployment,
  options: VerifyOptions,
): AsyncGenerator<Check> {
  const events = sample(options.orders, Date.now());
  const ids = new Set<string>();
  yield await check("every event is acknowledged", () => sendAll(target, events, ids));
  yield* await edgeChecks(target);
  const clients: SinkClients = {
    deployment,
    athena: new AthenaClient(deployment.client),
    dynamodb: new DynamoDBClient(deployment.client),
    s3: new S3Client(deployment.client),
  };
  try {
    const deadline = Date.now() + options.deadline;
    for (const [name, ask] of Object.entries(sinkQuestions)) {
      yield await check(name, async () => {
        for (;;) {
          const found = await ask(clients, events, ids);
          if (found.ok || Date.now() > deadline || options.signal?.aborted) return found;
          await sleep(POLL_MS);
        }
      });
    }
    const { database, workgroup } = deployment.names;
    for (const { name, sql } of await savedQueries()) {
      yield await check(`saved query ${name}`, async () => {
        const { rows } = await runQuery(clients.athena, {
          sql,
          database,
          workgroup,
          deadline: QUERY_MS,
        });
        return { ok: true, detail: `${rows.length} rows` };
      });
    }
  } finally {
    clients.athena.destroy();
    clients.dynamodb.destroy();
    clients.s3.destroy();
  }
}

/** Half of the orders one a POST, everything else in batches. */
async function sendAll(
  target: Target,
  { orders, lines }: Sample,
  ids: Set<string>,
): Promise<Omit<Check, "name">> {
  const half = Math.ceil(orders.length / 2);
  const wrap = <T>(events: readonly T[]) => events.map((event) => ({ event }));
  const client = new IngestClient(target, 4);
  const statistics = new Statistics();
  const acknowledgements = {
    add: (id: string, count: number): void => {
      for (let index = 0; index < count; index += 1) ids.add(`${id}/${index}`);
    },
  };
  async function* everything(): AsyncGenerator<Post> {
    yield* posts(wrap(orders.slice(0, half)), "/orders", 1);
    yield* posts(wrap(orders.slice(half)), "/orders", BATCH);
    yield* posts(wrap(lines), "/invoices", BATCH);
  }
  try {
    await send(everything(), { client, statistics, concurrency: 4, rate: 0, acknowledgements });
  } finally {
    client.close();
  }
  const expected = orders.length + lines.length;
  const ok = statistics.accepted === expected && ids.size === expected;
  return { ok, detail: `${statistics.accepted} of ${expected}` };
}
