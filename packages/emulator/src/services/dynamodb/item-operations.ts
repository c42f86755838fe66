import type { Action, Condition } from "../../engines/expressions/ast.ts";
import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { fulfils } from "../../engines/expressions/evaluation.ts";
import { Projection } from "../../engines/expressions/projection.ts";
import { applyActions } from "../../engines/expressions/update.ts";
import { checkItem, checkItemSize, invalid, itemBytes } from "../../engines/expressions/values.ts";
import { AwsError } from "../../errors.ts";
import { consumed, readUnits, wantsConsumed, writeUnits } from "./capacity.ts";
import type { Context } from "./context.ts";
import { choice, type Input, optionalBoolean, refuseLegacy, required, tableName } from "./input.ts";
import { checkKey, checkPrimaryKey } from "./keys.ts";
import { readExpressions } from "./request-expressions.ts";
import type { Table } from "./table.ts";

const RETURN_VALUES = ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"] as const;
type ReturnValues = (typeof RETURN_VALUES)[number];

/** One checked change of one item, ready to run in a transaction. */
export interface Change {
  readonly table: Table;
  readonly key: Buffer;
  /** False where neither a condition nor an index asks what was there before: it need not be read. */
  readonly asksBefore: boolean;
  /** Throws what speaks against the change; returns what to do, having written nothing. */
  prepare(before: AttributeMap | undefined): Prepared;
}

export interface Prepared {
  /** The item afterwards, or undefined where there is none. */
  readonly after: AttributeMap | undefined;
  write(): void;
}

/**
 * Runs a change alone: what it threw has left nothing behind.
 *
 * @param callerAsks whether the caller looks at `before`.
 */
export function runChange(
  change: Change,
  callerAsks: boolean,
): { before: AttributeMap | undefined } & Prepared {
  const reads = callerAsks || change.asksBefore;
  const before = reads ? change.table.read(change.key) : undefined;
  const prepared = change.prepare(before);
  prepared.write();
  return { before, ...prepared };
}

export function conditionFailed(item: AttributeMap | undefined): AwsError {
  return new AwsError("ConditionalCheckFailedException", "The conditional request failed", {
    fields: item ? { Item: item } : {},
  });
}

function checkCondition(
  condition: Condition | undefined,
  before: AttributeMap | undefined,
  returnOld: boolean,
): void {
  if (condition && !fulfils(condition, before)) {
    throw conditionFailed(returnOld ? before : undefined);
  }
}

function returnsOldOnFailure(input: Input): boolean {
  return choice(input, "ReturnValuesOnConditionCheckFailure", ["NONE", "ALL_OLD"]) === "ALL_OLD";
}

/** The change that a PutItem or the Put of a transaction asks for. */
export function putChange(context: Context, input: Input): Change {
  const table = context.catalog.table(tableName(input));
  if (input.Item == null) throw required("Item");
  const { condition } = readExpressions(input, ["ConditionExpression"]);
  const returnOld = returnsOldOnFailure(input);
  return { ...putItemChange(table, checkItem(input.Item), condition, returnOld) };
}

/** Puts an item whose values are checked already. */
export function putItemChange(
  table: Table,
  item: AttributeMap,
  condition?: Condition,
  returnOld = false,
): Change {
  checkPrimaryKey(table.schema, item);
  table.checkIndexKeys(item);
  const text = JSON.stringify(item);
  checkItemSize(item, text);
  const key = table.keyOf(item);
  return {
    table,
    key,
    asksBefore: condition !== undefined || table.indexes.length > 0,
    prepare(before) {
      checkCondition(condition, before, returnOld);
      return { after: item, write: () => table.put(key, item, text, before) };
    },
  };
}

/** The change that a DeleteItem or the Delete of a transaction asks for. */
export function deleteChange(context: Context, input: Input): Change {
  const { table, key } = readKey(context, input);
  const { condition } = readExpressions(input, ["ConditionExpression"]);
  return deleteKeyChange(table, table.keyOf(key), condition, returnsOldOnFailure(input));
}

export function deleteKeyChange(
  table: Table,
  key: Buffer,
  condition?: Condition,
  returnOld = false,
): Change {
  return {
    table,
    key,
    asksBefore: condition !== undefined || table.indexes.length > 0,
    prepare(before) {
      checkCondition(condition, before, returnOld);
      return { after: undefined, write: () => table.remove(key, before) };
    },
  };
}

