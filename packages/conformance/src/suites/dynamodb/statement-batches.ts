import type { JsonObject } from "../../suite.ts";
import { create, items, key, M, N, S, type Step, scenario, step, type Value } from "./steps.ts";

type Statement = readonly [
  text: string,
  parameters?: readonly Value[],
  more?: JsonObject | undefined,
];

function batch(
  statements: readonly Statement[],
  rest: Omit<Step, "operation" | "input"> = {},
): Step {
  return step(
    "BatchExecuteStatement",
    {
      Statements: statements.map(([Statement, Parameters, more]) => ({
        Statement,
        ...(Parameters === undefined ? {} : { Parameters }),
        ...more,
      })),
    },
    rest,
  );
}

const insertText = `INSERT INTO "items" VALUE {'pk':?,'sk':?,'v':?}`;
const updateText = `UPDATE "items" SET "v"=? WHERE "pk"=? AND "sk"=? AND "v"<?`;
const ALL_OLD = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
const insert = (sk: Value, v: Value, more?: JsonObject): Statement => [
  insertText,
  [S("b"), sk, v],
  more,
];
const update = (sk: string, v: string, more?: JsonObject): Statement => [
  updateText,
  [N(v), S("b"), S(sk), N(v)],
  more,
];
const select = (sk: string): Statement => [`SELECT * FROM "items" WHERE pk='b' AND sk='${sk}'`];
const content = step(
  "Query",
  items({ KeyConditionExpression: "pk = :p", ExpressionAttributeValues: { ":p": S("b") } }),
);
const noTable = { differs: "dynamodb-local-batch-table-name" };

/** The operations of a bulk upsert: inserts, those that exist again as conditional updates. */
export const statementBatches = [
  scenario("PartiQL batches: upserts", [
    create("items"),
    batch([insert(S("1"), N("5")), insert(S("2"), N("5"))]),
    batch([insert(S("1"), N("5"), ALL_OLD), insert(S("3"), N("5"))]),
    batch([insert(S("1"), N("5"))]),
    batch([update("1", "6", ALL_OLD), update("2", "4", ALL_OLD), update("missing", "4", ALL_OLD)]),
    batch([update("2", "4")]),
    batch([update("2", "5", ALL_OLD)]),
    batch([update("2", "5.5", ALL_OLD)]),
    content,
    batch(Array.from({ length: 25 }, (_, i) => insert(S(`m${i}`), M({ n: N(String(i)) })))),
    batch(Array.from({ length: 26 }, (_, i) => insert(S(`n${i}`), N("1")))),
    batch([[updateText, [S("6"), S("b"), S("2"), S("6")], ALL_OLD]]),
    content,
  ]),
  scenario("PartiQL batches: each statement's own error", [
    create("items"),
    step("PutItem", items({ Item: { ...key("b", "1"), v: N("5") } })),
    step("PutItem", items({ Item: { ...key("b", "2"), v: N("5") } })),
    batch([insert(S("1"), N("5")), update("1", "6")]),
    batch([insert(S("7"), N("5")), select("1")]),
    batch([select("1"), select("none")], { differs: "dynamodb-local-half-done-batch" }),
    batch([select("1"), select("1")]),
    batch([[`SELECT * FROM "items" WHERE pk='b'`]], { differs: "dynamodb-local-batch-messages" }),
    batch([[insertText, [S("b"), S("8")]], insert(S("9"), N("5"))]),
    batch([insert(N("8"), N("1")), insert(S("10"), N("5"))], noTable),
    batch([[insertText, [S(""), S("x"), N("1")]]]),
    batch([insert(S("x"), N("abc")), insert(S("y"), N("1"))]),
    batch([insert(S("x"), { SS: [] })]),
    batch([insert(S("x"), {})]),
    batch([["garbage"], insert(S("11"), N("5"))]),
    batch([[`INSERT INTO "nope" VALUE {'pk':'a','sk':'b'}`], insert(S("12"), N("5"))], {
      differs: "dynamodb-local-batch-messages",
    }),
    batch([[`UPDATE "items" SET v=? WHERE pk=?`, [N("1"), S("b")]]]),
    batch([insert(S("big"), S("x".repeat(410_000)))]),
    batch([
      [`DELETE FROM "items" WHERE pk='b' AND sk='1'`],
      [`DELETE FROM "items" WHERE pk='b' AND sk='none'`],
    ]),
    batch([[`UPDATE "items" SET v=v+1 WHERE pk='b' AND sk='2' RETURNING ALL NEW *`]]),
    batch([[`UPDATE "items" SET q=nope+1 WHERE pk='b' AND sk='2'`]]),
    batch([[`UPDATE "items" SET pk='1' WHERE pk='b' AND sk='2'`]], noTable),
    batch([["x".repeat(8_193)]]),
    batch([]),
    step("BatchExecuteStatement", {}),
    step("BatchExecuteStatement", { Statements: [{}] }),
    content,
  ]),
];
