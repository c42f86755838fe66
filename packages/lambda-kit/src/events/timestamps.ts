import { EARLIEST_EVENT_TIME, LATEST_EVENT_AFTER_ARRIVAL_MS } from "@tributary/contract";

const DAY_MS = 86_400_000;
const ZERO = 0x30;

/**
 * Milliseconds since the epoch of an RFC 3339 timestamp that matches the contract's pattern; undefined
 * where the calendar has no such date or time (30 February, second 60). Finer fractions are cut off.
 * `Date.parse` would roll 30 February over to March.
 */
export function parseTimestamp(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const seconds = digits(text, 17, 2);
  if (day > daysInMonth(year, month) || seconds > 59) return undefined;
  let at = 19;
  let milliseconds = 0;
  if (text.charCodeAt(at) === 0x2e) {
    at++;
    for (let unit = 100; isDigit(text.charCodeAt(at)); at++) {
      milliseconds += unit >= 1 ? unit * (text.charCodeAt(at) - ZERO) : 0;
      unit /= 10;
    }
  }
  const utc =
    daysSinceEpoch(year, month, day) * DAY_MS +
    digits(text, 11, 2) * 3_600_000 +
    digits(text, 14, 2) * 60_000 +
    seconds * 1_000 +
    milliseconds;
  const sign = text.charCodeAt(at);
  if (sign !== 0x2b && sign !== 0x2d) return utc;
  const offset = digits(text, at + 1, 2) * 3_600_000 + digits(text, at + 4, 2) * 60_000;
  return sign === 0x2b ? utc - offset : utc + offset;
}

/** Whether a time is one that an event may have: 2000-01-01 to a day after its arrival. */
export function isInRange(time: number, arrivedAt: number): boolean {
  return time >= EARLIEST_EVENT_TIME && time <= arrivedAt + LATEST_EVENT_AFTER_ARRIVAL_MS;
}

/** `yyyy-MM-dd HH:mm:ss.SSS`, UTC: how the Hive JSON SerDe reads a timestamp. */
export function formatTimestamp(time: number): string {
  const day = Math.floor(time / DAY_MS);
  const inDay = time - day * DAY_MS;
  const minute = Math.floor(inDay / 60_000);
  const inMinute = inDay - minute * 60_000;
  const second = Math.floor(inMinute / 1_000);
  return `${dayText(day)} ${minutes[minute]}${two[second]}${thousandths[inMinute - second * 1_000]}`;
}

/** The partition of a time: its UTC day, `yyyy-MM-dd`. */
export function utcDay(time: number): string {
  return dayText(Math.floor(time / DAY_MS));
}

const two: readonly string[] = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, "0"));
const minutes: readonly string[] = two.slice(0, 24).flatMap((h) => two.map((m) => `${h}:${m}:`));
const thousandths: readonly string[] = Array.from(
  { length: 1_000 },
  (_, i) => `.${String(i).padStart(3, "0")}`,
);

// A few days make up nearly all events.
const dayTexts = new Map<number, string>();

function dayText(day: number): string {
  const known = dayTexts.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (dayTexts.size >= 4_096) dayTexts.clear();
  dayTexts.set(day, text);
  return text;
}

const monthDays: readonly number[] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days of a month of the Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return monthDays[month] ?? 0;
}

/** http://howardhinnant.github.io/date_algorithms.html#days_from_civil */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) value = value * 10 + text.charCodeAt(i) - ZERO;
  return value;
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= ZERO + 9;
}
