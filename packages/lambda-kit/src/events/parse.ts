import { EVENT_ID_PATTERN, INVOICE_LINE_TYPE, ORDER_TYPE } from "@tributary/contract";
import type { RecordBytes } from "../base64.ts";
import { type Rejected, reject } from "./rejection.ts";
import { eventStarts, scanObjects } from "./split.ts";

/** A CloudEvents event of a known type, its data not yet looked at. */
export interface ParsedEvent {
  readonly ok: true;
  /** The event's own JSON text. */
  readonly text: string;
  readonly id: string;
  readonly type: typeof ORDER_TYPE | typeof INVOICE_LINE_TYPE;
  readonly data: unknown;
}

/** A piece of a record that is no event of this stream. */
export interface UnreadableEvent extends Rejected {
  readonly text: string;
  /** Its CloudEvents id, where it has one. */
  readonly id: string | undefined;
}

/** The events of a record, in their order; undefined where it is not UTF-8. Never throws. */
export function parseEvents(bytes: RecordBytes): (ParsedEvent | UnreadableEvent)[] | undefined {
  const pieces = bytes.textsFrom(eventStarts(bytes.latin1));
  if (pieces === undefined) return undefined;
  const events: (ParsedEvent | UnreadableEvent)[] = [];
  for (const piece of pieces) {
    const value = parseJson(piece);
    if (value !== undefined) events.push(readEnvelope(piece, value));
    else events.push(...rescan(piece));
  }
  return events;
}

/** What the fast split left together: objects that begin with another member, or rubbish behind one. */
function rescan(text: string): (ParsedEvent | UnreadableEvent)[] {
  const pieces = scanObjects(text);
  if (pieces.length === 0) return [unreadable(text, undefined, reject("not_json"))];
  return pieces.map((piece) => {
    const value = parseJson(piece);
    return value === undefined
      ? unreadable(piece, undefined, reject("not_json"))
      : readEnvelope(piece, value);
  });
}

/** Undefined where the text is no JSON: no JSON text has that value. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const eventId = new RegExp(EVENT_ID_PATTERN);

function readEnvelope(text: string, value: unknown): ParsedEvent | UnreadableEvent {
  if (typeof value !== "object" || value === null || !("specversion" in value)) {
    return unreadable(text, undefined, reject("not_cloud_event", "", "specversion is missing."));
  }
  const id = "id" in value ? value.id : undefined;
  if (typeof id !== "string" || !eventId.test(id)) {
    return unreadable(
      text,
      undefined,
      reject("not_cloud_event", "", `id does not match ${EVENT_ID_PATTERN}.`),
    );
  }
  if (value.specversion !== "1.0") {
    return unreadable(text, id, reject("not_cloud_event", "", "specversion is not 1.0."));
  }
  const type = "type" in value ? value.type : undefined;
  if (type !== ORDER_TYPE && type !== INVOICE_LINE_TYPE) {
    return unreadable(text, id, reject("unknown_type"));
  }
  return { ok: true, text, id, type, data: "data" in value ? value.data : undefined };
}

function unreadable(text: string, id: string | undefined, { reason }: Rejected): UnreadableEvent {
  return { ok: false, text, id, reason };
}

// Sticky, so that it looks at the beginning only.
const HEAD_TYPE =
  /\{"specversion":"1\.0","id":"[^"\\]*","source":"[^"\\]*","type":"([^"\\]*)","data":/y;

/** The type of a record's first event, where it begins as the API makes it: a look, not a parse. */
export function peekType(latin1: string): string | undefined {
  HEAD_TYPE.lastIndex = 0;
  return HEAD_TYPE.exec(latin1)?.[1];
}
