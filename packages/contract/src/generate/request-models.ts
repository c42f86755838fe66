import type { TSchema } from "@sinclair/typebox";
import { MAX_BATCH_EVENTS } from "../constants.ts";
import { type EventName, events } from "../events.ts";

/** Keywords of draft-04 that API Gateway's models take and this contract uses. */
const allowedKeywords = new Set([
  "anyOf",
  "description",
  "enum",
  "items",
  "maximum",
  "maxItems",
  "maxLength",
  "minimum",
  "minItems",
  "minLength",
  "multipleOf",
  "pattern",
  "properties",
  "required",
  "type",
]);

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A schema as plain draft-04 JSON. @throws Error where a keyword is one that API Gateway does not take. */
export function toDraft04(schema: TSchema): Json {
  return strip(JSON.parse(JSON.stringify(schema)), "#");
}

function strip(node: Json, path: string): Json {
  if (Array.isArray(node)) return node.map((item, i) => strip(item, `${path}/${i}`));
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).map(([key, value]): [string, Json] => {
    if (!allowedKeywords.has(key)) throw new Error(`${path}: API Gateway has no keyword ${key}`);
    if (key === "properties" && value !== null && typeof value === "object") {
      const properties = Object.entries(value).map(([name, property]): [string, Json] => [
        name,
        strip(property, `${path}/properties/${name}`),
      ]);
      return [key, Object.fromEntries(properties)];
    }
    if (key === "enum") return [key, value];
    return [key, strip(value, `${path}/${key}`)];
  });
  return Object.fromEntries(entries);
}

/** Every request model by its name, as API Gateway takes it. */
export function requestModels(): Record<string, Json> {
  const draft = "http://json-schema.org/draft-04/schema#";
  const models = (Object.keys(events) as EventName[]).flatMap((name) => {
    const { model, schema } = events[name];
    const one = toDraft04(schema);
    if (one === null || typeof one !== "object" || Array.isArray(one)) {
      throw new Error(`${model} is no object schema`);
    }
    const batch = { type: "array", minItems: 1, maxItems: MAX_BATCH_EVENTS, items: one };
    return [
      [model, { $schema: draft, title: model, ...one }],
      [`${model}Batch`, { $schema: draft, title: `${model}Batch`, ...batch }],
    ];
  });
  return Object.fromEntries(models);
}
