import type { Attribute } from "./attributes.ts";
import type { Statement } from "./statements.ts";
import type { StatementAnswer } from "./table-writer.ts";

type StoredItem = Readonly<Record<string, Attribute>>;

/** As much of DynamoDB's BatchExecuteStatement as this function's own statements need; for tests. */
export class FakeTables {
  /** Items by table, then by key. */
  readonly tables = new Map<string, Map<string, StoredItem>>();
  calls = 0;
  /** Asked before each statement; an answer with an error takes its place. */
  fault: (statement: Statement) => StatementAnswer | undefined = () => undefined;

  readonly execute = async (
    statements: readonly Statement[],
  ): Promise<readonly StatementAnswer[]> => {
    this.calls++;
    await Promise.resolve();
    if (statements.length > 25) throw validation("too many statements");
    const keys = statements.map((statement) => JSON.stringify(parse(statement).key));
    if (new Set(keys).size < keys.length) throw validation("an item is named twice");
    return statements.map((statement) => this.fault(statement) ?? this.#execute(statement));
  };

  items(table: string): StoredItem[] {
    return [...(this.tables.get(table) ?? new Map<string, StoredItem>())]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, item]) => item);
  }

  #execute(statement: Statement): StatementAnswer {
    const { table, key, item, newer } = parse(statement);
    const items = this.tables.get(table) ?? new Map<string, StoredItem>();
    this.tables.set(table, items);
    const name = JSON.stringify(key);
    const stored = items.get(name);
    if (newer === undefined) {
      if (stored !== undefined) return { Error: { Code: "DuplicateItem" } };
    } else if (stored === undefined || !(text(stored.version) < newer)) {
      return {
        Error: {
          Code: "ConditionalCheckFailed",
          ...(stored === undefined ? {} : { Item: stored }),
        },
      };
    }
    items.set(name, { ...stored, ...item });
    return {};
  }
}

/** Keys of each table, as in the contract. */
const tableKeys: Readonly<Record<string, readonly string[]>> = {
  orders: ["customer_id", "order_id"],
  invoices: ["invoice_no", "line_id"],
  customers: ["customer_id", "invoice_no"],
};

function parse({ Statement: sql, Parameters }: Statement) {
  const insert = /^INSERT INTO "(\w+)" VALUE \{(.*)\}$/.exec(sql);
  const update = /^UPDATE "(\w+)" ((?:SET "\w+" = \? ?)+)WHERE (.*)$/.exec(sql);
  const [, table = "", assignments = "", conditions = ""] = insert ?? update ?? [];
  const wanted = tableKeys[table];
  if (wanted === undefined) throw validation(`cannot parse ${sql}`);
  const names = [...assignments.matchAll(/['"](\w+)['"](?:: | = )\?/g)].map(([, name]) => name);
  const tested = [...conditions.matchAll(/"(\w+)" ([=<]) \?/g)].map(([, name]) => name);
  if (names.length + tested.length !== Parameters.length) throw validation("parameters");
  const all = [...names, ...tested].map((name, i) => [name, Parameters[i]] as const);
  const item = Object.fromEntries(insert ? all : all.slice(0, -1)) as StoredItem;
  const newer = insert ? undefined : text(all.at(-1)?.[1]);
  return { table, item, newer, key: [table, ...wanted.map((name) => text(item[name]))] };
}

function text(attribute: Attribute | undefined): string {
  if (attribute === undefined || !("S" in attribute)) throw validation("a key is no string");
  return attribute.S;
}

function validation(message: string): Error {
  return Object.assign(new Error(message), { name: "ValidationException" });
}
