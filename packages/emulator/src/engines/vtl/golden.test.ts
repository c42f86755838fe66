import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileTemplate } from "./compiler.ts";
import { fromJson } from "./from-json.ts";
import { InputObject, type Parameters } from "./input-object.ts";
import { utilObject } from "./util-object.ts";
import type { Value } from "./values.ts";

interface Case {
  name?: string;
  template?: string;
  templateFile?: string;
  templateSha256?: string;
  prelude?: string;
  context?: Record<string, unknown>;
  body?: string;
  params?: Partial<Parameters>;
  stageVariables?: Record<string, string>;
  /** What the engine made of it; no output means that it threw. */
  output?: string;
  contextAfter?: unknown;
}

// Rendered by org.apache.velocity:velocity:1.7 (Maven) with $input on com.jayway.jsonpath:json-path:2.4.0 and
// $util on commons-lang:2.4, directive.foreach.maxloops 1000.
function golden(file: string): Case[] {
  const text = readFileSync(new URL(`./golden/${file}`, import.meta.url), "utf8");
  const document: { engine: string; version: string; cases: Case[] } = JSON.parse(text);
  expect([document.engine, document.version]).toEqual(["org.apache.velocity:velocity", "1.7"]);
  return document.cases;
}

function templateFile(name: string): Buffer {
  return readFileSync(new URL(`../../../../../terraform/templates/${name}`, import.meta.url));
}

function render(c: Case): { output?: string; contextAfter?: unknown } {
  const source =
    c.template ?? `${c.prelude ?? ""}${templateFile(c.templateFile ?? "").toString("utf8")}`;
  const variables: Record<string, Value> = { util: utilObject };
  for (const [name, value] of Object.entries(c.context ?? {})) variables[name] = fromJson(value);
  if (c.body !== undefined) {
    const none = { path: {}, querystring: {}, header: {} };
    variables.input = new InputObject(c.body, { ...none, ...c.params });
  }
  if (c.stageVariables !== undefined) variables.stageVariables = fromJson(c.stageVariables);
  try {
    const output = compileTemplate(source).render(variables);
    return { output };
  } catch {
    return {};
  }
}

describe("the same bytes as Apache Velocity 1.7", () => {
  const cases = golden("velocity-1.7.json");

  test("there are enough of them", () => {
    expect(cases.length).toBeGreaterThan(60);
  });

  test.each(cases.map((c) => [c.template ?? "", c] as const))("%s", (_, c) => {
    expect(render(c).output).toBe(c.output);
  });
});

describe("the ingestion templates give the same bytes as Apache Velocity 1.7", () => {
  const cases = golden("templates.velocity-1.7.json");

  test.each(cases.map((c) => [c.name ?? "", c] as const))("%s", (_, c) => {
    const sha256 = createHash("sha256")
      .update(templateFile(c.templateFile ?? ""))
      .digest("hex");
    expect(sha256, "golden results are of other bytes: render them anew").toBe(c.templateSha256);
    expect(c.output).toBeDefined();
    expect(render(c).output).toBe(c.output);
  });
});
