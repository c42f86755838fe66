import { test } from "vitest";
import { expectGolden } from "../../golden-check.ts";
import { wireSuites } from "./suite.ts";

test.each([...wireSuites])(
  "$name answers what its engine answered",
  { timeout: 60_000 },
  expectGolden,
);
