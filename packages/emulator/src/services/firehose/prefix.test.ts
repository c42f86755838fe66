import { describe, expect, test } from "vitest";
import { evaluatePrefix, formatTime, partitionKeyNames } from "./prefix.ts";

const oldestArrival = Date.UTC(2024, 0, 31, 23, 59, 58, 7);

// https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
describe("a prefix", () => {
  test.each([
    ["lake/", "lake/2024/01/31/23/"],
    ["", "2024/01/31/23/"],
    ["no-slash", "no-slash2024/01/31/23/"],
    ["a/!{timestamp:yyyy}-!{timestamp:MM/dd}/", "a/2024-01/31/"],
    ["dt=!{partitionKeyFromLambda:dt}/", "dt=2024-01-01/"],
    ["e/!{firehose:error-output-type}/", "e/processing-failed/"],
  ])("%s", (prefix, expected) => {
    expect(
      evaluatePrefix(prefix, {
        oldestArrival,
        partitionKeys: { dt: "2024-01-01" },
        errorOutputType: "processing-failed",
        seed: "s",
      }),
    ).toBe(expected);
  });

  // Firehose hands a value on as it is; encoding it for a disk is the object store's business.
  test.each(["a/b", "../../etc", "__HIVE_DEFAULT_PARTITION__", "a=b&c%2F", "$&"])(
    "takes the partition value %s as it is",
    (value) => {
      const partitionKeys = { dt: value };
      expect(
        evaluatePrefix("dt=!{partitionKeyFromLambda:dt}/", {
          oldestArrival,
          partitionKeys,
          seed: "",
        }),
      ).toBe(`dt=${value}/`);
    },
  );

  test("random strings differ within a prefix and are the same for the same range", () => {
    const evaluate = (seed: string) =>
      evaluatePrefix("!{firehose:random-string}/!{firehose:random-string}/", {
        oldestArrival,
        seed,
      });
    const [first, second] = evaluate("range").split("/");
    expect(first).toMatch(/^[A-Za-z0-9]{11}$/);
    expect(second).not.toBe(first);
    expect(evaluate("range")).toBe(evaluate("range"));
    expect(evaluate("other range")).not.toBe(evaluate("range"));
  });

  test("names its partition keys once each", () => {
    expect(
      partitionKeyNames(
        "!{partitionKeyFromLambda:a}/!{partitionKeyFromLambda:b}/!{partitionKeyFromLambda:a}",
      ),
    ).toEqual(["a", "b"]);
  });
});

test("times are written in UTC, in the letters of Java's DateTimeFormatter", () => {
  expect(formatTime("yyyy-MM-dd'T'HH:mm:ss.SSS", oldestArrival)).toBe("2024-01-31T23:59:58.007");
  expect(() => formatTime("YYYY", 0)).toThrow("YYYY is not implemented");
});
