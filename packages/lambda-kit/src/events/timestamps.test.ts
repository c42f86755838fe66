import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp, isInRange, parseTimestamp, utcDay } from "./timestamps.ts";

const instant = fc.integer({
  min: Date.UTC(1, 0, 1),
  max: Date.UTC(9999, 11, 31, 23, 59, 59, 999),
});

describe("timestamps", () => {
  test("every millisecond of the calendar survives", () => {
    fc.assert(
      fc.property(instant, (time) => {
        const text = new Date(time).toISOString();
        expect(parseTimestamp(text)).toBe(time);
        expect(formatTimestamp(time)).toBe(text.replace("T", " ").replace("Z", ""));
        expect(utcDay(time)).toBe(text.slice(0, 10));
      }),
    );
  });

  test("offsets are applied, letters may be small, fractions are cut", () => {
    const utc = Date.UTC(2026, 2, 1, 9, 5, 0, 250);
    for (const text of [
      ...["2026-03-01T10:05:00.250+01:00", "2026-03-01t09:05:00.25z", "2026-03-01 09:05:00.2509Z"],
      ...["2026-02-28T23:35:00.250999999-09:30", "2026-03-01T09:05:00.250-00:00"],
    ]) {
      expect(parseTimestamp(text), text).toBe(utc);
    }
    expect(parseTimestamp("2026-03-01T09:05:00Z")).toBe(utc - 250);
  });

  test("days and seconds that the calendar does not have are none", () => {
    for (const text of [
      ...["2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z"],
      ...["2026-04-31T00:00:00Z", "2016-12-31T23:59:60Z"],
    ]) {
      expect(parseTimestamp(text), text).toBeUndefined();
    }
    expect(parseTimestamp("2024-02-29T00:00:00Z")).toBe(Date.UTC(2024, 1, 29));
    expect(parseTimestamp("2000-02-29T00:00:00Z")).toBe(Date.UTC(2000, 1, 29));
  });

  test("the range is 2000 to a day after arrival, whenever it is looked at", () => {
    const arrived = Date.UTC(2011, 0, 1);
    expect(isInRange(Date.UTC(2000, 0, 1), arrived)).toBe(true);
    expect(isInRange(Date.UTC(2000, 0, 1) - 1, arrived)).toBe(false);
    expect(isInRange(arrived + 86_400_000, arrived)).toBe(true);
    expect(isInRange(arrived + 86_400_001, arrived)).toBe(false);
  });
});
