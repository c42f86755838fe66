import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzz, property } from "./run.ts";

test("500 cases at the edge, in every function and in the consumer", async () => {
  const seed = 20_261_121;
  expect(await fuzz(500, seed)).toEqual({ cases: 500, failure: undefined });
});

test("a case that fails is told as small as it can be, and how to repeat it", async () => {
  const check = async (value: number) => {
    if (value >= 1_000) throw new Error(`${value} is too large`);
  };
  const large = property("large", 10, fc.nat(), check, String);
  expect(await fuzz(5_000, 7, () => {}, [large])).toEqual({
    cases: 1_000,
    failure: {
      ...{ property: "large", shrunk: "1000", seed: 7, path: expect.any(String) },
      error: expect.stringContaining("1000 is too large"),
    },
  });
});
