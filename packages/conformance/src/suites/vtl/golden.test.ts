import { test } from "vitest";
import { expectGolden } from "../../golden-check.ts";
import { apigateway } from "../apigateway/suite.ts";
import { models } from "../models/suite.ts";
import { vtl } from "./suite.ts";

test.each([vtl, apigateway, models])(
  "$name answers what its engine answered",
  { timeout: 60_000 },
  expectGolden,
);
