import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Group, JsonObject } from "../../suite.ts";
import {
  attributes,
  create,
  hash,
  type Item,
  N,
  range,
  S,
  type Step,
  scenario,
  step,
  type Value,
} from "./steps.ts";

/**
 * Numbers are in DynamoDB's own form and whole where they are added, sets are small: what is known
 * to differ (`deviations.ts`) is left out, so that everything that is left must agree.
 */
const table = create("random", {
  AttributeDefinitions: attributes({ pk: "S", sk: "N", g: "S" }),
  GlobalSecondaryIndexes: [
    {
      IndexName: "by_g",
      KeySchema: [hash("g"), range("sk")],
      Projection: { ProjectionType: "ALL" },
    },
  ],
});

const pk = fc.constantFrom("a", "b", "O'Brien", "é");
const sk = fc.constantFrom("-2", "0", "1", "1.5", "10");
const key = fc.record({ pk: pk.map(S), sk: sk.map(N) });

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map((number) => N(String(number))),
  fc.constantFrom("", "x", "xy", "Z", "😀", "10").map(S),
  fc.boolean().map((BOOL): Value => ({ BOOL })),
  fc.constant<Value>({ NULL: true }),
  fc.constantFrom("AQ==", "AQI=", "/w==").map((B): Value => ({ B })),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }).map((L): Value => ({ L })),
  fc.dictionary(fc.constantFrom("p", "q"), scalar).map((M): Value => ({ M })),
  fc.subarray(["x", "y", "z"], { minLength: 1 }).map((SS): Value => ({ SS })),
  fc.subarray(["1", "2", "3"], { minLength: 1 }).map((NS): Value => ({ NS })),
);
const body = fc.dictionary(fc.constantFrom("a", "b", "m", "s"), value);
const indexKey = fc.option(fc.constantFrom("g1", "g2").map(S), { nil: undefined });
const item: fc.Arbitrary<Item> = fc
  .tuple(key, body, indexKey)
  .map(([keys, members, g]) => ({ ...members, ...(g && { g }), ...keys }));

const path = fc.constantFrom("a", "b", "m", "m.p", "m.q", "s", "b[0]", "b[1]", "pk", "g");
/** Keys cannot be updated: `updates.ts` has these. */
const updatable = path.filter((name) => name !== "pk");
const operator = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");

/** A condition on `:c`, which every one of them uses. */
const condition: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(path, operator).map(([left, sign]) => `${left} ${sign} :c`),
  path.map((left) => `attribute_exists(${left}) AND ${left} <> :c`),
  path.map((left) => `attribute_not_exists(${left}) OR ${left} = :c`),
  fc.tuple(path, path).map(([a, b]) => `NOT (${a} = :c OR ${b} = :c)`),
  path.map((left) => `contains(${left}, :c)`),
  fc.tuple(path, operator).map(([left, sign]) => `size(${left}) ${sign} :c`),
  fc.tuple(path, path).map(([a, b]) => `${a} IN (${b}, :c)`),
);

interface Conditional {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
}
const conditional: fc.Arbitrary<Conditional> = fc.oneof(
  fc.constant({}),
  fc.tuple(condition, scalar).map(([ConditionExpression, c]) => ({
    ConditionExpression,
    ExpressionAttributeValues: { ":c": c },
  })),
);

/** An update that uses `:v` and nothing else. */
const update = fc.oneof(
  updatable.map((left) => `SET ${left} = :v`),
  fc.tuple(updatable, updatable).map(([a, b]) => `SET ${a} = if_not_exists(${b}, :v)`),
  updatable.map((left) => `SET ${left} = ${left} + :v`),
  updatable.map((left) => `SET ${left} = list_append(${left}, :v)`),
  fc.tuple(updatable, updatable).map(([a, b]) => `SET ${a} = :v REMOVE ${b}`),
  updatable.map((left) => `ADD ${left} :v`),
  updatable.map((left) => `DELETE ${left} :v`),
);
const returns = fc.constantFrom("NONE", "ALL_OLD", "ALL_NEW");

