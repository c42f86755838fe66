import { createHash } from "node:crypto";
import { splitObjects } from "../stored/split-objects.ts";

/** One event of a record, by its own text. */
export interface ReplayEvent {
  readonly text: string;
  /** CloudEvents id; undefined where the text is no event. */
  readonly id: string | undefined;
  /** CloudEvents type. */
  readonly type: string | undefined;
}

/** A record of the stream, or a single event of one, that can be put back. */
export interface Replayable {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly events: readonly ReplayEvent[];
  /** When the stream took it the first time, milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** Why it was kept; undefined for the raw archive. */
  readonly reason: string | undefined;
}

/** The events in a record's data. Bytes that are no text are one event without an id. */
export function replayEvents(data: Buffer): ReplayEvent[] {
  return splitObjects(data.toString("utf8")).map((text) => ({ text, ...head(text) }));
}

function head(text: string): { id: string | undefined; type: string | undefined } {
  try {
    const event: { specversion?: unknown; id?: unknown; type?: unknown } = JSON.parse(text);
    if (event?.specversion === undefined) return { id: undefined, type: undefined };
    return {
      id: typeof event.id === "string" ? event.id : undefined,
      type: typeof event.type === "string" ? event.type : undefined,
    };
  } catch {
    return { id: undefined, type: undefined };
  }
}

/** What tells an event apart from others: its id, else its bytes. */
export const identity = ({ id, text }: ReplayEvent): string =>
  id ?? `sha256:${createHash("sha256").update(text).digest("hex")}`;
