import { test } from "vitest";
import { chosen, expectGolden } from "../../golden-check.ts";
import { apigateway } from "../apigateway/suite.ts";
import { models } from "../models/suite.ts";
import { vtl } from "./suite.ts";

const suites = chosen([vtl, apigateway, models]);

test.each(suites)("$name answers what its engine answered", { timeout: 60_000 }, async (suite) => {
  await expectGolden(suite);
});
if (suites.length === 0) test("none of these suites is asked for", () => undefined);
