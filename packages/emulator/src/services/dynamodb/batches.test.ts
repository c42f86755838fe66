import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attributes, type Fixture, keys, openFixture } from "./fixture.ts";

let fixture: Fixture;
let throttled: readonly string[] = [];
beforeAll(async () => {
  fixture = await openFixture({ throttle: (operation) => throttled.includes(operation) });
  await fixture.db.ensureTable({
    TableName: "items",
    KeySchema: keys("pk", "sk"),
    AttributeDefinitions: attributes({ pk: "S", sk: "N" }),
    BillingMode: "PAY_PER_REQUEST",
  });
});
afterAll(() => fixture.close());

const key = (pk: string, sk: number) => ({ pk: { S: pk }, sk: { N: String(sk) } });

/** Runs an operation in process and returns the code and message of what it throws. */
async function refusal(operation: string, input: Record<string, unknown>): Promise<string> {
  return fixture.db.execute(operation, input).then(
    () => "accepted",
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );
}

describe("batches", () => {
  it("write and read up to 25 and 100 items, without repeated keys", async () => {
    const { client } = fixture;
    const puts = Array.from({ length: 25 }, (_, n) => ({ PutRequest: { Item: key("batch", n) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { items: puts } }));
    const Keys = Array.from({ length: 30 }, (_, n) => key("batch", n));
    const read = await client.send(new BatchGetItemCommand({ RequestItems: { items: { Keys } } }));
    expect(read.Responses?.items).toHaveLength(25);
    const twice = [{ PutRequest: { Item: key("b", 1) } }, { DeleteRequest: { Key: key("b", 1) } }];
    expect(await refusal("BatchWriteItem", { RequestItems: { items: twice } })).toContain(
      "Provided list of item keys contains duplicates",
    );
    const many = [...puts, { PutRequest: { Item: key("batch", 25) } }];
    expect(await refusal("BatchWriteItem", { RequestItems: { items: many } })).toContain(
      "Too many items requested for the BatchWriteItem call",
    );
  });

  it("take replaced and deleted items out of their indexes", async () => {
    const { db } = fixture;
    await db.ensureTable({
      TableName: "indexed",
      KeySchema: keys("pk"),
      AttributeDefinitions: attributes({ pk: "S", tag: "S" }),
      GlobalSecondaryIndexes: [
        { IndexName: "by_tag", KeySchema: keys("tag"), Projection: { ProjectionType: "ALL" } },
      ],
      BillingMode: "PAY_PER_REQUEST",
    });
    const put = (pk: string, tag: string) => ({
      PutRequest: { Item: { pk: { S: pk }, tag: { S: tag } } },
    });
    const remove = { DeleteRequest: { Key: { pk: { S: "b" } } } };
    for (const indexed of [
      [put("a", "old"), put("b", "old")],
      [put("a", "new"), remove],
    ]) {
      await db.execute("BatchWriteItem", { RequestItems: { indexed } });
    }
    const scan = await db.execute("Scan", { TableName: "indexed", IndexName: "by_tag" });
    expect(scan).toMatchObject({ Count: 1, Items: [{ pk: { S: "a" }, tag: { S: "new" } }] });
  });

  it("are counted by the size of what they put", async () => {
    const large = { ...key("units", 1), a: { S: "x".repeat(3000) } };
    const answer = await fixture.db.execute("BatchWriteItem", {
      RequestItems: {
        items: [{ PutRequest: { Item: large } }, { DeleteRequest: { Key: key("units", 2) } }],
      },
      ReturnConsumedCapacity: "TOTAL",
    });
    expect(answer).toMatchObject({
      ConsumedCapacity: [{ TableName: "items", CapacityUnits: 4 }],
    });
  });

  it("hand back what was throttled", async () => {
    throttled = ["DeleteItem"];
    const requests = [
      { PutRequest: { Item: key("thr", 1) } },
      { DeleteRequest: { Key: key("thr", 2) } },
    ];
    const answer = await fixture.client
      .send(new BatchWriteItemCommand({ RequestItems: { items: requests } }))
      .finally(() => {
        throttled = [];
      });
    expect(answer.UnprocessedItems).toEqual({ items: [requests[1]] });
  });
});

describe("transactions", () => {
  it("do all or nothing, and say which condition failed", async () => {
    const { client } = fixture;
    const TableName = "items";
    const write = (condition: string) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key("tx", 1) } },
            {
              Update: {
                TableName,
                Key: key("tx", 2),
                UpdateExpression: "SET a = :a",
                ExpressionAttributeValues: { ":a": { S: "b" } },
              },
            },
            {
              ConditionCheck: { TableName, Key: key("tx", 3), ConditionExpression: condition },
            },
          ],
        }),
      );
    await expect(write("attribute_exists(pk)")).rejects.toThrow(
      expect.objectContaining({
        name: "TransactionCanceledException",
        CancellationReasons: [
          { Code: "None" },
          { Code: "None" },
          { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
        ],
      }),
    );
    const get = new TransactGetItemsCommand({
      TransactItems: [1, 2].map((n) => ({ Get: { TableName, Key: key("tx", n) } })),
    });
    expect((await client.send(get)).Responses).toEqual([{}, {}]);
    await write("attribute_not_exists(pk)");
    expect((await client.send(get)).Responses).toEqual([
      { Item: key("tx", 1) },
      { Item: { ...key("tx", 2), a: { S: "b" } } },
    ]);
  });

  it("are done once for a client token", async () => {
    const add = {
      ClientRequestToken: "token-1",
      TransactItems: [
        {
          Update: {
            TableName: "items",
            Key: key("token", 1),
            UpdateExpression: "ADD n :one",
            ExpressionAttributeValues: { ":one": { N: "1" } },
          },
        },
      ],
    };
    await fixture.db.execute("TransactWriteItems", structuredClone(add));
    await fixture.db.execute("TransactWriteItems", structuredClone(add));
    const read = await fixture.db.execute("GetItem", { TableName: "items", Key: key("token", 1) });
    expect(read).toMatchObject({ Item: { n: { N: "1" } } });
    const other = { ...add, TransactItems: [{ Delete: { TableName: "items", Key: key("a", 1) } }] };
    expect(await refusal("TransactWriteItems", other)).toContain(
      "IdempotentParameterMismatchException",
    );
  });
});
