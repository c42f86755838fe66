import { setTimeout } from "node:timers/promises";
import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../clock.ts";
import { setFaults } from "../../fail-points.ts";
import { DynamoDb } from "./dynamodb.ts";
import { attributes, type Fixture, keys, openFixture } from "./fixture.ts";

let fixture: Fixture;
let throttled: readonly string[] = [];
beforeAll(async () => {
  fixture = await openFixture({ throttle: (operation) => throttled.includes(operation) });
  await fixture.db.ensureTable({
    TableName: "items",
    KeySchema: keys("pk", "sk"),
    AttributeDefinitions: attributes({ pk: "S", sk: "N", tag: "S" }),
    GlobalSecondaryIndexes: [
      { IndexName: "by_tag", KeySchema: keys("tag"), Projection: { ProjectionType: "KEYS_ONLY" } },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
});
afterAll(() => fixture.close());
afterEach(() => setFaults(undefined));

const key = (pk: string, sk: number) => ({ pk: { S: pk }, sk: { N: String(sk) } });

/** Runs an operation in process and returns the code and message of what it throws. */
async function refusal(operation: string, input: Record<string, unknown>): Promise<unknown> {
  return fixture.db.execute(operation, { TableName: "items", ...input }).then(
    () => "accepted",
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );
}

describe("tables", () => {
  it("are created, described, listed, changed and deleted", async () => {
    const { client } = fixture;
    const created = await client.send(
      new CreateTableCommand({
        TableName: "orders",
        KeySchema: keys("customer_id", "order_id"),
        AttributeDefinitions: attributes({ customer_id: "S", order_id: "S" }),
        GlobalSecondaryIndexes: [
          {
            IndexName: "by_order_id",
            KeySchema: keys("order_id"),
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    expect(created.TableDescription).toMatchObject({
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      GlobalSecondaryIndexes: [{ IndexName: "by_order_id", IndexStatus: "ACTIVE" }],
    });
    expect(created.TableDescription?.CreationDateTime).toBeInstanceOf(Date);
    const listed = await client.send(new ListTablesCommand({ Limit: 1 }));
    expect(listed).toMatchObject({ TableNames: ["items"], LastEvaluatedTableName: "items" });
    await client.send(
      new UpdateTableCommand({ TableName: "orders", DeletionProtectionEnabled: true }),
    );
    const remove = new DeleteTableCommand({ TableName: "orders" });
    await expect(client.send(remove)).rejects.toThrow("protected against deletion");
    await client.send(
      new UpdateTableCommand({ TableName: "orders", DeletionProtectionEnabled: false }),
    );
    await client.send(remove);
    await expect(client.send(new DescribeTableCommand({ TableName: "orders" }))).rejects.toThrow(
      expect.objectContaining({
        name: "ResourceNotFoundException",
        message: "Requested resource not found: Table: orders not found",
      }),
    );
  });

  it("take no write that was waiting when they were dropped", async () => {
    const { db } = fixture;
    const TableName = "dropped";
    await db.ensureTable({
      TableName,
      KeySchema: keys("pk"),
      AttributeDefinitions: attributes({ pk: "S" }),
      BillingMode: "PAY_PER_REQUEST",
    });
    const Item = { pk: { S: "a" } };
    setFaults("dynamodb.ack:delay:1:100");
    const first = db.execute("PutItem", { TableName, Item });
    // Its transaction has ended, its acknowledgement is delayed.
    await setTimeout(50);
    const drop = db.execute("DeleteTable", { TableName });
    const waiting = [
      refusal("PutItem", { TableName, Item }),
      refusal("DeleteItem", { TableName, Key: Item }),
      refusal("BatchWriteItem", { RequestItems: { dropped: [{ PutRequest: { Item } }] } }),
    ];
    await Promise.all([first, drop]);
    const gone = "ResourceNotFoundException: Requested resource not found";
    expect(await Promise.all(waiting)).toEqual([gone, gone, gone]);
  });

  it("have a time to live and no backups", async () => {
    const { client } = fixture;
    const TableName = "items";
    const specification = { AttributeName: "expires", Enabled: true };
    await client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: specification }),
    );
    const described = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(described.TimeToLiveDescription).toEqual({
      AttributeName: "expires",
      TimeToLiveStatus: "ENABLED",
    });
    const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription?.ContinuousBackupsStatus).toBe("ENABLED");
  });

  it.each([
    [
      { KeySchema: keys("a") },
      "Some index key attributes are not defined in AttributeDefinitions. Keys: [a], AttributeDefinitions: [pk]",
    ],
    [
      { AttributeDefinitions: attributes({ pk: "S", x: "S" }) },
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    ],
    [
      { BillingMode: "PROVISIONED" },
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    ],
    [
      { TableName: "x" },
      "TableName must be at least 3 characters long and at most 255 characters long",
    ],
    [
      { StreamSpecification: { StreamEnabled: true } },
      "CreateTable with StreamSpecification is not implemented by Tributary",
    ],
    [{ TableName: "items" }, "ResourceInUseException: Table already exists: items"],
  ])("are refused with %j", async (change, message) => {
    const valid = {
      TableName: "valid",
      KeySchema: keys("pk"),
      AttributeDefinitions: attributes({ pk: "S" }),
      BillingMode: "PAY_PER_REQUEST",
    };
    expect(await refusal("CreateTable", { ...valid, ...change })).toContain(message);
  });
});

describe("items", () => {
  it("come back as they were put, their numbers in AWS's form", async () => {
    const { client } = fixture;
    const item = {
      ...key("round", 1),
      text: { S: "naïve \u2028 \u0000 😀" },
      bytes: { B: new Uint8Array([0, 1, 255]) },
      many: { SS: ["a", "b"] },
      nested: { M: { list: { L: [{ BOOL: false }, { NULL: true as const }, { N: "0010.50" }] } } },
    };
    await client.send(new PutItemCommand({ TableName: "items", Item: item }));
    const read = await client.send(
      new GetItemCommand({ TableName: "items", Key: { pk: { S: "round" }, sk: { N: "1.0" } } }),
    );
    expect(read.Item).toEqual({
      ...item,
      nested: { M: { list: { L: [{ BOOL: false }, { NULL: true }, { N: "10.5" }] } } },
    });
  });

  it("are changed only under their condition, and show what stood in the way", async () => {
    const { client } = fixture;
    const put = (state: string, condition?: string) =>
      client.send(
        new PutItemCommand({
          TableName: "items",
          Item: { ...key("cond", 1), state: { S: state } },
          ReturnValues: "ALL_OLD",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          ...(condition && { ConditionExpression: condition }),
        }),
      );
    expect((await put("one", "attribute_not_exists(pk)")).Attributes).toBeUndefined();
    expect((await put("two")).Attributes).toMatchObject({ state: { S: "one" } });
    await expect(put("three", "attribute_not_exists(pk)")).rejects.toThrow(
      expect.objectContaining({
        name: "ConditionalCheckFailedException",
        message: "The conditional request failed",
        Item: { ...key("cond", 1), state: { S: "two" } },
      }),
    );
    const removed = await client.send(
      new DeleteItemCommand({ TableName: "items", Key: key("cond", 1), ReturnValues: "ALL_OLD" }),
    );
    expect(removed.Attributes).toMatchObject({ state: { S: "two" } });
  });

  it("consume what the larger of the old and the new one takes, also without an index", async () => {
    const TableName = "plain";
    await fixture.db.ensureTable({
      TableName,
      KeySchema: keys("pk"),
      AttributeDefinitions: attributes({ pk: "S" }),
      BillingMode: "PAY_PER_REQUEST",
    });
    const put = (state: string) =>
      fixture.db.execute("PutItem", {
        TableName,
        Item: { pk: { S: "a" }, state: { S: state } },
        ReturnConsumedCapacity: "TOTAL",
      });
    await put("x".repeat(3000));
    expect(await put("x")).toMatchObject({ ConsumedCapacity: { CapacityUnits: 3 } });
    await fixture.db.execute("DeleteTable", { TableName });
  });

  it("are updated, new ones included, with every kind of ReturnValues", async () => {
    const { client } = fixture;
    const update = (ReturnValues: "UPDATED_NEW" | "UPDATED_OLD" | "ALL_NEW" | "ALL_OLD") =>
      client.send(
        new UpdateItemCommand({
          TableName: "items",
          Key: key("upd", 1),
          UpdateExpression: "ADD #c :one",
          ExpressionAttributeNames: { "#c": "counter" },
          ExpressionAttributeValues: { ":one": { N: "1" } },
          ReturnValues,
        }),
      );
    expect((await update("ALL_OLD")).Attributes).toBeUndefined();
    expect((await update("UPDATED_OLD")).Attributes).toEqual({ counter: { N: "1" } });
    expect((await update("UPDATED_NEW")).Attributes).toEqual({ counter: { N: "3" } });
    expect((await update("ALL_NEW")).Attributes).toEqual({ ...key("upd", 1), counter: { N: "4" } });
  });

  it("keep a hundred concurrent increments apart", async () => {
    const add = {
      TableName: "items",
      Key: key("race", 1),
      UpdateExpression: "ADD hits :one",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    await Promise.all(
      Array.from({ length: 100 }, () => fixture.db.execute("UpdateItem", structuredClone(add))),
    );
    const read = await fixture.db.execute("GetItem", { TableName: "items", Key: key("race", 1) });
    expect(read).toMatchObject({ Item: { hits: { N: "100" } } });
  });

  const deep = (levels: number): unknown =>
    levels === 0 ? { S: "x" } : { M: { d: deep(levels - 1) } };

  it.each([
    [
      { Item: { pk: { S: "a" } } },
      "ValidationException: One or more parameter values were invalid: Missing the key sk in the item",
    ],
    [
      { Item: { ...key("a", 1), sk: { S: "1" } } },
      "Type mismatch for key sk expected: N actual: S",
    ],
    [
      { Item: key("", 1) },
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
    ],
    [
      { Item: key("p".repeat(2049), 1) },
      "Size of hashkey has exceeded the maximum size limit of2048 bytes",
    ],
    [
      { Item: { ...key("a", 1), tag: { N: "1" } } },
      "Type mismatch for Index Key tag Expected: S Actual: N IndexName: by_tag",
    ],
    [
      { Item: { ...key("a", 1), tag: { S: "" } } },
      "A value specified for a secondary index key is not supported.",
    ],
    [{ Item: { ...key("a", 1), e: { SS: [] } } }, "An string set  may not be empty"],
    [
      { Item: { ...key("a", 1), e: { SS: ["a", "a"] } } },
      "Input collection [a, a] contains duplicates",
    ],
    [{ Item: { ...key("a", 1), e: { NS: ["1", "1.0"] } } }, "Input collection contains duplicates"],
    [
      { Item: { ...key("a", 1), e: { NULL: false } } },
      "Null attribute value types must have the value of true",
    ],
    [
      { Item: { ...key("a", 1), e: {} } },
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    ],
    [
      { Item: { ...key("a", 1), e: { S: "a", N: "1" } } },
      "Supplied AttributeValue has more than one datatypes set",
    ],
    [
      { Item: { ...key("a", 1), e: { N: "1".repeat(39) } } },
      "Attempting to store more than 38 significant digits in a Number",
    ],
    [
      { Item: { ...key("a", 1), e: { N: 1 } } },
      "SerializationException: NUMBER_VALUE cannot be converted to String",
    ],
    [{ Item: { ...key("a", 1), e: deep(32) } }, "Nesting Levels have exceeded supported limits"],
    [
      { Item: { ...key("a", 1), e: { S: "x".repeat(409_600) } } },
      "Item size has exceeded the maximum allowed size",
    ],
    [
      { Item: key("a", 1), Expected: {} },
      "The legacy parameters {Expected} are not implemented by Tributary",
    ],
    [{ Item: key("a", 1), ReturnValues: "ALL_NEW" }, "Return values set to invalid value"],
    [
      { Item: key("a", 1), TableName: "nowhere" },
      "ResourceNotFoundException: Requested resource not found",
    ],
  ])("are refused: %#", async (input, message) => {
    expect(await refusal("PutItem", input)).toContain(message);
  });

  it("are accepted up to 400 KB and 31 levels", async () => {
    const filler = 409_600 - Buffer.byteLength("pkaskfille") - 2 - 2;
    expect(
      await refusal("PutItem", { Item: { ...key("a", 1), fill: { S: "x".repeat(filler) } } }),
    ).toBe("accepted");
    expect(await refusal("PutItem", { Item: { ...key("a", 1), e: deep(31) } })).toBe("accepted");
    expect(await refusal("PutItem", { Item: { ...key("p".repeat(2048), 1) } })).toBe("accepted");
  });

  it("refuses a key that is not the table's, and one that an update would change", async () => {
    const message = "ValidationException: The provided key element does not match the schema";
    expect(await refusal("GetItem", { Key: { pk: { S: "a" } } })).toBe(message);
    expect(await refusal("GetItem", { Key: { ...key("a", 1), x: { S: "" } } })).toBe(message);
    const update = { Key: key("a", 1), UpdateExpression: "REMOVE sk" };
    expect(await refusal("UpdateItem", update)).toContain(
      "Cannot update attribute sk. This attribute is part of the key",
    );
  });
});

it("answers an operation it does not have by its name, and throttles what it is told to", async () => {
  await expect(fixture.db.execute("ExportTableToPointInTime", {})).rejects.toThrow(
    "dynamodb operation ExportTableToPointInTime is not implemented by Tributary",
  );
  throttled = ["GetItem"];
  const get = new GetItemCommand({ TableName: "items", Key: key("a", 1) });
  await expect(fixture.client.send(get)).rejects.toThrow(
    expect.objectContaining({ name: "ProvisionedThroughputExceededException" }),
  );
  throttled = [];
});

it("keeps tables and items over a restart, and refuses another shape for a table", async () => {
  const other = await openFixture();
  const table = {
    TableName: "kept",
    KeySchema: keys("pk"),
    AttributeDefinitions: attributes({ pk: "S" }),
    BillingMode: "PAY_PER_REQUEST",
  };
  await other.db.ensureTable(table);
  await other.db.execute("PutItem", { TableName: "kept", Item: { pk: { S: "a" } } });
  await other.db.close();
  const again = await DynamoDb.open({ directory: other.directory, clock: systemClock });
  await again.ensureTable(table);
  expect(again.itemCount("kept")).toBe(1);
  await expect(
    again.ensureTable({ ...table, AttributeDefinitions: attributes({ pk: "N" }) }),
  ).rejects.toThrow("exists with other keys or indexes");
  await again.close();
});
