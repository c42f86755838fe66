export interface TableIndex {
  readonly name: string;
  readonly hashKey: string;
  readonly projection: "KEYS_ONLY" | "ALL";
}

export interface Table {
  readonly description: string;
  readonly hashKey: string;
  readonly rangeKey: string;
  readonly indexes: readonly TableIndex[];
}

/** DynamoDB tables. All keys are strings. */
export const tables = {
  orders: {
    description: "The newest version of every order",
    hashKey: "customer_id",
    rangeKey: "order_id",
    indexes: [{ name: "by_order_id", hashKey: "order_id", projection: "KEYS_ONLY" }],
  },
  invoices: {
    description: "Invoice lines, one item a line",
    hashKey: "invoice_no",
    rangeKey: "line_id",
    indexes: [],
  },
  customers: {
    description: "Which invoices a customer has",
    hashKey: "customer_id",
    rangeKey: "invoice_no",
    indexes: [],
  },
} as const satisfies Record<string, Table>;
export type TableName = keyof typeof tables;
