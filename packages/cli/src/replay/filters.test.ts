import { expect, test } from "vitest";
import { time } from "../commands/replay.ts";
import { matching, type ReplayFilters } from "./filters.ts";
import { replayEvents } from "./replayable.ts";

const data = Buffer.from(
  `{"specversion":"1.0","id":"a/0","type":"x","data":{"id":"b/0"}}{"specversion":"1.0","id":"a/1","type":"y","data":{}}no event{"id":"b/9"}`,
);
const record = {
  ...{ partitionKey: "k", data, events: replayEvents(data) },
  ...{ arrivedAt: 1_000, reason: "defect" },
};

test.each<[string, ReplayFilters, readonly (string | undefined)[]]>([
  ["nothing", {}, ["a/0", "a/1", undefined]],
  ["type", { type: "x" }, ["a/0"]],
  ["id", { ids: new Set(["a/1", "b/0", "b/9"]) }, ["a/1"]],
  ["reason", { reason: "defect" }, ["a/0", "a/1", undefined]],
  ["another reason", { reason: "too_deep" }, []],
  ["since, inclusive", { since: 1_000 }, ["a/0", "a/1", undefined]],
  ["until, exclusive", { until: 1_000 }, []],
  ["all at once", { since: 1, until: 2_000, type: "y", reason: "defect" }, ["a/1"]],
])("a filter by %s", (_name, filters, expected) => {
  expect(matching(record, filters).map(({ id }) => id)).toEqual(expected);
});

test("a time is a date, an instant, or how long ago", () => {
  expect(time("2026-03-01")).toBe(Date.UTC(2026, 2, 1));
  expect(time("2026-03-01T10:00:00+01:00")).toBe(Date.UTC(2026, 2, 1, 9));
  expect(time("1h")).toBeLessThanOrEqual(Date.now() - 3_600_000);
  for (const wrong of ["", "yesterday", "7", "2026-13-01"]) expect(() => time(wrong)).toThrow();
});
