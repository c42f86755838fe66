import { test } from "vitest";
import { expectGolden } from "../../golden-check.ts";
import { dynamodb, dynamodbRandom } from "./suite.ts";

test.each([dynamodb, dynamodbRandom])(
  "$name answers what its engine answered",
  { timeout: 60_000 },
  expectGolden,
);
