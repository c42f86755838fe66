import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { incompatibilities, type PublishedContract } from "./compatibility.ts";
import { publishedContract } from "./generate/published.ts";
import { contractVersion } from "./version.ts";

const baselineFile = join(import.meta.dirname, "../baseline/contract.json");
const baselineText = await readFile(baselineFile, "utf8");
const baseline: PublishedContract = JSON.parse(baselineText);

test("the contract breaks nobody, or its major version is raised", () => {
  const broken = incompatibilities(baseline, publishedContract());
  const major = (version: string): number => Number(version.split(".")[0]);
  const raised = major(contractVersion) > major(baseline.version);
  expect(raised ? [] : broken).toEqual([]);
});

test.each([
  ["a removed column", '"name": "status"', '"name": "state"', "column orders.status is gone"],
  [
    "a retyped column",
    '"type": "decimal(12,2)"',
    '"type": "double"',
    "column purchase_details.amount was decimal(12,2) and is double",
  ],
  [
    "a new required field",
    '"required": [\n        "customer_id"',
    '"required": [\n        "channel",\n        "customer_id"',
    "Order.channel is newly required",
  ],
  ["a removed status", '"returned"', '"sent_back"', "Order.status no longer takes returned"],
  [
    "a lower bound",
    '"maximum": 9999999999.99',
    '"maximum": 99',
    "Order.purchase_details.amount: maximum is lowered to 99",
  ],
])("%s is found", (_, was, is, message) => {
  expect(baselineText).toContain(was);
  const after: PublishedContract = JSON.parse(baselineText.replaceAll(was, is));
  expect(incompatibilities(baseline, after)).toContain(message);
});

test("a new optional field and a new column break nobody", () => {
  const after: PublishedContract = JSON.parse(
    baselineText.replace('"columns": [', '"columns": [{ "name": "channel", "type": "string" },'),
  );
  expect(incompatibilities(baseline, after)).toEqual([]);
});
