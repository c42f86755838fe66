import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AwsError } from "../../errors.ts";
import { attributes, type Fixture, keys, openFixture } from "./fixture.ts";
import { operations } from "./operations.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.db.ensureTable({
    TableName: "items",
    KeySchema: keys("pk", "sk"),
    AttributeDefinitions: attributes({ pk: "S", sk: "N", b: "B" }),
    GlobalSecondaryIndexes: [
      { IndexName: "by_b", KeySchema: keys("b", "sk"), Projection: { ProjectionType: "ALL" } },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
});
afterAll(() => fixture.close());

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ S: fc.string() }),
  fc.record({ N: fc.oneof(fc.double().map(String), fc.bigInt().map(String), fc.string()) }),
  fc.record({ B: fc.oneof(fc.base64String(), fc.string()) }),
  fc.record({ L: fc.array(fc.record({ S: fc.string() }), { maxLength: 2 }) }),
  fc.record({ SS: fc.array(fc.string(), { maxLength: 3 }) }),
  fc.jsonValue({ maxDepth: 2 }),
);
const name = fc.oneof(
  fc.constantFrom("pk", "sk", "b", "a", "__proto__", "constructor", "items", "#n", ":v"),
  fc.string({ maxLength: 3 }),
);
const map = fc.dictionary(name, value, { maxKeys: 4 });
const word = fc.constantFrom(
  ...[
    "pk",
    "sk",
    "b",
    "a",
    "=",
    "<",
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    "[0]",
    ".",
    ",",
    "+",
    ":v",
    "#n",
  ],
  ...["SET", "REMOVE", "ADD", "DELETE", "size", "begins_with", "attribute_exists", "BETWEEN", "IN"],
);
const expression = fc.array(word, { maxLength: 8 }).map((words) => words.join(" "));
const statement = fc
  .array(
    fc.constantFrom(
      ...["SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "FROM", "WHERE", "VALUE", "SET", "*"],
      ...[
        '"items"',
        "items",
        "pk",
        "sk",
        "=",
        "'x'",
        "1",
        "?",
        "{",
        "}",
        "'pk'",
        ":",
        ",",
        "AND",
        "<<",
      ],
    ),
    { maxLength: 14 },
  )
  .map((words) => words.join(" "));

/** Members as operations know them, with what they expect as often as with anything else. */
const input = fc.record(
  {
    TableName: fc.oneof(fc.constant("items"), fc.jsonValue({ maxDepth: 1 })),
    IndexName: fc.constantFrom("by_b", "none"),
    Item: map,
    Key: fc.oneof(
      fc.record({ pk: fc.record({ S: fc.string() }), sk: fc.record({ N: fc.nat().map(String) }) }),
      map,
    ),
    ExclusiveStartKey: map,
    ConditionExpression: expression,
    UpdateExpression: expression,
    KeyConditionExpression: fc.oneof(fc.constant("pk = :v"), expression),
    FilterExpression: expression,
    ProjectionExpression: expression,
    ExpressionAttributeNames: fc.oneof(fc.constant({ "#n": "a" }), map),
    ExpressionAttributeValues: fc.oneof(
      value.map((v) => ({ ":v": v })),
      map,
    ),
    ReturnValues: fc.constantFrom("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_NEW", "x"),
    Limit: fc.oneof(fc.integer(), fc.jsonValue({ maxDepth: 0 })),
    Select: fc.constantFrom("COUNT", "ALL_ATTRIBUTES", "x"),
    Segment: fc.integer({ min: -1, max: 3 }),
    TotalSegments: fc.integer({ min: -1, max: 3 }),
    RequestItems: fc.dictionary(
      fc.constantFrom("items", "none"),
      fc.oneof(
        fc.array(fc.record({ PutRequest: fc.record({ Item: map }) }), { maxLength: 2 }),
        fc.record({ Keys: fc.array(map, { maxLength: 2 }) }),
        fc.jsonValue({ maxDepth: 2 }),
      ),
    ),
    TransactItems: fc.array(
      fc.dictionary(
        fc.constantFrom("Put", "Update", "Delete", "ConditionCheck", "Get"),
        fc.jsonValue({ maxDepth: 2 }),
        { maxKeys: 2 },
      ),
      { maxLength: 2 },
    ),
    Statement: statement,
    Statements: fc.array(
      fc.record(
        { Statement: statement, Parameters: fc.array(value, { maxLength: 2 }) },
        { requiredKeys: ["Statement"] },
      ),
      { maxLength: 3 },
    ),
    Parameters: fc.array(value, { maxLength: 2 }),
    NextToken: fc.string(),
    AttributeDefinitions: fc.jsonValue({ maxDepth: 2 }),
    KeySchema: fc.jsonValue({ maxDepth: 2 }),
    TimeToLiveSpecification: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: [] },
);

it("answers any input with a result or a refusal, never with a failure of its own", async () => {
  const names = Object.keys(operations).filter((operation) => operation !== "DeleteTable");
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), input, async (operation, members) => {
      try {
        JSON.stringify(await fixture.db.execute(operation, structuredClone(members)));
      } catch (error) {
        expect(error).toBeInstanceOf(AwsError);
        if (error instanceof AwsError) expect([400, 501]).toContain(error.status);
      }
    }),
    { numRuns: 1500 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("a");
});
