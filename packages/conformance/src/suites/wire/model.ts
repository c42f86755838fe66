import { isJsonObject, type Json } from "../../suite.ts";

/**
 * Reads the service models that ship inside the AWS SDK packages (`schemas_0.js`):
 * - structure `[3, namespace, name, traits, memberNames, memberSchemas, requiredCount]`, error -3, operation
 *   `[9, namespace, name, traits, input, output]`, list 1, map 2;
 * - 0 text, 1 number, 2 boolean, 4–7 timestamp, 15 document, 21 and 42 bytes; `64 | type` a list of it,
 *   `128 | type` a map of it; `() => schema` refers, `[schema, traits]` adds traits.
 */
type Schema = unknown;

const LIST = 64;
const MAP = 128;

function plain(schema: Schema): { schema: Schema; traits: Readonly<Record<string, unknown>> } {
  if (typeof schema === "function") {
    const referred: unknown = schema();
    return plain(referred);
  }
  if (Array.isArray(schema) && typeof schema[1] !== "string" && schema.length <= 2) {
    const inner = plain(schema[0]);
    const own = isTraits(schema[1]) ? schema[1] : flags(schema[1]);
    return { schema: inner.schema, traits: { ...inner.traits, ...own } };
  }
  if (Array.isArray(schema) && isTraits(schema[3])) return { schema, traits: schema[3] };
  return { schema, traits: {} };
}

/** Traits without a value are bits of a number; of them a body's shape has only one. */
const HTTP_PAYLOAD = 16;

function flags(bits: unknown): Readonly<Record<string, unknown>> {
  return typeof bits === "number" && (bits & HTTP_PAYLOAD) !== 0 ? { httpPayload: 1 } : {};
}

function isTraits(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A structure's members by the name that the body has them under; those bound to headers are left out. */
function membersOf(
  structure: readonly unknown[],
): Map<string, { schema: Schema; flattened: boolean }> {
  const [, , , , names, schemas] = structure;
  const members = new Map<string, { schema: Schema; flattened: boolean }>();
  if (!Array.isArray(names) || !Array.isArray(schemas)) return members;
  for (const [i, name] of names.entries()) {
    const { traits } = plain(schemas[i]);
    if ("httpHeader" in traits || "httpPrefixHeaders" in traits || "httpResponseCode" in traits)
      continue;
    const wireName = typeof traits.xmlName === "string" ? traits.xmlName : String(name);
    members.set(wireName, { schema: schemas[i], flattened: "xmlFlattened" in traits });
  }
  return members;
}

/** Names of the members without which a structure is not one. */
function requiredOf(structure: readonly unknown[]): string[] {
  const [, , , , names, schemas, count] = structure;
  if (!Array.isArray(names) || !Array.isArray(schemas) || typeof count !== "number") return [];
  return names
    .slice(0, count)
    .map(String)
    .filter((_, i) => !("httpHeader" in plain(schemas[i]).traits));
}

/** What a JSON body has that its model has not, what it lacks, and what is of another type. */
export function problems(schema: Schema, value: Json, path = "$"): string[] {
  const { schema: type } = plain(schema);
  if (value === null) return [];
  if (typeof type === "number") return scalarProblems(type, value, path);
  if (!Array.isArray(type)) return [];
  const [kind] = type;
  if (kind === 1 || kind === 2) {
    const inner: Schema = kind === 1 ? type[4] : type[5];
    if (kind === 1 && !Array.isArray(value)) return [`${path} is no list`];
    if (kind === 2 && !isJsonObject(value)) return [`${path} is no map`];
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    return entries.flatMap(([key, element]) => problems(inner, element ?? null, `${path}.${key}`));
  }
  if (!isJsonObject(value)) return [`${path} is no structure`];
  const members = membersOf(type);
  const missing = requiredOf(type).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, element]) => {
      const member = members.get(name);
      if (member === undefined) return [`${path}.${name} is not in the model`];
      return problems(member.schema, element ?? null, `${path}.${name}`);
    }),
  ];
}

function scalarProblems(type: number, value: Json, path: string): string[] {
  if (type >= MAP) {
    if (!isJsonObject(value)) return [`${path} is no map`];
    return Object.entries(value).flatMap(([key, inner]) =>
      problems(type - MAP, inner ?? null, `${path}.${key}`),
    );
  }
  if (type >= LIST) {
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((inner, i) => problems(type - LIST, inner, `${path}.${i}`));
  }
  const wanted = wantedTypes[type];
  return wanted === undefined || wanted.includes(typeof value)
    ? []
    : [`${path} is a ${typeof value}, not a ${wanted.join(" or ")}`];
}

/** JSON's types by the model's. Timestamps are numbers of seconds in AWS JSON, or texts. */
const wantedTypes: Readonly<Record<number, readonly string[]>> = {
  0: ["string"],
  1: ["number"],
  2: ["boolean"],
  4: ["number", "string"],
  5: ["number", "string"],
  6: ["number", "string"],
  7: ["number", "string"],
  21: ["string"],
  42: ["string"],
};

/** An element of an XML body: its name and what is in it. */
export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  readonly text: string;
}

/** The same for an XML body: elements that the model does not have. */
export function xmlProblems(schema: Schema, element: Element, path = element.name): string[] {
  const { schema: type } = plain(schema);
  if (typeof type === "number" && type < LIST) {
    return element.children.length === 0 ? [] : [`${path} holds elements`];
  }
  if (!Array.isArray(type)) return [];
  if (type[0] === 1) {
    const { traits } = plain(type[4]);
    const name = typeof traits.xmlName === "string" ? traits.xmlName : "member";
    return element.children.flatMap((child) =>
      child.name === name
        ? xmlProblems(type[4], child, `${path}/${name}`)
        : [`${path}/${child.name} is not ${name}`],
    );
  }
  const members = membersOf(type);
  return element.children.flatMap((child) => {
    const member = members.get(child.name);
    if (member === undefined) return [`${path}/${child.name} is not in the model`];
    const inner = member.flattened ? elementSchema(member.schema) : member.schema;
    return xmlProblems(inner, child, `${path}/${child.name}`);
  });
}

function elementSchema(schema: Schema): Schema {
  const { schema: type } = plain(schema);
  if (typeof type === "number") return type >= LIST ? type - LIST : type;
  return Array.isArray(type) && type[0] === 1 ? type[4] : type;
}

/** The body's schema of an operation's (`PutRecord`) output, by an SDK's module. */
export function outputSchema(sdk: object, operation: string): Schema {
  const found: unknown = Reflect.get(sdk, `${operation}$`);
  if (!Array.isArray(found)) return undefined;
  const output = plain(found[5]).schema;
  if (!Array.isArray(output) || !Array.isArray(output[5])) return output;
  // One member may be the whole body (`CopyObjectResult`).
  const payload: unknown = output[5].find(
    (member: unknown) => "httpPayload" in plain(member).traits,
  );
  return payload === undefined ? output : plain(payload).schema;
}

/** Whether an SDK's model has an error of that name. */
export function hasError(sdk: object, code: string): boolean {
  const found: unknown = Reflect.get(sdk, `${code}$`);
  return Array.isArray(found) && found[0] === -3;
}
