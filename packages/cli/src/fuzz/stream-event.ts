import { survives } from "./decimals.ts";
import { ARRIVED_AT } from "./events.ts";
import { type EventKind, expectedOf, type Stored } from "./expected.ts";
import { type Json, parseLossless } from "./lossless-json.ts";

/** An object in the stream, as an oracle of its own reads it. */
export interface StreamEvent {
  readonly text: string;
  /** Undefined where it is no event of the contract. */
  readonly kind: EventKind | undefined;
  readonly eventId: string | undefined;
  /** Undefined where it must be quarantined. */
  readonly stored: Stored | undefined;
}

const kinds: ReadonlyMap<Json, EventKind> = new Map([
  ["tributary.order.v1", "order"],
  ["tributary.invoice_line.v1", "invoice_line"],
]);

/** @param text one JSON object */
export function streamEvent(text: string): StreamEvent {
  const event = parseLossless(text);
  const unknown = { text, kind: undefined, eventId: undefined, stored: undefined };
  if (!(event instanceof Map)) return unknown;
  const id = event.get("id");
  const kind = kinds.get(event.get("type") ?? null);
  if (event.get("specversion") !== "1.0" || kind === undefined) return unknown;
  if (typeof id !== "string" || !/^[A-Za-z0-9._:+/=-]{1,160}$/.test(id)) return unknown;
  const data: Json = event.get("data") ?? null;
  const stored = expectedOf(kind, data, { eventId: id, arrivedAt: ARRIVED_AT });
  // A member of the same name elsewhere, with digits that no double keeps, is refused with it.
  const mayBeRefused = stored?.mayBeRefused === true || hasLostDigits(text);
  return { text, kind, eventId: id, stored: stored && { ...stored, mayBeRefused } };
}

const numbers = /"(?:[^"\\]|\\.)*"|(-?\d[\d.]*(?:[eE][\d+-]+)?)/g;

function hasLostDigits(text: string): boolean {
  for (const [, number] of text.matchAll(numbers)) {
    if (number === undefined || /^-?\d{1,9}$/.test(number)) continue;
    if (!survives(number)) return true;
  }
  return false;
}
