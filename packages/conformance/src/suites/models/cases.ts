import type { Json, JsonObject } from "../../suite.ts";

/** A model and a body for it. */
export interface Validation {
  readonly schema: JsonObject;
  readonly body: string;
  readonly differs?: string;
}

const order: JsonObject = {
  type: "object",
  required: ["customer_id", "order_id"],
  properties: {
    customer_id: { type: "string", minLength: 1, maxLength: 8 },
    order_id: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" },
    status: { enum: ["pending", "paid"] },
    qty: { type: "integer", minimum: 1, maximum: 2_147_483_647 },
    amount: { type: "number", minimum: 0, maximum: 999_999.99, multipleOf: 0.01 },
    id: { type: ["string", "number"] },
    note: { type: ["string", "null"] },
    items: {
      type: "array",
      minItems: 1,
      maxItems: 2,
      uniqueItems: true,
      items: {
        type: "object",
        required: ["product_id"],
        properties: { product_id: { type: "string" } },
      },
    },
    closed: {
      type: "object",
      additionalProperties: false,
      properties: { a: { type: "integer" } },
    },
    one: { oneOf: [{ type: "string" }, { type: "integer" }] },
    any: { anyOf: [{ type: "string", minLength: 2 }, { type: "integer" }] },
    no: { not: { type: "string" } },
    ex: { type: "number", minimum: 0, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true },
    props: { type: "object", minProperties: 1, maxProperties: 2 },
    when: { type: "string", format: "date-time" },
    all: { allOf: [{ type: "string" }, { minLength: 3 }] },
  },
};
const list: JsonObject = { type: "array", minItems: 1, maxItems: 3, items: order };
const nested: JsonObject = {
  type: "object",
  properties: {
    a: { type: "object", properties: { b: { type: "array", items: { type: "integer" } } } },
  },
};
const referring: JsonObject = {
  definitions: { s: { type: "string" } },
  type: "object",
  properties: { "a/b~c": { $ref: "#/definitions/s" } },
};

const valid = { customer_id: "c", order_id: "o" };
/** A valid order with members in its place or beside. */
const withMembers = (members: JsonObject, differs?: string): Validation => ({
  schema: order,
  body: JSON.stringify({ ...valid, ...members }),
  ...(differs === undefined ? {} : { differs }),
});
const raw = (body: string): Validation => ({ schema: order, body });
const of = (schema: JsonObject, body: Json): Validation => ({ schema, body: JSON.stringify(body) });
const a = { product_id: "a" };
const words = "apigateway-validation-words";

export const validations: readonly Validation[] = [
  ...["{}", "[]", "null", '"x"', "5", "1.5", "true", '{"customer_id":"c"}'].map(raw),
  withMembers({}),
  ...["", "12345678", "123456789", 5, "😀".repeat(8), "😀".repeat(9), null, [], {}].map(
    (customer_id) => withMembers({ customer_id }),
  ),
  ...["a b", "", "a".repeat(64), "a".repeat(65), "é"].map((order_id) => withMembers({ order_id })),
  withMembers({ status: "lost" }),
  withMembers({ status: 5 }),
  ...["6", 0, 1, 2_147_483_647, 2_147_483_648, 1.5, -1, null].map((qty) => withMembers({ qty })),
  raw('{"customer_id":"c","order_id":"o","qty":6.0}'),
  raw('{"customer_id":"c","order_id":"o","qty":1e2}'),
  ...[1.234, 19.99, 0.07, 0.1, 999_999.99, -1, 1e10, 0, "1"].map((amount) =>
    withMembers({ amount }),
  ),
  ...[true, "x", 5, 1.5].map((id) => withMembers({ id })),
  ...[5, null, ""].map((note) => withMembers({ note })),
  ...[[], [a, { product_id: "b" }, { product_id: "c" }], [a, a], [{}, { product_id: 5 }], [a]].map(
    (items) => withMembers({ items }),
  ),
  withMembers({ closed: { a: 1 } }),
  withMembers({ closed: { a: 1, b: 2, c: 3 } }),
  ...[true, "a", 5].map((one) => withMembers({ one })),
  ...["a", "ab", true, 5].map((any) => withMembers({ any })),
  withMembers({ no: "x" }),
  withMembers({ no: 5 }),
  ...[0, 0.1, 5, 4.9, 6, -1].map((ex) => withMembers({ ex })),
  ...[{}, { a: 1 }, { a: 1, b: 2, c: 3 }].map((props) => withMembers({ props })),
  withMembers({ when: "nope" }, words),
  withMembers({ when: "2024-01-01T00:00:00Z" }),
  withMembers({ all: "ab" }, words),
  withMembers({ all: "abc" }),
  withMembers({ qty: "6", status: "lost", amount: -1 }),
  of(list, [valid, { order_id: "o" }, { ...valid, qty: "6" }]),
  of(list, []),
  of(list, {}),
  of(list, [valid, valid, valid, valid]),
  of(referring, { "a/b~c": 5 }),
  of(nested, { a: { b: [1, "x", 3, null] } }),
  { ...of({ type: "object", dependencies: { a: ["b"] } }, { a: 1 }), differs: words },
  withMembers({ __proto__x: 1 }),
  raw('{"customer_id":"c","order_id":"o","__proto__":{"qty":"x"},"constructor":{"prototype":1}}'),
  raw('{"customer_id":"c","order_id":"o","unknown":{"deep":[1,{"a":null}]}}'),
];
