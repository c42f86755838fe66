import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  ExecuteStatementCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { attributes, type Fixture, keys, openFixture } from "./fixture.ts";

const INSERT = `INSERT INTO "orders" VALUE {'customer_id': ?, 'order_id': ?, 'version': ?, 'status': ?}`;
const UPDATE = `UPDATE "orders" SET "status"=? SET "version"=? WHERE "customer_id"=? AND "order_id"=? AND "version" < ?`;

let fixture: Fixture;
let throttled: readonly string[] = [];
beforeAll(async () => {
  fixture = await openFixture({ throttle: (operation) => throttled.includes(operation) });
});
afterAll(() => fixture.close());

let round = 0;
let customer: string;
beforeEach(async () => {
  throttled = [];
  customer = `c${++round}`;
  await fixture.db.ensureTable({
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
  });
});

const text = (value: string): AttributeValue => ({ S: value });

function insert(order: string, version: string, status = "paid"): BatchStatementRequest {
  return {
    Statement: INSERT,
    Parameters: [customer, order, version, status].map(text),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

function update(order: string, version: string, status = "shipped"): BatchStatementRequest {
  return {
    Statement: UPDATE,
    Parameters: [status, version, customer, order, version].map(text),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

async function batch(...Statements: BatchStatementRequest[]) {
  const { Responses } = await fixture.client.send(new BatchExecuteStatementCommand({ Statements }));
  return Responses;
}

async function execute(Statement: string, ...Parameters: AttributeValue[]) {
  const command = new ExecuteStatementCommand({
    Statement,
    ...(Parameters.length > 0 && { Parameters }),
  });
  return (await fixture.client.send(command)).Items;
}

const item = (order: string, version: string, status: string) => ({
  customer_id: text(customer),
  order_id: text(order),
  version: text(version),
  status: text(status),
});

describe("a batch of statements", () => {
  it("inserts what is new and reports what is there, in a 200", async () => {
    expect(await batch(insert("o1", "1"), insert("o2", "1"))).toEqual([
      { TableName: "orders" },
      { TableName: "orders" },
    ]);
    expect(await batch(insert("o1", "2"), insert("o3", "1"))).toEqual([
      {
        TableName: "orders",
        Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" },
      },
      { TableName: "orders" },
    ]);
  });

  it("updates only older versions, and shows the one that won", async () => {
    await batch(insert("o1", "5"), insert("o2", "5"));
    expect(await batch(update("o1", "6"), update("o2", "4"), update("o3", "6"))).toEqual([
      { TableName: "orders" },
      {
        TableName: "orders",
        Error: {
          Code: "ConditionalCheckFailed",
          Message: "The conditional request failed",
          Item: item("o2", "5", "paid"),
        },
      },
      // There is no such item: nothing to show, and nothing made.
      {
        TableName: "orders",
        Error: { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
      },
    ]);
    const stored = await execute(`SELECT * FROM "orders" WHERE "customer_id"=?`, text(customer));
    expect(stored).toEqual([item("o1", "6", "shipped"), item("o2", "5", "paid")]);
  });

  it("ends with the newest version whatever the order of the batches", async () => {
    const versions = ["3", "1", "5", "2", "4"];
    await Promise.all(
      versions.map(async (version) => {
        const [inserted] = (await batch(insert("o1", version, `s${version}`))) ?? [];
        if (inserted?.Error) await batch(update("o1", version, `s${version}`));
      }),
    );
    expect(await execute(`SELECT * FROM "orders" WHERE "customer_id"=?`, text(customer))).toEqual([
      item("o1", "5", "s5"),
    ]);
  });

  it("reports throttling and bad statements one by one", async () => {
    throttled = ["PartiQLUpdate"];
    const answers = await batch(
      insert("o1", "1"),
      update("o2", "1"),
      { Statement: "garbage" },
      { Statement: INSERT, Parameters: [text("too"), text("few")] },
      { Statement: `INSERT INTO "nowhere" VALUE {'a': 1}` },
      { ...insert("o9", "1"), Parameters: [text(customer), { N: "1" }, text("1"), text("s")] },
    );
    expect(answers?.map(({ Error: error }) => error?.Code)).toEqual([
      undefined,
      "ThrottlingError",
      "ValidationError",
      "ValidationError",
      "ResourceNotFound",
      "ValidationError",
    ]);
  });

  it("reads single items by their keys", async () => {
    await batch(insert("o1", "1"));
    const select = (order: string) => ({
      Statement: `SELECT "status" FROM "orders" WHERE "customer_id"=? AND "order_id"=?`,
      Parameters: [text(customer), text(order)],
    });
    expect(await batch(select("o1"), select("o2"))).toEqual([
      { TableName: "orders", Item: { status: text("paid") } },
      { TableName: "orders" },
    ]);
  });

  it.each<[string, () => BatchStatementRequest[], string]>([
    [
      "two statements about one item",
      () => [insert("o1", "1"), update("o1", "2")],
      "Provided list of item keys contains duplicates",
    ],
    [
      "reads among writes",
      () => [
        insert("o1", "1"),
        { Statement: `SELECT * FROM "orders" WHERE customer_id='a' AND order_id='b'` },
      ],
      "Read and write requests together in the same batch is not supported.",
    ],
    [
      "more than 25",
      () => Array.from({ length: 26 }, (_, n) => insert(`o${n}`, "1")),
      "Member must have length less than or equal to 25",
    ],
    ["none", () => [], "Member must have length greater than or equal to 1"],
    [
      "a statement over 8,192 characters",
      () => [{ Statement: "x".repeat(8193) }],
      "Member must have length less than or equal to 8192",
    ],
    [
      "a parameter that is no value",
      () => [{ ...insert("o1", "1"), Parameters: [{ N: "abc" }] }],
      "cannot be converted to a numeric value",
    ],
  ])("refuses %s as a whole", async (_, statements, message) => {
    await expect(batch(...statements())).rejects.toThrow(message);
    expect(await execute(`SELECT * FROM "orders" WHERE "customer_id"=?`, text(customer))).toEqual(
      [],
    );
  });

  it("works on a table that was dropped and made again", async () => {
    await batch(insert("o1", "1"));
    await fixture.db.execute("DeleteTable", { TableName: "orders" });
    expect(await batch(insert("o1", "1"))).toMatchObject([{ Error: { Code: "ResourceNotFound" } }]);
    await fixture.db.ensureTable({
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
    });
    expect(await batch(insert("o1", "1"))).toEqual([{ TableName: "orders" }]);
    expect(fixture.db.itemCount("orders")).toBe(1);
  });
});

describe("a single statement", () => {
  it("throws what a batch reports", async () => {
    await batch(insert("o1", "1"));
    const again = `INSERT INTO "orders" VALUE {'customer_id': ?, 'order_id': 'o1'}`;
    await expect(execute(again, text(customer))).rejects.toThrow(
      expect.objectContaining({
        name: "DuplicateItemException",
        message: "Duplicate primary key exists in table",
      }),
    );
    await expect(
      execute(`UPDATE "orders" SET a=1 WHERE customer_id=? AND order_id='none'`, text(customer)),
    ).rejects.toThrow(expect.objectContaining({ name: "ConditionalCheckFailedException" }));
  });

  it("updates, removes and returns", async () => {
    await batch(insert("o1", "1"));
    const where = `WHERE customer_id='${customer}' AND order_id='o1'`;
    expect(
      await execute(
        `UPDATE orders SET n=1, l=[1], m={'k': 'v'} REMOVE "status" ${where} RETURNING ALL NEW *`,
      ),
    ).toEqual([
      {
        customer_id: text(customer),
        order_id: text("o1"),
        version: text("1"),
        n: { N: "1" },
        l: { L: [{ N: "1" }] },
        m: { M: { k: { S: "v" } } },
      },
    ]);
    expect(
      await execute(
        `UPDATE orders SET n=n+2 SET l=list_append(l, ['x']) SET m.k='w' ${where} AND n < 2 RETURNING MODIFIED NEW *`,
      ),
    ).toEqual([{ n: { N: "3" }, l: { L: [{ N: "1" }, { S: "x" }] }, m: { M: { k: { S: "w" } } } }]);
    expect(await execute(`DELETE FROM orders ${where} RETURNING ALL OLD *`)).toHaveLength(1);
    expect(await execute(`DELETE FROM orders ${where}`)).toEqual([]);
  });

  it("selects by key, index, order and filter, page by page", async () => {
    await batch(insert("o1", "1"), insert("o2", "2"), insert("o3", "3", "new"));
    const c = text(customer);
    const orders = async (statement: string, ...parameters: AttributeValue[]) =>
      (await execute(statement, ...parameters))?.map((found) => found.order_id?.S);
    expect(
      await orders(`SELECT * FROM orders WHERE customer_id=? ORDER BY order_id DESC`, c),
    ).toEqual(["o3", "o2", "o1"]);
    expect(await orders(`SELECT * FROM orders WHERE customer_id=? AND order_id > 'o1'`, c)).toEqual(
      ["o2", "o3"],
    );
    expect(
      await orders(`SELECT * FROM orders WHERE customer_id=? AND "status" = 'new'`, c),
    ).toEqual(["o3"]);
    expect(
      await orders(
        `SELECT * FROM orders WHERE customer_id IN [?, 'x'] AND begins_with(order_id, 'o')`,
        c,
      ),
    ).toEqual(["o1", "o2", "o3"]);
    expect(
      await execute(
        `SELECT * FROM "orders"."by_order_id" WHERE order_id='o2' AND customer_id=?`,
        c,
      ),
    ).toEqual([{ customer_id: c, order_id: text("o2") }]);
    const Statement = `SELECT order_id FROM orders WHERE customer_id='${customer}'`;
    const first = await fixture.client.send(new ExecuteStatementCommand({ Statement, Limit: 2 }));
    expect(first.Items).toHaveLength(2);
    const NextToken = first.NextToken ?? "";
    const second = await fixture.client.send(new ExecuteStatementCommand({ Statement, NextToken }));
    expect(second.Items).toEqual([{ order_id: text("o3") }]);
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    [
      `UPDATE orders SET a=1 WHERE customer_id='a'`,
      "Where clause does not contain a mandatory equality on all key attributes",
    ],
    [
      `UPDATE orders SET order_id='b' WHERE customer_id='a' AND order_id='b'`,
      "Cannot update attribute order_id. This attribute is part of the key",
    ],
    [
      `INSERT INTO orders VALUE {'customer_id': 'a'}`,
      "Key attribute should be present in the item: Key order_id",
    ],
    [`SELECT * FROM orders."nope" WHERE a=1`, "The table does not have the specified index: nope"],
    [
      `SELECT * FROM orders WHERE customer_id='a' ORDER BY status`,
      "must be part of the primary key",
    ],
    [`SELECT * FROM nowhere`, "Requested resource not found"],
  ])("is refused: %s", async (statement, message) => {
    await expect(execute(statement)).rejects.toThrow(message);
  });
});
