import type { JsonObject } from "../../suite.ts";
import { create, type Item, items, key, N, S, scenario, step } from "./steps.ts";

const put = (item: Item): JsonObject => ({ PutRequest: { Item: item } });
const drop = (item: Item): JsonObject => ({ DeleteRequest: { Key: item } });
const write = (RequestItems: JsonObject) => step("BatchWriteItem", { RequestItems });
const read = (RequestItems: JsonObject) =>
  step("BatchGetItem", { RequestItems }, { unordered: true });
const many = (count: number) => Array.from({ length: count }, (_, i) => key("w", String(i)));

const transact = (...TransactItems: JsonObject[]) => step("TransactWriteItems", { TransactItems });
const tput = (item: Item, more: JsonObject = {}): JsonObject => ({
  Put: items({ Item: item, ...more }),
});
const tupdate = (item: Item, expression: string, more: JsonObject = {}): JsonObject => ({
  Update: items({
    Key: item,
    UpdateExpression: expression,
    ExpressionAttributeValues: { ":a": N("1") },
    ...more,
  }),
});
const tdelete = (item: Item): JsonObject => ({ Delete: items({ Key: item }) });
const tcheck = (item: Item, ConditionExpression?: string): JsonObject => ({
  ConditionCheck: items({ Key: item, ConditionExpression }),
});
const tget = (item: Item, more: JsonObject = {}): JsonObject => ({
  Get: items({ Key: item, ...more }),
});
const scan = step("Scan", items({}), { unordered: true });

export const batches = [
  scenario("batches of writes", [
    create("items"),
    create("others"),
    write({ items: [put(key("w", "1")), drop(key("w", "2"))], others: [put(key("o", "1"))] }),
    write({ items: many(25).map(put) }),
    write({ items: many(26).map(put) }),
    write({ items: [put(key("w", "1")), drop(key("w", "1"))] }),
    write({ items: [put(key("w", "1")), put(key("w", "1"))] }),
    write({ items: [put({ pk: S("w") })] }),
    write({ items: [put({ ...key("w", "1"), e: N("abc") })] }),
    write({ items: [put({ ...key("w", "bad"), e: { SS: [] } }), put(key("w", "good"))] }),
    write({ items: [{}] }),
    write({
      items: [{ PutRequest: { Item: key("w", "1") }, DeleteRequest: { Key: key("w", "1") } }],
    }),
    write({ items: [] }),
    write({}),
    write({ nope: [put(key("w", "1"))] }),
    write({ items: [put({ ...key("w", "big"), e: S("x".repeat(409_600)) })] }),
    step("BatchWriteItem", {}),
    scan,
  ]),
  scenario("batches of reads", [
    create("items"),
    write({ items: many(3).map(put) }),
    read({ items: { Keys: [key("w", "1"), key("w", "nope")] } }),
    read({ items: { Keys: many(3), ProjectionExpression: "sk" } }),
    read({
      items: {
        Keys: many(3),
        ProjectionExpression: "#s",
        ExpressionAttributeNames: { "#s": "sk" },
        ConsistentRead: true,
      },
    }),
    read({ items: { Keys: [key("w", "1"), key("w", "1")] } }),
    read({ items: { Keys: [] } }),
    read({ items: { Keys: many(100) } }),
    read({ items: { Keys: many(101) } }),
    read({ items: { Keys: [{ pk: S("a") }] } }),
    read({ nope: { Keys: [key("a", "b")] } }),
    read({}),
  ]),
  scenario("transactions", [
    create("items"),
    transact(),
    transact(
      tput(key("t", "1")),
      tput(key("t", "2"), { ConditionExpression: "attribute_exists(pk)" }),
    ),
    scan,
    transact(tput(key("t", "1")), tdelete(key("t", "1"))),
    transact(
      tput(key("t", "1")),
      tupdate(key("t", "2"), "SET a = :a"),
      tcheck(key("t", "3"), "attribute_not_exists(pk)"),
    ),
    transact(
      tput(key("t", "1"), {
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
      tput(key("t", "9")),
    ),
    transact(tupdate(key("t", "2"), "SET a = a + :a"), tdelete(key("t", "1"))),
    transact({ Put: { TableName: "nope", Item: key("t", "1") } }),
    transact(tput({ pk: S("a") })),
    transact(tput({ ...key("t", "1"), e: N("abc") })),
    transact({}),
    transact(tcheck(key("t", "3"))),
    step(
      "TransactWriteItems",
      { TransactItems: [tupdate(key("t", "2"), "SET a = nope + :a")] },
      { differs: "dynamodb-local-transaction-errors" },
    ),
    transact(...many(100).map((item) => tput(item))),
    transact(...many(101).map((item) => tput(item))),
    step("TransactWriteItems", {
      ClientRequestToken: "token",
      TransactItems: [tput(key("t", "token"))],
    }),
    step("TransactWriteItems", {
      ClientRequestToken: "token",
      TransactItems: [tput(key("t", "token"))],
    }),
    step("TransactWriteItems", {
      ClientRequestToken: "token",
      TransactItems: [tput(key("t", "other"))],
    }),
    step("TransactGetItems", { TransactItems: [tget(key("t", "2")), tget(key("t", "nope"))] }),
    step("TransactGetItems", {
      TransactItems: [tget(key("t", "2"), { ProjectionExpression: "a" })],
    }),
    step("TransactGetItems", { TransactItems: [tget(key("t", "1")), tget(key("t", "1"))] }),
    step("TransactGetItems", { TransactItems: [] }),
    step(
      "TransactGetItems",
      { TransactItems: [tget({ pk: S("a") })] },
      { differs: "dynamodb-local-transaction-errors" },
    ),
    step(
      "Query",
      items({ KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("t") } }),
    ),
  ]),
];
