import { test } from "vitest";
import { expectGolden } from "../../golden-check.ts";
import { sql } from "./suite.ts";

test.each([sql])("$name answers what its engine answered", { timeout: 60_000 }, expectGolden);
