import { afterAll, bench, describe } from "vitest";
import { attributes, keys, openFixture } from "./fixture.ts";

/** The consumer's hot path without a socket: batches of 25 statements, eight at once, JSON in and out. */
const INSERT = `INSERT INTO "orders" VALUE {'customer_id':?,'order_id':?,'version':?,'body':?}`;
const UPDATE = `UPDATE "orders" SET "version"=? SET "body"=? WHERE "customer_id"=? AND "order_id"=? AND "version"<?`;
const CONCURRENCY = 8;

const fixture = await openFixture();
afterAll(() => fixture.close());
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

const body = {
  M: { street: { S: "1 Main Street" }, amount: { N: "123.45" }, note: { S: "x".repeat(300) } },
};
const scattered = (n: number) => Math.imul(n, 2_654_435_761) >>> 0;

function batch(from: number, statement: (n: number) => object): string {
  return JSON.stringify({ Statements: Array.from({ length: 25 }, (_, i) => statement(from + i)) });
}

const insert = (n: number) => ({
  Statement: INSERT,
  Parameters: [{ S: `c${scattered(n)}` }, { S: `o${n}` }, { S: "5" }, body],
});
const update = (version: string) => (n: number) => ({
  Statement: UPDATE,
  ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  Parameters: [{ S: version }, body, { S: `c${scattered(n)}` }, { S: `o${n}` }, { S: version }],
});

async function run(texts: readonly string[]): Promise<void> {
  await Promise.all(
    texts.map(async (text) =>
      JSON.stringify(await fixture.db.execute("BatchExecuteStatement", JSON.parse(text))),
    ),
  );
}

let next = 0;
const fresh = () =>
  Array.from({ length: CONCURRENCY }, () => {
    next += 25;
    return batch(next, insert);
  });
const same = (version: string) =>
  Array.from({ length: CONCURRENCY }, (_, i) => batch(25 + i * 25, update(version)));
let version = 5;
const newer = () => {
  version++;
  return String(version).padStart(9, "6");
};

describe("200 statements in 8 batches", () => {
  bench("INSERT of new items", () => run(fresh()));
  bench("UPDATE of older items", () => run(same(newer())));
  bench("UPDATE that loses", () => run(same("1")));
});
