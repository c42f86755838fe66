import { batchGetItem, batchWriteItem } from "./batch-operations.ts";
import type { Context } from "./context.ts";
import type { Input } from "./input.ts";
import { deleteItem, getItem, putItem, updateItem } from "./item-operations.ts";
import { query, scan } from "./query-operations.ts";
import { batchExecuteStatement, executeStatement } from "./statement-operations.ts";
import {
  createTable,
  deleteTable,
  describeContinuousBackups,
  describeTableOperation,
  describeTimeToLive,
  listTables,
  updateTable,
  updateTimeToLive,
} from "./table-operations.ts";

import { transactGetItems, transactWriteItems } from "./transaction-operations.ts";

export type Operation = (context: Context, input: Input) => unknown;

/** The operations that are offered, by their names in AWS's API. */
export const operations: Readonly<Record<string, Operation>> = {
  BatchExecuteStatement: batchExecuteStatement,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  DeleteTable: deleteTable,
  DescribeContinuousBackups: describeContinuousBackups,
  DescribeTable: describeTableOperation,
  DescribeTimeToLive: describeTimeToLive,
  ExecuteStatement: executeStatement,
  GetItem: getItem,
  ListTables: listTables,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
  UpdateTable: updateTable,
  UpdateTimeToLive: updateTimeToLive,
};
