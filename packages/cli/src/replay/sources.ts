import type { S3Client } from "@aws-sdk/client-s3";
import { type DatasetName, datasets, prefixes } from "@tributary/contract";
import { archivedRecords } from "../stored/archive.ts";
import { deliveryErrors } from "../stored/delivery-errors.ts";
import { type ReadOptions, readObjects } from "../stored/objects.ts";
import { failedRecords } from "../stored/on-failure.ts";
import { quarantinedEvents } from "../stored/quarantine.ts";
import { type Replayable, replayEvents } from "./replayable.ts";

export interface SourceOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Milliseconds since the epoch; what arrived before need not be read. */
  readonly since?: number | undefined;
  /** Milliseconds since the epoch; what arrived then or later need not be read. */
  readonly until?: number | undefined;
  /** For Firehose's error prefixes: only this dataset's. */
  readonly dataset?: DatasetName | undefined;
  /** Told of events that are wanted but nowhere in the raw archive. */
  readonly onMissing: (ids: readonly string[]) => void;
}

export type SourceName = "raw" | "quarantine" | "on-failure" | "errors";

const DAY_MS = 86_400_000;

/** Every record that a place keeps, oldest object first. */
export const sources: Readonly<
  Record<SourceName, (options: SourceOptions) => AsyncGenerator<Replayable>>
> = {
  raw: async function* ({ s3, bucket, since, until }) {
    for await (const { body } of readObjects(
      s3,
      bucket,
      prefixes.raw,
      days(prefixes.raw, since, until),
    )) {
      for (const { partitionKey, data, arrivedAt } of archivedRecords(body)) {
        yield {
          ...{ partitionKey, data, events: replayEvents(data) },
          ...{ arrivedAt: Date.parse(arrivedAt), reason: undefined },
        };
      }
    }
  },
  quarantine: async function* ({ s3, bucket, since, until }) {
    const range = days(prefixes.quarantine, since, until);
    for await (const { body } of readObjects(s3, bucket, prefixes.quarantine, range)) {
      for (const { partitionKey, dataBase64, arrivedAt, reason } of quarantinedEvents(body)) {
        const data = Buffer.from(dataBase64, "base64");
        yield {
          ...{ partitionKey, data, events: replayEvents(data) },
          ...{ arrivedAt: Date.parse(arrivedAt), reason: reason.code },
        };
      }
    }
  },
  "on-failure": async function* ({ s3, bucket }) {
    for await (const { body } of readObjects(s3, bucket, prefixes.onFailure)) {
      for (const { partitionKey, data, arrivedAt, condition } of failedRecords(body)) {
        yield {
          ...{ partitionKey, data, events: replayEvents(data) },
          ...{ arrivedAt, reason: condition },
        };
      }
    }
  },
  errors: erroneous,
};

/**
 * Keys of whole days around a range of arrival. Objects are filed by the day of their first record, and
 * a batch may go past midnight.
 */
function days(prefix: string, since: number | undefined, until: number | undefined): ReadOptions {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  return {
    startAfter: since === undefined ? undefined : `${prefix}dt=${day(since - DAY_MS)}/`,
    endBefore: until === undefined ? undefined : `${prefix}dt=${day(until + DAY_MS)}/`,
  };
}

/**
 * What Firehose could not deliver. A failed transform's record is the event itself. A failed conversion
 * left rows, of which the event is looked up in the raw archive.
 */
async function* erroneous(options: SourceOptions): AsyncGenerator<Replayable> {
  const { s3, bucket } = options;
  const wanted = new Map<string, { reason: string; arrivedAt: number }>();
  const names = options.dataset === undefined ? Object.keys(datasets) : [options.dataset];
  for (const dataset of names) {
    for await (const { body } of readObjects(s3, bucket, `${prefixes.errors}${dataset}/`)) {
      for (const { data, reason, arrivedAt } of deliveryErrors(body)) {
        const rowIds = eventIdsOfRows(data);
        for (const id of rowIds) wanted.set(id, { reason, arrivedAt });
        if (rowIds.length > 0) continue;
        const events = replayEvents(data);
        yield { partitionKey: keyOf(events[0]?.id), data, events, arrivedAt, reason };
      }
    }
  }
  if (wanted.size > 0) yield* fromArchive(options, wanted);
}

/** Firehose does not say which partition key a record had: the request's id, as a batch has it. */
function keyOf(id: string | undefined): string {
  const request = id?.slice(0, Math.max(id.lastIndexOf("/"), 0));
  return request === undefined || request === "" ? "replay" : request;
}

/** Ids of the events that rows were made of; empty where the bytes are no rows. */
function eventIdsOfRows(data: Buffer): string[] {
  const text = data.toString("utf8");
  if (!text.includes('"event_id"')) return [];
  const ids = new Set<string>();
  for (const { text: row, id } of replayEvents(data)) {
    // An event is none, whatever its data holds.
    if (id !== undefined) return [];
    try {
      const { event_id: eventId }: { event_id?: unknown } = JSON.parse(row);
      if (typeof eventId === "string") ids.add(eventId);
    } catch {
      return [];
    }
  }
  return [...ids];
}

async function* fromArchive(
  options: SourceOptions,
  wanted: Map<string, { reason: string; arrivedAt: number }>,
): AsyncGenerator<Replayable> {
  const missing = new Set(wanted.keys());
  const arrivals = [...wanted.values()].map(({ arrivedAt }) => arrivedAt);
  const range = {
    since: arrivals.reduce((a, b) => Math.min(a, b)),
    until: arrivals.reduce((a, b) => Math.max(a, b)) + 1,
  };
  for await (const record of sources.raw({ ...options, ...range })) {
    const events = record.events.filter(({ id }) => id !== undefined && missing.has(id));
    const [first] = events;
    if (first?.id === undefined) continue;
    for (const { id } of events) if (id !== undefined) missing.delete(id);
    const why = wanted.get(first.id);
    const data =
      events.length === record.events.length
        ? record.data
        : Buffer.from(events.map(({ text }) => `${text}\n`).join(""));
    yield { ...record, events, data, reason: why?.reason };
  }
  if (missing.size > 0) options.onMissing([...missing]);
}
