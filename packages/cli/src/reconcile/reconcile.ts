import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { datasets, prefixes, tables } from "@tributary/contract";
import { readObjects } from "../stored/objects.ts";
import { streamedRecords } from "../stored/stream-records.ts";
import type { Deployment } from "../target/deployment.ts";
import { fileErrors, fileOnFailure, fileQuarantine } from "./excluded.ts";
import { KEY_SEPARATOR } from "./expected.ts";
import { type AcceptedBy, findings, keptEvents, type SinkFinding } from "./findings.ts";
import { lakeRows } from "./lake-rows.ts";
import { Ledger } from "./ledger.ts";
import { fileArchive, fileRecord, recordId } from "./records.ts";
import { tableItems } from "./table-items.ts";
import { viewFindings } from "./views.ts";

export interface Reconciliation {
  /** Events that the client was told are accepted; else those that the stream still has or the archive holds. */
  readonly accepted: number;
  readonly acceptedBy: AcceptedBy;
  /** Distinct events in the raw archive. */
  readonly raw: number;
  /** Items by table. */
  readonly tables: Readonly<Record<string, number>>;
  /** Rows by dataset, as they lie in the files. */
  readonly lake: Readonly<Record<string, number>>;
  /** Events that some sink has not but quarantine, an error prefix or the on-failure destination keeps, by reason. */
  readonly quarantined: Readonly<Record<string, number>>;
  readonly sinks: readonly SinkFinding[];
  readonly lost: number;
  readonly duplicated: number;
  readonly unaccepted: number;
  readonly redundant: number;
}

export interface ReconcileOptions {
  /** File of acknowledged event ids, one a line. */
  readonly acks?: string | undefined;
  /** Whether to read the stream itself; by default where there are no `acks`. */
  readonly stream?: boolean | undefined;
  /** Whether to count the views' rows with Athena, which costs on AWS. */
  readonly views?: boolean | undefined;
  /** Told now and then what is being read, and how much of it was. */
  readonly onProgress?: (what: string, done: number) => void;
}

/** Compares what was accepted with what is stored in every sink, from the stored bytes alone. */
export async function reconcile(
  deployment: Deployment,
  options: ReconcileOptions = {},
): Promise<Reconciliation> {
  const ledger = await Ledger.open();
  const readsStream = options.stream ?? options.acks === undefined;
  const acceptedBy =
    options.acks !== undefined ? "acknowledgements" : readsStream ? "stream" : "archive";
  const progress = options.onProgress ?? (() => {});
  try {
    await ledger.begin();
    if (options.acks !== undefined) await fileAcknowledged(options.acks, ledger);
    // The stream first: what is accepted meanwhile is then not expected of it.
    if (readsStream) await fileStream(deployment, ledger, progress);
    await fileBuckets(deployment, ledger, progress);
    await fileTables(deployment, ledger, progress);
    ledger.seal();
    progress("comparing", 0);
    const sinks = await findings(ledger, acceptedBy);
    if (options.views) sinks.push(...(await viewFindings(ledger, deployment)));
    return await summary(ledger, sinks, acceptedBy);
  } finally {
    await ledger.close();
  }
}

type OnProgress = NonNullable<ReconcileOptions["onProgress"]>;

async function fileAcknowledged(file: string, ledger: Ledger): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== "") ledger.add("acknowledged", line);
  }
}

async function fileStream(
  deployment: Deployment,
  ledger: Ledger,
  progress: OnProgress,
): Promise<void> {
  const kinesis = new KinesisClient(deployment.client);
  let records = 0;
  try {
    for await (const record of streamedRecords(kinesis, deployment.names.stream)) {
      fileRecord(ledger, "stream", recordId(record.shardId, record.sequenceNumber), record.data);
      progress("records of the stream", ++records);
    }
  } finally {
    kinesis.destroy();
  }
}

async function fileBuckets(
  deployment: Deployment,
  ledger: Ledger,
  progress: OnProgress,
): Promise<void> {
  const s3 = new S3Client(deployment.client);
  const each = async (
    prefix: string,
    file: (object: Buffer) => void | Promise<void>,
  ): Promise<void> => {
    let objects = 0;
    for await (const { key, body } of readObjects(s3, deployment.names.dataBucket, prefix)) {
      try {
        await file(body);
      } catch (cause) {
        throw new Error(`s3://${deployment.names.dataBucket}/${key} cannot be read`, { cause });
      }
      progress(`objects of ${prefix}`, ++objects);
    }
  };
  try {
    await each(prefixes.raw, (object) => fileArchive(object, ledger));
    await each(prefixes.quarantine, (object) => fileQuarantine(object, ledger));
    await each(prefixes.onFailure, (object) => fileOnFailure(object, ledger));
    for (const dataset of Object.keys(datasets)) {
      await each(`${prefixes.errors}${dataset}/`, (object) => fileErrors(object, dataset, ledger));
      await each(`${prefixes.lake}${dataset}/`, async (object) => {
        for (const { eventId, lakeKey, version, line } of await lakeRows(object, dataset)) {
          ledger.add("rows", dataset, lakeKey, version, line, eventId);
        }
      });
    }
  } finally {
    s3.destroy();
  }
}

async function fileTables(
  deployment: Deployment,
  ledger: Ledger,
  progress: OnProgress,
): Promise<void> {
  const dynamodb = new DynamoDBClient(deployment.client);
  let count = 0;
  try {
    for (const [name, { hashKey, rangeKey }] of Object.entries(tables)) {
      const table = deployment.names.tables[name as keyof typeof tables];
      for await (const item of tableItems(dynamodb, table, hashKey, rangeKey)) {
        const key = `${item.hashKey}${KEY_SEPARATOR}${item.rangeKey}`;
        ledger.add("items", name, key, item.version, item.eventId);
        progress("items of tables", ++count);
      }
    }
  } finally {
    dynamodb.destroy();
  }
}

async function summary(
  ledger: Ledger,
  sinks: SinkFinding[],
  acceptedBy: AcceptedBy,
): Promise<Reconciliation> {
  const counts = async (query: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await ledger.ask(query)).map((row) => [String(row.name), Number(row.count)]),
    );
  const sum = (pick: (sink: SinkFinding) => number): number =>
    sinks.reduce((total, sink) => total + pick(sink), 0);
  const zero = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 0]));
  return {
    accepted: await ledger.number(
      acceptedBy === "acknowledgements"
        ? "select count(distinct event_id) from acknowledged"
        : "select count(distinct event_id) from found",
    ),
    acceptedBy,
    raw: await ledger.number("select count(distinct event_id) from found where source = 'raw'"),
    tables: {
      ...zero(Object.keys(tables)),
      ...(await counts("select table_name as name, count(*) as count from items group by all")),
    },
    lake: {
      ...zero(Object.keys(datasets)),
      ...(await counts("select dataset as name, count(*) as count from rows group by all")),
    },
    quarantined: await keptEvents(ledger),
    sinks,
    lost: sum((sink) => sink.lost),
    duplicated: sum((sink) => sink.duplicated),
    unaccepted: sum((sink) => sink.unaccepted),
    redundant: sum((sink) => sink.redundant),
  };
}
