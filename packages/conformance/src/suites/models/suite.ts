import { compileModel, type RequestModel } from "@tributary/emulator/parts";
import { lineEngine } from "../../engines/line-engine.ts";
import { type Case, type Engine, isJsonObject, type Json, type Suite } from "../../suite.ts";
import { type Validation, validations } from "./cases.ts";
import { projectValidations } from "./project.ts";

function cases(asked: readonly Validation[]): Case[] {
  return asked.map(({ differs, schema, body }, i) => ({
    name: `${i + 1} ${body.slice(0, 60)}`,
    input: { schema, body },
    ...(differs === undefined ? {} : { differs }),
  }));
}

const MOST_MESSAGES = 20;

/** Findings sorted, and as many as ours tells: the engine tells keywords in the order of a hash. */
function inOrder(findings: Json): Json {
  if (!Array.isArray(findings)) return findings;
  return findings
    .filter(isJsonObject)
    .map(({ pointer, message }) => ({ pointer: pointer ?? "", message: message ?? "" }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    .slice(0, MOST_MESSAGES);
}

const known = new Map<string, RequestModel>();

function compiled(schema: string): RequestModel {
  const model = known.get(schema) ?? compileModel("Model", schema);
  known.set(schema, model);
  return model;
}

const ours: Engine = {
  name: "tributary",
  version: "this one",
  async answers(group) {
    return group.cases.map(({ input }) => {
      const body = String(input.body);
      const model = compiled(JSON.stringify(input.schema));
      const found = model.validate(JSON.parse(body), body) ?? [];
      return inOrder(found.map(({ pointer, message }) => ({ pointer, message })));
    });
  },
  close: () => Promise.resolve(),
};

/** Request models: what is found wrong, where, and in which words. */
export const models: Suite = {
  name: "models",
  service: "API Gateway",
  what: "request models: what is wrong, where, and in which words",
  groups: async () => [
    { name: "keywords", cases: cases(validations) },
    { name: "the project's models", cases: cases(await projectValidations()) },
  ],
  ours: async () => ours,
  reference: () =>
    lineEngine(
      { name: "com.github.java-json-tools:json-schema-validator", version: "2.2.10" },
      { pom: "json-schema-validator", source: "JsonSchemaValidator.java", java: 17 },
      inOrder,
    ),
};
