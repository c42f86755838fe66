import { test } from "vitest";
import { chosen, expectGolden } from "../../golden-check.ts";
import { dynamodb, dynamodbRandom } from "./suite.ts";

const suites = chosen([dynamodb, dynamodbRandom]);

test.each(suites)("$name answers what its engine answered", { timeout: 60_000 }, async (suite) => {
  await expectGolden(suite);
});
if (suites.length === 0) test("none of these suites is asked for", () => undefined);
