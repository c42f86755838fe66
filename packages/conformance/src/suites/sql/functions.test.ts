import { allowedFunctions } from "@tributary/emulator/parts";
import { expect, test } from "vitest";
import { edgeValues } from "./edge-values.ts";
import { expressions } from "./expressions.ts";
import { statements } from "./statements.ts";

test("every function that is offered has a case that Trino answered", () => {
  const cases = [...expressions, ...edgeValues].flatMap((group) => group.cases);
  const text = [...cases, ...statements].join("\n").toLowerCase();
  // These ask the clock: the two engines have different ones.
  const clock = ["now", "current_date", "current_timestamp", "localtimestamp"];
  const missing = allowedFunctions.filter(
    (name) => !clock.includes(name) && !text.includes(`${name}(`),
  );
  expect(missing).toEqual([]);
});
