import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { datasets, prefixes, tables } from "@tributary/contract";
import type { Deployment } from "../target/deployment.ts";
import { fileErrors, fileOnFailure, fileQuarantine } from "./excluded.ts";
import { KEY_SEPARATOR } from "./expected.ts";
import { findings, type SinkFinding } from "./findings.ts";
import { lakeRows } from "./lake-rows.ts";
import { Ledger } from "./ledger.ts";
import { listKeys, readObject } from "./objects.ts";
import { fileArchive } from "./raw-archive.ts";
import { tableItems } from "./table-items.ts";

export interface Reconciliation {
  /** Events that the client was told are accepted; where no such list was given, the distinct events of the archive. */
  readonly accepted: number;
  /** Distinct events in the raw archive. */
  readonly raw: number;
  /** Items by table. */
  readonly tables: Readonly<Record<string, number>>;
  /** Rows by dataset, as they lie in the files. */
  readonly lake: Readonly<Record<string, number>>;
  /** Events in quarantine, by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  readonly sinks: readonly SinkFinding[];
  readonly lost: number;
  readonly duplicated: number;
  readonly redundant: number;
}

/**
 * Compares what was accepted with what is stored in every sink, from the stored bytes alone.
 * @param acks file of acknowledged event ids, one a line
 */
export async function reconcile(deployment: Deployment, acks?: string): Promise<Reconciliation> {
  const ledger = await Ledger.open();
  const s3 = new S3Client(deployment.client);
  const dynamodb = new DynamoDBClient(deployment.client);
  try {
    await ledger.begin();
    if (acks !== undefined) await fileAcknowledged(acks, ledger);
    await fileBuckets(s3, deployment.names.dataBucket, ledger);
    for (const [name, { hashKey, rangeKey }] of Object.entries(tables)) {
      const table = deployment.names.tables[name as keyof typeof tables];
      for await (const item of tableItems(dynamodb, table, hashKey, rangeKey)) {
        const key = `${item.hashKey}${KEY_SEPARATOR}${item.rangeKey}`;
        ledger.add("items", name, key, item.version, item.eventId);
      }
    }
    ledger.seal();
    return await summary(ledger, await findings(ledger, acks !== undefined), acks !== undefined);
  } finally {
    s3.destroy();
    dynamodb.destroy();
    await ledger.close();
  }
}

async function fileAcknowledged(file: string, ledger: Ledger): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== "") ledger.add("acknowledged", line);
  }
}

async function fileBuckets(s3: S3Client, bucket: string, ledger: Ledger): Promise<void> {
  const each = async (
    prefix: string,
    file: (object: Buffer, key: string) => void | Promise<void>,
  ) => {
    for await (const key of listKeys(s3, bucket, prefix)) {
      await file(await readObject(s3, bucket, key), key);
    }
  };
  await each(prefixes.raw, (object) => fileArchive(object, ledger));
  await each(prefixes.quarantine, (object) => fileQuarantine(object, ledger));
  await each(prefixes.onFailure, (object) => fileOnFailure(object, ledger));
  for (const dataset of Object.keys(datasets)) {
    await each(`${prefixes.errors}${dataset}/`, (object) => fileErrors(object, dataset, ledger));
    await each(`${prefixes.lake}${dataset}/`, async (object) => {
      for (const row of await lakeRows(object, dataset)) {
        ledger.add("rows", dataset, row.eventId, row.version, row.line);
      }
    });
  }
}

async function summary(
  ledger: Ledger,
  sinks: SinkFinding[],
  acknowledged: boolean,
): Promise<Reconciliation> {
  const counts = async (query: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await ledger.ask(query)).map((row) => [String(row.name), Number(row.count)]),
    );
  const sum = (pick: (sink: SinkFinding) => number): number =>
    sinks.reduce((total, sink) => total + pick(sink), 0);
  const raw = await ledger.number("select count(*) from accepted");
  const zero = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));
  return {
    accepted: acknowledged ? await ledger.number("select count(*) from acknowledged") : raw,
    raw,
    tables: {
      ...zero(Object.keys(tables)),
      ...(await counts("select table_name as name, count(*) as count from items group by all")),
    },
    lake: {
      ...zero(Object.keys(datasets)),
      ...(await counts("select dataset as name, count(*) as count from rows group by all")),
    },
    quarantined: await counts(
      "select reason as name, count(distinct event_id) as count from excluded group by all order by all",
    ),
    sinks,
    lost: sum((sink) => sink.lost),
    duplicated: sum((sink) => sink.duplicated),
    redundant: sum((sink) => sink.redundant),
  };
}