/** The change that an UpdateItem or the Update of a transaction asks for. */
export function updateChange(context: Context, input: Input): Change & { actions: Action[] } {
  const { table, key } = readKey(context, input);
  const expressions = readExpressions(input, ["UpdateExpression", "ConditionExpression"]);
  const actions = [...(expressions.update ?? [])];
  for (const action of actions) refuseKeyUpdate(table, action);
  const returnOld = returnsOldOnFailure(input);
  const primaryKey = table.keyOf(key);
  return {
    table,
    key: primaryKey,
    asksBefore: true,
    actions,
    prepare(before) {
      checkCondition(expressions.condition, before, returnOld);
      const after = applyActions(actions, before ?? key);
      return { after, write: prepareUpdate(table, primaryKey, before, after) };
    },
  };
}

/** Checks an updated item and returns what writes it. */
export function prepareUpdate(
  table: Table,
  key: Buffer,
  before: AttributeMap | undefined,
  after: AttributeMap,
): () => void {
  table.checkIndexKeys(after);
  const text = JSON.stringify(after);
  checkItemSize(after, text);
  return () => table.put(key, after, text, before);
}

/** @throws AwsError ValidationException where an action would change the primary key. */
export function refuseKeyUpdate(table: Table, action: Action): void {
  const name = action.path[0];
  if (name !== table.schema.hash.name && name !== table.schema.range?.name) return;
  throw invalid(
    `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
  );
}

/** The table and the checked key of a request. */
export function readKey(context: Context, input: Input): { table: Table; key: AttributeMap } {
  const table = context.catalog.table(tableName(input));
  if (input.Key == null) throw required("Key");
  const key = checkItem(input.Key);
  checkKey(table.schema, key);
  return { table, key };
}

function readReturnValues(input: Input, allowed: readonly ReturnValues[]): ReturnValues {
  const wanted = choice(input, "ReturnValues", RETURN_VALUES);
  if (!allowed.includes(wanted)) throw invalid("Return values set to invalid value");
  return wanted;
}

const LEGACY_WRITE = ["Expected", "ConditionalOperator", "AttributeUpdates"];

export async function putItem(context: Context, input: Input): Promise<unknown> {
  refuseLegacy(input, LEGACY_WRITE);
  const wanted = readReturnValues(input, ["NONE", "ALL_OLD"]);
  const change = putChange(context, input);
  const asks = wanted === "ALL_OLD" || wantsConsumed(input);
  const { before, after } = await context.store.write(() => runChange(change, asks));
  return {
    ...(wanted === "ALL_OLD" && before && { Attributes: before }),
    ...consumed(input, change.table.name, () => writeUnits(before, after)),
  };
}

export async function deleteItem(context: Context, input: Input): Promise<unknown> {
  refuseLegacy(input, LEGACY_WRITE);
  const wanted = readReturnValues(input, ["NONE", "ALL_OLD"]);
  const change = deleteChange(context, input);
  const asks = wanted === "ALL_OLD" || wantsConsumed(input);
  const { before } = await context.store.write(() => runChange(change, asks));
  return {
    ...(wanted === "ALL_OLD" && before && { Attributes: before }),
    ...consumed(input, change.table.name, () => writeUnits(before)),
  };
}

export async function updateItem(context: Context, input: Input): Promise<unknown> {
  refuseLegacy(input, LEGACY_WRITE);
  const wanted = readReturnValues(input, RETURN_VALUES);
  const change = updateChange(context, input);
  const { before, after } = await context.store.write(() => runChange(change, true));
  const attributes = returned(wanted, change.actions, before, after);
  return {
    ...(attributes && { Attributes: attributes }),
    ...consumed(input, change.table.name, () => writeUnits(before, after)),
  };
}

/** What `ReturnValues` asks for; undefined where there is nothing to return. */
export function returned(
  wanted: ReturnValues,
  actions: readonly Action[],
  before: AttributeMap | undefined,
  after: AttributeMap | undefined,
): AttributeMap | undefined {
  if (wanted === "NONE") return undefined;
  const item = wanted.endsWith("_OLD") ? before : after;
  if (item === undefined || wanted.startsWith("ALL")) return item;
  const part = new Projection(actions.map((action) => action.path)).of(item);
  return Object.keys(part).length === 0 ? undefined : part;
}

export function getItem(context: Context, input: Input): unknown {
  refuseLegacy(input, ["AttributesToGet"]);
  const { table, key } = readKey(context, input);
  const { projection } = readExpressions(input, ["ProjectionExpression"]);
  const consistent = optionalBoolean(input, "ConsistentRead") ?? false;
  const item = table.read(table.keyOf(key));
  return {
    ...(item && { Item: projection ? new Projection(projection).of(item) : item }),
    ...consumed(input, table.name, () => readUnits(item ? itemBytes(item) : 0, consistent)),
  };
}
