import {
  compileTemplate,
  fromJson,
  InputObject,
  utilObject,
  type Value,
} from "@tributary/emulator/parts";
import { lineEngine } from "../../engines/line-engine.ts";
import {
  type Engine,
  type Group,
  isJsonObject,
  type Json,
  type JsonObject,
  type Suite,
} from "../../suite.ts";
import { hostile } from "./hostile.ts";
import { projectTemplates } from "./project.ts";
import { type Rendering, templates } from "./templates.ts";

function groupsOf(renderings: Readonly<Record<string, readonly Rendering[]>>): Group[] {
  return Object.entries(renderings).map(([name, cases]) => ({
    name,
    cases: cases.map(({ differs, ...input }, i) => ({
      name: `${i + 1} ${input.template.slice(0, 60)}`,
      input: { ...input },
      ...(differs === undefined ? {} : { differs }),
    })),
  }));
}

function texts(value: Json | undefined): Record<string, string> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
}

/** Renders what a case asks, as API Gateway would: `$input`, `$util` and the case's own variables. */
export function render({ template, data, body, params }: JsonObject): Json {
  const variables: Record<string, Value> = { util: utilObject };
  for (const [name, value] of Object.entries(isJsonObject(data) ? data : {})) {
    variables[name] = fromJson(value);
  }
  if (typeof body === "string") {
    const { path, querystring, header } = isJsonObject(params) ? params : {};
    const parameters = {
      path: texts(path),
      querystring: texts(querystring),
      header: texts(header),
    };
    variables.input = new InputObject(body, parameters);
  }
  try {
    return { output: compileTemplate(String(template)).render(variables) };
  } catch {
    return { error: true };
  }
}

const ours: Engine = {
  name: "tributary",
  version: "this one",
  answers: async (group) => group.cases.map(({ input }) => render(input)),
  close: () => Promise.resolve(),
};

/** Templates, rendered to the same bytes. */
export const vtl: Suite = {
  name: "vtl",
  service: "API Gateway",
  what: "mapping templates: every one of the project's, small ones on the language, hostile data",
  groups: async () => [...groupsOf(templates), ...groupsOf(hostile), ...(await projectTemplates())],
  ours: async () => ours,
  reference: () =>
    lineEngine(
      { name: "org.apache.velocity:velocity", version: "1.7" },
      { pom: "velocity", source: "Velocity.java", java: 17 },
    ),
};
