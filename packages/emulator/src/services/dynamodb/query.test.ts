import {
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attributes, type Fixture, keys, openFixture } from "./fixture.ts";

let fixture: Fixture;
const TableName = "readings";
const numbers = [5, -3, 10, 2.5, 0, 100];
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.db.ensureTable({
    TableName,
    KeySchema: keys("pk", "at"),
    AttributeDefinitions: attributes({ pk: "S", at: "N", kind: "S" }),
    GlobalSecondaryIndexes: [
      {
        IndexName: "by_kind",
        KeySchema: keys("kind", "at"),
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["x"] },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: "local_kind",
        KeySchema: keys("pk", "kind"),
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
  for (const pk of ["a", "b"]) {
    for (const [index, at] of numbers.entries()) {
      await fixture.client.send(
        new PutItemCommand({
          TableName,
          Item: {
            pk: { S: pk },
            at: { N: String(at) },
            x: { N: String(index) },
            y: { S: "more" },
            // The last one lacks the indexes' attribute: a sparse index.
            ...(index < 5 && { kind: { S: index % 2 ? "odd" : "even" } }),
          },
        }),
      );
    }
  }
});
afterAll(() => fixture.close());

async function query(input: Partial<QueryCommandInput>) {
  const values = input.ExpressionAttributeValues;
  return fixture.client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "pk = :p",
      ...input,
      ExpressionAttributeValues: { ":p": { S: "a" }, ...values },
    }),
  );
}

const at = (items: { at?: { N?: string } }[] | undefined) =>
  items?.map((item) => Number(item.at?.N));

