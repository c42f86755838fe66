import type {
  AttributeValue,
  GetItemCommandInput,
  QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "./json.ts";

type Tables = Readonly<Record<string, readonly Item[]>>;

/** Items that a query's page holds at the most, standing for DynamoDB's 1 MB. */
const PAGE = 700;

/** Range keys of the tables, as in the contract. */
const rangeKeys: Readonly<Record<string, string>> = {
  orders: "order_id",
  invoices: "line_id",
  customers: "invoice_no",
};

/** This function's own reads, answered from items; for tests. */
export function fakeReads(tables: Tables) {
  return {
    async get(input: GetItemCommandInput) {
      const key: [string, AttributeValue][] = Object.entries(input.Key ?? {});
      const found = tables[input.TableName ?? ""]?.find((item) =>
        key.every(([name, value]) => item[name]?.S === value.S),
      );
      return found === undefined ? {} : { Item: found };
    },
    async query(input: QueryCommandInput) {
      return queried(tables, input);
    },
  };
}

function queried(tables: Tables, input: QueryCommandInput) {
  const table = input.TableName ?? "";
  const values = input.ExpressionAttributeValues ?? {};
  const name = (text = ""): string => input.ExpressionAttributeNames?.[text] ?? text;
  const range = rangeKeys[table] ?? "";
  const matches = (item: Item, expression: string): boolean =>
    expression.split(" AND ").every((condition) => {
      const [left, operator, right = ""] = condition.split(" ");
      const [stored = "", wanted = ""] = [item[name(left)]?.S, values[right]?.S];
      if (operator === "=") return stored === wanted;
      return operator === ">=" ? stored >= wanted : stored < wanted;
    });
  const start = input.ExclusiveStartKey?.[range]?.S ?? "";
  const found = (tables[table] ?? [])
    .filter((item) => matches(item, input.KeyConditionExpression ?? ""))
    .sort((a, b) => ((a[range]?.S ?? "") < (b[range]?.S ?? "") ? -1 : 1))
    .filter((item) => input.IndexName !== undefined || (item[range]?.S ?? "") > start);
  const page = found.slice(0, Math.min(input.Limit ?? PAGE, PAGE));
  const last = page.at(-1);
  return {
    Items: page.filter(
      (item) => input.FilterExpression === undefined || matches(item, input.FilterExpression),
    ),
    ...(found.length > page.length && last !== undefined
      ? { LastEvaluatedKey: { [range]: last[range] } }
      : {}),
  };
}
