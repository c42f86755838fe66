// Times read by other means than the pipeline's: the calendar is Date's, London's summer time is the rule of 1996.

const HOUR = 3_600_000;
const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const wallTime = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))?$/;

/** Milliseconds of a date that the calendar has, or undefined. */
function exactUtc(...fields: readonly [number, number, number, number, number, number]) {
  const [year, month, day, hour, minute, second] = fields;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return same ? date.getTime() : undefined;
}

/** An RFC 3339 timestamp; finer fractions than milliseconds are cut off. */
export function readRfc3339(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const local = exactUtc(year ?? 0, month ?? 0, day ?? 0, hour ?? 99, minute ?? 99, second ?? 99);
  if (local === undefined) return undefined;
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  return local + milliseconds + (match[8] === "-" ? offset : -offset);
}

/** 01:00 UTC of a month's last Sunday. */
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return Date.UTC(year, month, last.getUTCDate() - last.getUTCDay(), 1);
}

function isSummer(time: number): boolean {
  const year = new Date(time).getUTCFullYear();
  return time >= lastSunday(year, 2) && time < lastSunday(year, 9);
}

/** `M/D/YYYY H:mm[:ss]` on London's clocks; the first of two, and the clock before a gap. */
export function readLondon(text: string): number | undefined {
  const match = wallTime.exec(text);
  if (match === null) return undefined;
  const [month, day, year, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const wall = exactUtc(year ?? 0, month ?? 0, day ?? 0, hour ?? 99, minute ?? 99, second ?? 99);
  if (wall === undefined) return undefined;
  return isSummer(wall - HOUR) ? wall - HOUR : wall;
}

export const sqlTime = (time: number): string =>
  new Date(time).toISOString().replace("T", " ").replace("Z", "");
