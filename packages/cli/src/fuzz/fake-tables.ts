import type { TableName } from "@tributary/contract";
import { type Attribute, type Cells, itemCells } from "./cells.ts";

interface Statement {
  readonly Statement: string;
  readonly Parameters: readonly Attribute[];
}

const tableKeys: Readonly<Record<string, readonly string[]>> = {
  orders: ["customer_id", "order_id"],
  invoices: ["invoice_no", "line_id"],
  customers: ["customer_id", "invoice_no"],
};

/** Tables in memory that understand the two statements of the consumer, and the limits of a batch. */
export class FakeTables {
  readonly #items = new Map<string, Cells>();

  /** Items by table, in the order in which their keys came. */
  items(table: TableName): Cells[] {
    const own = `${table}\n`;
    return [...this.#items].filter(([key]) => key.startsWith(own)).map(([, item]) => item);
  }

  readonly execute = async (statements: readonly Statement[]) => {
    if (statements.length > 25) throw new RangeError(`${statements.length} statements in a batch`);
    const keys = new Set<string>();
    return statements.map((statement) => {
      const [, action, table = ""] =
        /^(INSERT INTO|UPDATE) "(\w+)"/.exec(statement.Statement) ?? [];
      const names = [...statement.Statement.matchAll(/['"](\w+)['"](?::| =| <) \?/g)];
      const values = Object.entries(
        itemCells(
          Object.fromEntries(
            names.map(([, name = ""], i) => [`${i} ${name}`, statement.Parameters[i] ?? {}]),
          ),
        ),
      ).map(([name, cell]) => [name.split(" ")[1] ?? "", cell] as const);
      const newer = action === "UPDATE" ? values.pop()?.[1] : undefined;
      const item: Cells = Object.fromEntries(values);
      const key = [table, ...(tableKeys[table] ?? []).map((name) => String(item[name]))].join("\n");
      if (keys.has(key)) throw new Error("A batch names an item twice");
      keys.add(key);
      return this.#write(key, item, newer);
    });
  };

  #write(key: string, item: Cells, newer: unknown) {
    const stored = this.#items.get(key);
    if (newer === undefined && stored !== undefined) return { Error: { Code: "DuplicateItem" } };
    if (newer !== undefined && !(String(stored?.version) < String(newer))) {
      return {
        Error: {
          Code: "ConditionalCheckFailed",
          Item: stored && { version: { S: String(stored.version) } },
        },
      };
    }
    this.#items.set(key, { ...stored, ...item });
    return {};
  }
}
