import { expect, test } from "vitest";
import { fuzz } from "./run.ts";

test("300 cases at the edge, in every function and in the consumer", async () => {
  const seed = 20_261_121;
  expect(await fuzz(300, seed)).toEqual({ cases: 300, failure: undefined });
});
