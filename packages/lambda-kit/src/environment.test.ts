import { expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";
import { EnvironmentError } from "./errors.ts";

test("returns the variables asked for", () => {
  const environment = { RAW_BUCKET: " lake ", OTHER: "x" };
  expect(readEnvironment(["RAW_BUCKET"], environment)).toEqual({ RAW_BUCKET: "lake" });
});

test("reports every missing or blank variable at once", () => {
  const read = () => readEnvironment(["A", "B", "C"], { B: "b", C: "  " });
  expect(read).toThrow(EnvironmentError);
  expect(read).toThrow("The function's environment lacks A, C");
});
