import { test } from "vitest";
import { chosen, expectGolden } from "../../golden-check.ts";
import { wireSuites } from "./suite.ts";

const suites = chosen([...wireSuites]);

test.each(suites)("$name answers what its engine answered", { timeout: 60_000 }, async (suite) => {
  await expectGolden(suite);
});
if (suites.length === 0) test("none of these suites is asked for", () => undefined);