describe("a query", () => {
  it.each([
    ["pk = :p", undefined, [-3, 0, 2.5, 5, 10, 100]],
    ["pk = :p AND at = :a", [5], [5]],
    ["pk = :p AND at < :a", [2.5], [-3, 0]],
    ["pk = :p AND at <= :a", [2.5], [-3, 0, 2.5]],
    ["pk = :p AND at > :a", [5], [10, 100]],
    [":a < at AND pk = :p", [5], [10, 100]],
    ["(pk = :p) AND (at >= :a)", [5], [5, 10, 100]],
    ["pk = :p AND at BETWEEN :a AND :b", [0, 10], [0, 2.5, 5, 10]],
  ])("%s reads in the order of numbers", async (condition, bounds, expected) => {
    const [a, b] = bounds ?? [];
    const values = {
      ...(a !== undefined && { ":a": { N: String(a) } }),
      ...(b !== undefined && { ":b": { N: String(b) } }),
    };
    // The table's name for it is a reserved word.
    const input = {
      KeyConditionExpression: condition.replace(/\bat\b/, "#at"),
      ...(bounds && { ExpressionAttributeNames: { "#at": "at" } }),
      ExpressionAttributeValues: values,
    };
    expect(at((await query(input)).Items)).toEqual(expected);
    const backwards = await query({ ...input, ScanIndexForward: false });
    expect(at(backwards.Items)).toEqual([...expected].reverse());
  });

  it.each([true, false])("is read page by page, forward: %s", async (ScanIndexForward) => {
    const read: number[] = [];
    let ExclusiveStartKey: QueryCommandInput["ExclusiveStartKey"];
    let pages = 0;
    do {
      const page = await query({
        ScanIndexForward,
        Limit: 2,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
      read.push(...(at(page.Items) ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
      pages++;
    } while (ExclusiveStartKey);
    // The page that ends at the limit cannot know that it is the last.
    expect(pages).toBe(4);
    expect(read).toEqual([...numbers].sort((a, b) => (ScanIndexForward ? a - b : b - a)));
  });

  it("filters after the limit, and counts what it looked at", async () => {
    const page = await query({
      FilterExpression: "x > :x",
      ExpressionAttributeValues: { ":x": { N: "2" } },
      Limit: 3,
    });
    expect(page).toMatchObject({ Count: 2, ScannedCount: 3 });
    expect(page.LastEvaluatedKey).toEqual({ pk: { S: "a" }, at: { N: "2.5" } });
    expect(await query({ Select: "COUNT" })).toMatchObject({ Count: 6, ScannedCount: 6 });
  });

  it("of a global index gives what the index holds", async () => {
    const page = await fixture.client.send(
      new QueryCommand({
        TableName,
        IndexName: "by_kind",
        KeyConditionExpression: "kind = :k",
        ExpressionAttributeValues: { ":k": { S: "odd" } },
        Limit: 3,
      }),
    );
    expect(page.Items?.map((item) => [item.pk?.S, item.at?.N])).toEqual([
      ["a", "-3"],
      ["b", "-3"],
      ["a", "2.5"],
    ]);
    expect(Object.keys(page.Items?.[0] ?? {}).sort()).toEqual(["at", "kind", "pk", "x"]);
    expect(page.LastEvaluatedKey).toEqual({ kind: { S: "odd" }, pk: { S: "a" }, at: { N: "2.5" } });
  });

  it("of a local index fetches from the table what is asked for", async () => {
    const local = { IndexName: "local_kind", KeyConditionExpression: "pk = :p AND kind = :k" };
    const values = { ExpressionAttributeValues: { ":k": { S: "even" } } };
    const held = await query({ ...local, ...values });
    expect(at(held.Items)).toEqual([0, 5, 10]);
    expect(Object.keys(held.Items?.[0] ?? {}).sort()).toEqual(["at", "kind", "pk"]);
    const fetched = await query({ ...local, ...values, ProjectionExpression: "y" });
    expect(fetched.Items).toEqual([
      { y: { S: "more" } },
      { y: { S: "more" } },
      { y: { S: "more" } },
    ]);
  });

  it.each<[Partial<QueryCommandInput>, string]>([
    [{ KeyConditionExpression: "x = :p" }, "Query condition missed key schema element: pk"],
    [{ KeyConditionExpression: "pk > :p" }, "Query key condition not supported"],
    [
      { KeyConditionExpression: "pk = :p OR x = :p" },
      "Invalid operator used in KeyConditionExpression: OR",
    ],
    [
      { KeyConditionExpression: "pk = :p AND pk = :p" },
      "KeyConditionExpressions must only contain one condition per key",
    ],
    [
      { KeyConditionExpression: "pk = :p AND size(x) = :p" },
      "KeyConditionExpressions cannot contain nested operations",
    ],
    [{ IndexName: "nope" }, "The table does not have the specified index: nope"],
    [
      { FilterExpression: "pk <> :p" },
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk",
    ],
    [{ ExclusiveStartKey: { pk: { S: "a" } } }, "The provided starting key is invalid"],
    [
      { ExclusiveStartKey: { pk: { S: "z" }, at: { N: "1" } } },
      "The provided starting key is outside query boundaries based on provided conditions",
    ],
    [{ Select: "SPECIFIC_ATTRIBUTES" }, "Must specify the AttributesToGet or ProjectionExpression"],
    [
      { ExpressionAttributeValues: { ":q": { S: "" } } },
      "Value provided in ExpressionAttributeValues unused in expressions: keys: {:q}",
    ],
    [{ Limit: 0 }, "Member must have value greater than or equal to 1"],
  ])("is refused with %j", async (input, message) => {
    await expect(query(input)).rejects.toThrow(message);
  });
});

describe("a scan", () => {
  it("reads every item once, in segments too", async () => {
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) =>
        fixture.client.send(new ScanCommand({ TableName, Segment, TotalSegments: 3 })),
      ),
    );
    const seen = segments.flatMap(({ Items = [] }) =>
      Items.map((item) => `${item.pk?.S}${item.at?.N}`),
    );
    expect(new Set(seen).size).toBe(12);
    expect(seen).toHaveLength(12);
  });

  it("ends a page at 1 MB", async () => {
    await fixture.db.ensureTable({
      TableName: "large",
      KeySchema: keys("pk"),
      AttributeDefinitions: attributes({ pk: "N" }),
      BillingMode: "PAY_PER_REQUEST",
    });
    const fill = { S: "x".repeat(300_000) };
    for (let n = 0; n < 6; n++) {
      await fixture.db.execute("PutItem", {
        TableName: "large",
        Item: { pk: { N: String(n) }, fill },
      });
    }
    const first = await fixture.client.send(new ScanCommand({ TableName: "large" }));
    expect(first).toMatchObject({ Count: 4, LastEvaluatedKey: { pk: { N: "3" } } });
    const second = await fixture.client.send(
      new ScanCommand({ TableName: "large", ExclusiveStartKey: first.LastEvaluatedKey }),
    );
    expect(second.Count).toBe(2);
    expect(second.LastEvaluatedKey).toBeUndefined();
  });
});

describe("items that are answered as they are stored", () => {
  const partition = {
    TableName,
    KeyConditionExpression: "pk = :p",
    ExpressionAttributeValues: { ":p": { S: "a" } },
  };
  const kind = {
    TableName,
    IndexName: "by_kind",
    KeyConditionExpression: "kind = :k",
    ExpressionAttributeValues: { ":k": { S: "odd" } },
  };
  const local = { ...partition, IndexName: "local_kind" };

  it.each<[string, Record<string, unknown>]>([
    ["Query", partition],
    ["Query", { ...partition, ScanIndexForward: false, Limit: 2 }],
    ["Query", { ...partition, Limit: 6 }],
    ["Query", { ...partition, ExclusiveStartKey: { pk: { S: "a" }, at: { N: "2.5" } } }],
    ["Query", { ...partition, Select: "COUNT" }],
    ["Query", { ...partition, ProjectionExpression: "x" }],
    ["Query", { ...partition, FilterExpression: "attribute_exists(kind)" }],
    ["Query", { ...partition, ExpressionAttributeValues: { ":p": { S: "nobody" } } }],
    ["Query", kind],
    ["Query", local],
    ["Query", { ...local, Select: "ALL_ATTRIBUTES", Limit: 2 }],
    ["Scan", { TableName }],
    ["Scan", { TableName, IndexName: "by_kind", Limit: 3 }],
    ["Scan", { TableName, Segment: 0, TotalSegments: 2 }],
  ])("are what looking into them gives: %s %j", async (operation, input) => {
    const answer = await fixture.db.execute(operation, structuredClone(input));
    // To count the capacity, every item is looked at.
    const counted = await fixture.db.execute(operation, {
      ...structuredClone(input),
      ReturnConsumedCapacity: "TOTAL",
    });
    expect(counted).toEqual({ ...Object(answer), ConsumedCapacity: expect.anything() });
  });

  it("end a page at 1 MB of bytes, not of characters", async () => {
    await fixture.db.ensureTable({
      TableName: "wide",
      KeySchema: keys("pk", "at"),
      AttributeDefinitions: attributes({ pk: "S", at: "N" }),
      BillingMode: "PAY_PER_REQUEST",
    });
    for (let n = 0; n < 40; n++) {
      const Item = { pk: { S: "a" }, at: { N: String(n) }, t: { S: "€".repeat(10_000) } };
      await fixture.db.execute("PutItem", { TableName: "wide", Item });
    }
    const page = await query({ TableName: "wide" });
    expect(page).toMatchObject({ Count: 35, LastEvaluatedKey: { at: { N: "34" } } });
    expect((await query({ TableName: "wide", Limit: 3 })).Items?.[2]?.t?.S).toBe(
      "€".repeat(10_000),
    );
  });
});
