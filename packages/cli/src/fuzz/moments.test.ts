import { expect, test } from "vitest";
import { places, plainDecimal, survives } from "./decimals.ts";
import { readLondon, readRfc3339 } from "./moments.ts";

const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString();

test.each([
  ["12/1/2010 8:26", "2010-12-01T08:26:00.000Z"],
  ["6/1/2011 8:26", "2011-06-01T07:26:00.000Z"],
  ["3/27/2011 1:30", "2011-03-27T01:30:00.000Z"],
  ["10/30/2011 1:30", "2011-10-30T00:30:00.000Z"],
  ["2/30/2011 1:30", undefined],
])("London %s", (text, utc) => expect(iso(readLondon(text))).toBe(utc));

test.each([
  ["2026-02-28T23:59:59.1239+01:30", "2026-02-28T22:29:59.123Z"],
  ["2026-02-30T00:00:00Z", undefined],
  ["2026-02-28T00:00:60Z", undefined],
])("RFC 3339 %s", (text, utc) => expect(iso(readRfc3339(text))).toBe(utc));

test.each([
  ["17850.0", "17850", 0, true],
  ["-0", "0", 0, true],
  ["1.250e-1", "0.125", 3, true],
  ["9007199254740993", "9007199254740993", 0, false],
  ["1e400", "1e400", 0, false],
])("the decimal %s", (text, plain, decimals, kept) => {
  expect([plainDecimal(text), places(text), survives(text)]).toEqual([plain, decimals, kept]);
});
