import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attributes, type Fixture, keys, openFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

type Step =
  | {
      readonly kind: "put" | "insert";
      readonly pk: string;
      readonly sk: number;
      readonly tag: string;
    }
  | { readonly kind: "update"; readonly pk: string; readonly sk: number; readonly tag: string }
  | { readonly kind: "delete"; readonly pk: string; readonly sk: number };

const pk = fc.constantFrom("a", "b", "b\u0000", "\u{1F600}");
const sk = fc.constantFrom(-10.5, -1, 0, 0.25, 3, 1e21);
const tag = fc.constantFrom("", "x", "y");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("put" as const, "insert" as const), pk, sk, tag }),
  fc.record({ kind: fc.constant("update" as const), pk, sk, tag }),
  fc.record({ kind: fc.constant("delete" as const), pk, sk }),
);

/** What the table should hold: tags by key. */
class Model {
  readonly rows = new Map<string, { pk: string; sk: number; tag: string }>();

  apply(step: Step): void {
    const key = JSON.stringify([step.pk, step.sk]);
    const there = this.rows.has(key);
    if (step.kind === "delete") this.rows.delete(key);
    else if (step.kind === "put" || there !== (step.kind === "insert")) {
      this.rows.set(key, { pk: step.pk, sk: step.sk, tag: step.tag });
    }
  }

  /** Rows of one partition, or of one tag, by sort key. */
  sorted(field: "pk" | "tag", value: string): string[] {
    return [...this.rows.values()]
      .filter((row) => row[field] === value)
      .sort((a, b) => a.sk - b.sk || Buffer.compare(Buffer.from(a.pk), Buffer.from(b.pk)))
      .map((row) => `${row.pk}/${row.sk}/${row.tag}`);
  }
}

async function apply(table: string, step: Step): Promise<void> {
  const key = { pk: { S: step.pk }, sk: { N: String(step.sk) } };
  const ignoreRefusal = () => undefined;
  if (step.kind === "delete") {
    await fixture.db.execute("DeleteItem", { TableName: table, Key: key });
    return;
  }
  // An item without a tag is not in the index.
  const item = { ...key, ...(step.tag !== "" && { tag: { S: step.tag } }) };
  if (step.kind === "put") {
    await fixture.db.execute("PutItem", { TableName: table, Item: item });
  } else if (step.kind === "insert") {
    await fixture.db
      .execute("PutItem", {
        TableName: table,
        Item: item,
        ConditionExpression: "attribute_not_exists(pk)",
      })
      .catch(ignoreRefusal);
  } else {
    await fixture.db
      .execute("ExecuteStatement", {
        Statement: `UPDATE "${table}" ${step.tag === "" ? "REMOVE tag" : "SET tag=?"} WHERE pk=? AND sk=?`,
        Parameters: [...(step.tag === "" ? [] : [{ S: step.tag }]), key.pk, key.sk],
      })
      .catch(ignoreRefusal);
  }
}

async function read(table: string, field: "pk" | "tag", value: string): Promise<string[]> {
  const answer = await fixture.db.execute("Query", {
    TableName: table,
    ...(field === "tag" && { IndexName: "by_tag" }),
    KeyConditionExpression: "#f = :v",
    ExpressionAttributeNames: { "#f": field },
    ExpressionAttributeValues: { ":v": { S: value } },
  });
  const { Items } = JSON.parse(JSON.stringify(answer));
  return Items.map(
    (item: { pk: { S: string }; sk: { N: string }; tag?: { S: string } }) =>
      `${item.pk.S}/${Number(item.sk.N)}/${item.tag?.S ?? ""}`,
  );
}

it("does what a simple model does, whatever the operations, in the table and in its index", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const table = `model-${run++}`;
      await fixture.db.ensureTable({
        TableName: table,
        KeySchema: keys("pk", "sk"),
        AttributeDefinitions: attributes({ pk: "S", sk: "N", tag: "S" }),
        GlobalSecondaryIndexes: [
          {
            IndexName: "by_tag",
            KeySchema: keys("tag", "sk"),
            Projection: { ProjectionType: "ALL" },
          },
        ],
        BillingMode: "PAY_PER_REQUEST",
      });
      const model = new Model();
      // Not awaited one by one: what shares a transaction must not matter.
      await Promise.all(
        steps.map((next) => {
          model.apply(next);
          return apply(table, next);
        }),
      );
      expect(fixture.db.itemCount(table)).toBe(model.rows.size);
      for (const value of ["a", "b", "b\u0000", "\u{1F600}"]) {
        expect(await read(table, "pk", value)).toEqual(model.sorted("pk", value));
      }
      for (const value of ["x", "y"]) {
        expect(await read(table, "tag", value)).toEqual(model.sorted("tag", value));
      }
      await fixture.db.execute("DeleteTable", { TableName: table });
    }),
    { numRuns: 30 },
  );
});
