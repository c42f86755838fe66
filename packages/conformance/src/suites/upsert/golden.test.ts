import { test } from "vitest";
import { expectGolden } from "../../golden-check.ts";
import { upsert } from "./suite.ts";

test.each([upsert])("$name answers what its engine answered", { timeout: 60_000 }, expectGolden);
