import { expect, test } from "vitest";
import { parseArguments } from "./arguments.ts";
import { UsageError } from "./errors.ts";
import type { Outcome } from "./release.ts";
import { summary } from "./summary.ts";

test("flags win over the environment", () => {
  const environment = { TRIBUTARY_NAME: "shop-prod", GITHUB_SHA: "abc" };
  expect(parseArguments([], environment)).toMatchObject({
    command: "deploy",
    name: "shop-prod",
    release: "abc",
  });
  const flags = ["--", "rollback", "--name", "shop-dev", "--to", "r1", "--functions", "a,b"];
  expect(parseArguments(flags, environment)).toMatchObject({
    command: "rollback",
    name: "shop-dev",
    to: "r1",
    functions: ["a", "b"],
  });
});

test.each([
  [[], "--name"],
  [["--name", "Shop"], "--name"],
  [["--nonsense"], "--nonsense"],
  [["destroy", "--name", "shop-prod"], "destroy"],
  [["--name", "shop-prod", "--to", "r1"], "--to"],
])("%j is refused with a sentence", (argv, named) => {
  expect(() => parseArguments(argv, {})).toThrow(UsageError);
  expect(() => parseArguments(argv, {})).toThrow(named);
});

test("the summary's table survives an error with bars and line breaks", () => {
  const outcome: Outcome = {
    name: "query-api",
    result: "restored",
    from: "3",
    to: "5",
    codeSha256: "abcdefghijklmnop",
    error: "a|b\nc",
  };
  expect(summary("Deploy r1", [outcome])).toBe(
    [
      "### Deploy r1",
      "",
      "| function | result | version | code | reason |",
      "|---|---|---|---|---|",
      "| `query-api` | restored | 3 → 5 | `abcdefghij` | a\\|b c |",
      "",
    ].join("\n"),
  );
});
