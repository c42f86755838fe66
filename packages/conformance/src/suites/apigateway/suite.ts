import { defineApi, startApiListener } from "@tributary/emulator/parts";
import {
  type Case,
  type Engine,
  isJsonObject,
  type Json,
  type JsonObject,
  type Suite,
} from "../../suite.ts";
import { render } from "../vtl/suite.ts";
import { contextDocument, contextVariables, documented } from "./documented.ts";

const JSON_TYPE = "application/json";
const names = Object.keys(contextVariables);
const contextTemplate = `{${names.map((name) => `"${name}":"$context.${name}"`).join(",")}}`;

const cases: readonly Case[] = documented.map(
  ({ name, document, template, body, params, differs }) => ({
    name,
    input: {
      document,
      template,
      body: body === undefined ? "" : JSON.stringify(body),
      params: params ?? { path: {}, querystring: {}, header: {} },
    },
    ...(differs === undefined ? {} : { differs }),
  }),
);
const contextCases: readonly Case[] = names.map((name) => ({
  name: `$context.${name}`,
  input: { document: contextDocument, name, looksLike: String(contextVariables[name]) },
}));

/** Sends one known request to an API whose answer is made of `$context`. */
async function context(): Promise<JsonObject> {
  const api = defineApi({
    name: "conformance",
    stage: "live",
    stageVariables: {},
    models: {},
    routes: [
      {
        method: "POST",
        path: "/pets/{id}",
        integration: {
          type: "MOCK",
          requestTemplates: { [JSON_TYPE]: '{"statusCode": 200}' },
          responses: [{ statusCode: 200, responseTemplates: { [JSON_TYPE]: contextTemplate } }],
        },
      },
    ],
  });
  const nothing = () => {
    throw new Error("not part of this suite");
  };
  const streams = {
    putRecord: nothing,
    shardIds: nothing,
    read: nothing,
    lastSequenceNumber: nothing,
  };
  const listener = await startApiListener({
    api,
    streams,
    functions: { invoke: nothing },
    port: 0,
  });
  try {
    const response = await fetch(`${listener.url}/pets/7?a=b`, {
      method: "POST",
      headers: {
        "content-type": JSON_TYPE,
        "user-agent": "conformance/1.0",
        "x-api-key": "MyTestKey",
      },
      body: "{}",
    });
    const answer: JsonObject = JSON.parse(await response.text());
    return answer;
  } finally {
    await listener.close();
  }
}

function parsed(answer: Json): Json {
  const output = isJsonObject(answer) ? answer.output : undefined;
  if (typeof output !== "string") return answer;
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

const ours: Engine = {
  name: "tributary",
  version: "this one",
  async answers(group) {
    if (group.cases !== contextCases) return group.cases.map(({ input }) => parsed(render(input)));
    const answer = await context();
    return names.map((name) => {
      const value = String(answer[name]);
      return contextVariables[name]?.test(value) === true ? "as documented" : value;
    });
  },
  close: () => Promise.resolve(),
};

const documentation: Engine = {
  name: "AWS documentation",
  version: "API Gateway developer guide",
  async answers(group) {
    return group.cases === contextCases
      ? names.map(() => "as documented")
      : documented.map(({ expected }) => expected);
  },
  close: () => Promise.resolve(),
};

/** `$input`, `$util` and `$context` beside the examples of AWS's documentation. */
export const apigateway: Suite = {
  name: "apigateway",
  service: "API Gateway",
  what: "$input, $util and $context, beside the examples of the developer guide (each case has its link)",
  groups: async () => [
    { name: "$input and $util", cases },
    { name: "$context", cases: contextCases },
  ],
  ours: async () => ours,
  reference: async () => documentation,
};
