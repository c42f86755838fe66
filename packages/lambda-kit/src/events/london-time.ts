import { daysInMonth } from "./timestamps.ts";

/*
 * `M/D/YYYY H:mm` is how the Online Retail data writes times: the shop's wall clock in London.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let clock: Intl.DateTimeFormat | undefined;

/** Made when it is first asked for: that takes 10 ms, which a function that never asks starts without. */
function londonClock(): Intl.DateTimeFormat {
  clock ??= new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London",
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  return clock;
}

// Asking Intl takes microseconds, and neighbouring lines are of one day.
const offsets = new Map<number, number>();

/** How far London's clocks are ahead of UTC at an instant on the hour, in milliseconds. */
function londonOffset(hour: number): number {
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  const parts: Record<string, number> = {};
  for (const { type, value } of londonClock().formatToParts(hour)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour: h = 0, minute = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, h, minute) - hour;
  if (offsets.size >= 4_096) offsets.clear();
  offsets.set(hour, offset);
  return offset;
}

/**
 * Milliseconds since the epoch of a London wall time `M/D/YYYY H:mm[:ss]` that matches the contract's
 * pattern; undefined where the calendar has no such day. When the clocks go back, a time that comes twice is the first of the two; when they
 * go forward, a time that does not exist is read by the clock before the change, as java.time,
 * Temporal ("compatible") and PostgreSQL do.
 */
export function parseLondonTime(text: string): number | undefined {
  const [month = 0, day = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = numbersIn(text);
  if (day > daysInMonth(year, month)) return undefined;
  const midnight = Date.UTC(year, month - 1, day);
  const wall = midnight + hours * HOUR_MS + minutes * 60_000 + seconds * 1_000;
  const before = londonOffset(midnight - DAY_MS);
  const after = londonOffset(midnight + 2 * DAY_MS);
  const early = wall - before;
  if (before === after) return early;
  // A change is near. London's clocks change on the hour, so the offset of an hour holds throughout it.
  if (londonOffset(floorHour(early)) === before) return early;
  const late = wall - after;
  return londonOffset(floorHour(late)) === after ? late : early;
}

/** The numbers that make up a text of digits and separators. */
function numbersIn(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else {
      numbers.push(value);
      value = 0;
    }
  }
  numbers.push(value);
  return numbers;
}

const ZERO = 0x30;

function floorHour(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

/** Whether a time that matches the contract's pattern is a wall time rather than RFC 3339. */
export function isWallTime(text: string): boolean {
  return text.charCodeAt(1) === SLASH || text.charCodeAt(2) === SLASH;
}

const SLASH = 0x2f;
