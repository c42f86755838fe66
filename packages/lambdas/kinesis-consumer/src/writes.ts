import type { NormalLine, NormalOrder } from "@tributary/lambda-kit";
import { type CustomerInvoice, customerShape, lineShape, orderShape } from "./attributes.ts";
import { type Statement, tableStatements } from "./statements.ts";

/** Where an event came from: the record's place in the batch and the event's in the record. */
export interface Source {
  readonly record: number;
  readonly index: number;
  readonly id: string;
  readonly text: string;
}

/** One item to be written. Its sources are all events that it stands for, superseded ones too. */
export interface Write {
  readonly sources: Source[];
  insert(): Statement;
  /** Undefined where an item that exists is as good as written. */
  readonly update: (() => Statement) | undefined;
  /** Undefined where items have no versions. */
  readonly version: string | undefined;
}

export interface TableNames {
  readonly orders: string;
  readonly invoices: string;
  readonly customers: string;
}

/**
 * The items of one invocation, coalesced by key: an order's newest version, a line once, a customer's
 * invoice once. No two writes are of one item, which a batch of statements would be refused for.
 */
export class Writes {
  readonly #orders = new Map<string, OrderWrite>();
  readonly #lines = new Map<string, Write>();
  readonly #customers = new Map<string, Write>();
  readonly #statements: ReturnType<typeof allStatements>;

  constructor(tables: TableNames) {
    this.#statements = allStatements(tables);
  }

  addOrder(order: NormalOrder, source: Source): void {
    const key = itemKey(order.customerId, order.orderId);
    const known = this.#orders.get(key);
    if (known === undefined) {
      this.#orders.set(key, new OrderWrite(order, source, this.#statements.orders));
    } else known.add(order, source);
  }

  addLine(line: NormalLine, source: Source): void {
    const { invoices, customers } = this.#statements;
    addOnce(this.#lines, itemKey(line.invoiceNo, line.lineId), source, () => invoices.insert(line));
    const { customerId, invoiceNo, invoiceDate, country } = line;
    if (customerId === null) return;
    addOnce(this.#customers, itemKey(customerId, invoiceNo), source, () =>
      customers.insert({ customerId, invoiceNo, invoiceDate, country }),
    );
  }

  all(): Write[] {
    return [...this.#orders.values(), ...this.#lines.values(), ...this.#customers.values()];
  }
}

function allStatements(tables: TableNames) {
  return {
    orders: tableStatements<NormalOrder>(tables.orders, orderShape),
    invoices: tableStatements<NormalLine>(tables.invoices, lineShape),
    customers: tableStatements<CustomerInvoice>(tables.customers, customerShape),
  };
}

class OrderWrite implements Write {
  readonly sources: Source[];
  readonly #statements: ReturnType<typeof allStatements>["orders"];
  #order: NormalOrder;

  constructor(
    order: NormalOrder,
    source: Source,
    statements: ReturnType<typeof allStatements>["orders"],
  ) {
    this.#order = order;
    this.sources = [source];
    this.#statements = statements;
  }

  add(order: NormalOrder, source: Source): void {
    this.sources.push(source);
    if (order.version > this.#order.version) this.#order = order;
  }

  get version(): string {
    return this.#order.version;
  }

  insert(): Statement {
    return this.#statements.insert(this.#order);
  }

  readonly update = (): Statement => this.#statements.update(this.#order);
}

/** Items that never change: the first one stands. */
function addOnce(
  writes: Map<string, Write>,
  key: string,
  source: Source,
  insert: () => Statement,
): void {
  const known = writes.get(key);
  if (known === undefined) {
    writes.set(key, { sources: [source], insert, update: undefined, version: undefined });
  } else known.sources.push(source);
}

/** No key holds a line feed: identifiers have a pattern, and so have event ids. */
function itemKey(hash: string, range: string): string {
  return `${hash}\n${range}`;
}
