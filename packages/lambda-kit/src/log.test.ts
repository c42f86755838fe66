import { afterEach, expect, test, vi } from "vitest";
import { errorFields, log } from "./log.ts";
import { emitCounts } from "./metrics.ts";

const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
const lines = (): unknown[] => write.mock.calls.map(([line]) => JSON.parse(String(line)));
afterEach(() => {
  write.mockClear();
});

test("a log line is one JSON object", () => {
  log("warn", "two\nlines", { count: 2, ...errorFields(new RangeError("too deep")) });
  expect(String(write.mock.calls[0]?.[0]).indexOf("\n")).toBe(
    String(write.mock.calls[0]?.[0]).length - 1,
  );
  expect(lines()).toEqual([
    { level: "warn", message: "two\nlines", count: 2, error: "RangeError", reason: "too deep" },
  ]);
});

test("what is thrown need not be an Error", () => {
  expect(errorFields("boom")).toEqual({ error: "string", reason: "boom" });
});

test("counts are metrics in the embedded format, and zeros are no line", () => {
  emitCounts("kinesis-consumer", { EventsQuarantined: 0 });
  expect(write).not.toHaveBeenCalled();
  emitCounts("kinesis-consumer", { EventsQuarantined: 3, RecordsUndone: 0 });
  expect(lines()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "Tributary",
            Dimensions: [["Function"]],
            Metrics: [{ Name: "EventsQuarantined", Unit: "Count" }],
          },
        ],
      },
      Function: "kinesis-consumer",
      EventsQuarantined: 3,
    },
  ]);
});
