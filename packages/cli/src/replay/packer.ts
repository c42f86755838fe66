import type { Replayable, ReplayEvent } from "./replayable.ts";

/** A record to be put on the stream. */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  /** How many events are in it. */
  readonly events: number;
}

/** What Firehose takes of a record, and how many objects it de-aggregates from one. */
const MAX_BYTES = 1_000 * 1024;
const MAX_EVENTS = 500;

/**
 * Makes records of what is replayed. A record that goes back as a whole keeps its exact bytes. Single
 * events that follow each other with one partition key share a record, within Firehose's limits.
 */
export class Packer {
  #open: { partitionKey: string; texts: string[]; bytes: number } | undefined;

  /** Records that are full. */
  *add(record: Replayable, events: readonly ReplayEvent[]): Generator<OutgoingRecord> {
    const { partitionKey, data } = record;
    const isWhole = events.length === record.events.length;
    // Bytes that are no text of events, and batches as they were, stay as they are.
    if (isWhole && (events.length > 1 || events[0]?.id === undefined)) {
      yield* this.end();
      yield { partitionKey, data, events: events.length };
      return;
    }
    for (const { text } of events) {
      const bytes = Buffer.byteLength(text) + 1;
      const open = this.#open;
      const fits =
        open?.partitionKey === partitionKey &&
        open.texts.length < MAX_EVENTS &&
        open.bytes + bytes <= MAX_BYTES;
      if (!fits) yield* this.end();
      this.#open ??= { partitionKey, texts: [], bytes: 0 };
      this.#open.texts.push(text);
      this.#open.bytes += bytes;
    }
  }

  /** The record that is not full. */
  *end(): Generator<OutgoingRecord> {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    const [only = "", ...more] = open.texts;
    const text = more.length === 0 ? only : `${open.texts.join("\n")}\n`;
    yield { partitionKey: open.partitionKey, data: Buffer.from(text), events: open.texts.length };
  }
}