const named = (input: JsonObject): JsonObject => ({ TableName: "random", ...input });

const operations: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(item, conditional)
      .map(([Item, when]) => step("PutItem", named({ Item, ...when, ReturnValues: "ALL_OLD" }))),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(key, update, value, returns, conditional)
      .map(([Key, UpdateExpression, v, ReturnValues, when]) =>
        step(
          "UpdateItem",
          named({
            Key,
            UpdateExpression,
            ReturnValues,
            ...when,
            ExpressionAttributeValues: { ":v": v, ...when.ExpressionAttributeValues },
          }),
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(key, conditional)
      .map(([Key, when]) =>
        step("DeleteItem", named({ Key, ...when, ReturnValuesOnConditionCheckFailure: "ALL_OLD" })),
      ),
  },
  { weight: 2, arbitrary: key.map((Key) => step("GetItem", named({ Key }))) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        pk,
        sk,
        operator.filter((sign) => sign !== "<>"),
        fc.boolean(),
      )
      .map(([p, s, sign, ScanIndexForward]) =>
        step(
          "Query",
          named({
            KeyConditionExpression: `pk = :p AND sk ${sign} :s`,
            ExpressionAttributeValues: { ":p": S(p), ":s": N(s) },
            ScanIndexForward,
          }),
        ),
      ),
  },
  fc.tuple(fc.constantFrom("g1", "g2"), condition, scalar).map(([g, FilterExpression, c]) =>
    step(
      "Query",
      named({
        IndexName: "by_g",
        KeyConditionExpression: "g = :g",
        FilterExpression: FilterExpression.replaceAll(/\b(pk|g)\b/g, "a"),
        ExpressionAttributeValues: { ":g": S(g), ":c": c },
      }),
      { unordered: true },
    ),
  ),
  fc
    .uniqueArray(item, {
      minLength: 1,
      maxLength: 4,
      selector: ({ pk: p, sk: s }) => JSON.stringify([p, s]),
    })
    .map((puts) =>
      step("BatchWriteItem", {
        RequestItems: { random: puts.map((Item) => ({ PutRequest: { Item } })) },
      }),
    ),
  fc
    .tuple(item, key, conditional)
    .filter(([{ pk: p, sk: s }, other]) => !isDeepStrictEqual({ pk: p, sk: s }, other))
    .map(([Item, Key, when]) =>
      step("TransactWriteItems", {
        TransactItems: [{ Put: named({ Item, ...when }) }, { Delete: named({ Key }) }],
      }),
    ),
  fc.tuple(pk, sk, scalar).map(([p, s, v]) =>
    step("ExecuteStatement", {
      Statement: `INSERT INTO "random" VALUE {'pk':?,'sk':?,'a':?}`,
      Parameters: [S(p), N(s), v],
    }),
  ),
  fc.tuple(pk, sk, scalar, scalar).map(([p, s, v, c]) =>
    step("BatchExecuteStatement", {
      Statements: [
        {
          Statement: `UPDATE "random" SET a=? SET b=? WHERE pk=? AND sk=? AND a<?`,
          Parameters: [v, v, S(p), N(s), c],
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      ],
    }),
  ),
);

/** Sequences of random operations, each ending with everything that the table and its index hold. */
export function randomSequences(seed: number, count: number): Group[] {
  const sequences = fc.sample(fc.array(operations, { minLength: 15, maxLength: 25 }), {
    seed,
    numRuns: count,
  });
  return sequences.map((steps, i) =>
    scenario(`random sequence ${seed}/${i + 1}`, [
      table,
      ...steps.map((sent) => ({ ...sent, codesOnly: true })),
      step("Scan", named({}), { unordered: true }),
      step("Scan", named({ IndexName: "by_g" }), { unordered: true }),
    ]),
  );
}
