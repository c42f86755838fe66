import type { Case, Group, JsonObject } from "../../suite.ts";

/** An attribute value, as the wire has it. */
export type Value = JsonObject;
export type Item = Readonly<Record<string, Value>>;

export const S = (text: string): Value => ({ S: text });
export const N = (number: string): Value => ({ N: number });
export const B = (base64: string): Value => ({ B: base64 });
export const M = (members: Item): Value => ({ M: members });
export const L = (...elements: Value[]): Value => ({ L: elements });

/** A request to DynamoDB. */
export interface Step {
  readonly operation: string;
  readonly input: JsonObject;
  /** Follow LastEvaluatedKey to the end, and tell all pages. */
  readonly paged?: boolean;
  /** The order of `Items` is AWS's business (a Scan's, an index's among equal keys). */
  readonly unordered?: boolean;
  /** Only makes what later steps work with: whether it worked is compared, nothing else. */
  readonly setUp?: boolean;
  /** Errors by their codes alone. */
  readonly codesOnly?: boolean;
  readonly differs?: string;
}

export const step = (
  operation: string,
  input: JsonObject,
  more: Omit<Step, "operation" | "input"> = {},
): Step => ({ operation, input, ...more });

/** Steps on a fresh database, one after another. */
export function scenario(name: string, steps: readonly Step[]): Group {
  const cases = steps.map(
    ({ operation, input, differs, ...how }, i): Case => ({
      name: `${i + 1} ${operation}`,
      input: {
        operation,
        input,
        ...how,
      },
      ...(differs === undefined ? {} : { differs }),
    }),
  );
  return { name, cases };
}

const attribute = (name: string, type: string): JsonObject => ({
  AttributeName: name,
  AttributeType: type,
});
export const hash = (name: string): JsonObject => ({ AttributeName: name, KeyType: "HASH" });
export const range = (name: string): JsonObject => ({ AttributeName: name, KeyType: "RANGE" });
export const attributes = (types: Readonly<Record<string, string>>): JsonObject[] =>
  Object.entries(types).map(([name, type]) => attribute(name, type));

/** Makes a table with two keys that are texts, unless told otherwise. */
export function create(name: string, changes: JsonObject = {}): Step {
  return { ...createTable(name, changes), setUp: true };
}

/** The same as a case of its own. */
export function createTable(name: string, changes: JsonObject = {}, differs?: string): Step {
  const input = {
    TableName: name,
    KeySchema: [hash("pk"), range("sk")],
    AttributeDefinitions: attributes({ pk: "S", sk: "S" }),
    BillingMode: "PAY_PER_REQUEST",
    ...changes,
  };
  return step("CreateTable", input, differs === undefined ? {} : { differs });
}

/** The key of a table that `create` made. */
export const key = (pk: string, sk: string): Item => ({ pk: S(pk), sk: S(sk) });

/** What steps on the table `items` have in common. */
export const items = (input: JsonObject): JsonObject => ({ TableName: "items", ...input });
