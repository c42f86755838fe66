import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { Projection } from "../../engines/expressions/projection.ts";
import { checkItem, invalid, itemBytes } from "../../engines/expressions/values.ts";
import { consumedByTable, readUnits, writeUnits } from "./capacity.ts";
import { type Context, throttled } from "./context.ts";
import {
  checkTableName,
  type Input,
  isObject,
  objectsOf,
  optionalBoolean,
  optionalList,
  optionalObject,
  refuseLegacy,
  requiredObject,
} from "./input.ts";
import { type Change, deleteKeyChange, putItemChange, runChange } from "./item-operations.ts";
import { checkKey } from "./keys.ts";
import { readExpressions } from "./request-expressions.ts";
import type { Table } from "./table.ts";

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 * 25 items of at most 400 KB cannot exceed the 16 MB that a batch may have.
 */
const MAX_WRITES = 25;
const MAX_READS = 100;
const MAX_READ_BYTES = 16 * 1024 * 1024;

interface Requested {
  readonly change: Change;
  /** What counts as its size: the item put, or the key of the one deleted. */
  readonly sized: AttributeMap;
  /** As it came, for `UnprocessedItems`. */
  readonly request: Input;
}

export async function batchWriteItem(context: Context, input: Input): Promise<unknown> {
  const requested = readWrites(context, input);
  refuseDuplicates(requested.map(({ change }) => change));
  const unprocessed: Record<string, Input[]> = {};
  const accepted = requested.filter(({ change, request }) => {
    const action = request.PutRequest == null ? "DeleteItem" : "PutItem";
    if (!context.throttle(action)) return true;
    const list = unprocessed[change.table.name] ?? [];
    unprocessed[change.table.name] = [...list, request];
    return false;
  });
  if (accepted.length === 0) throw throttled();
  // Each is by itself, as on AWS: one that fails leaves the others as they are.
  await context.store.write(() => accepted.map(({ change }) => runChange(change, false)));
  return {
    UnprocessedItems: unprocessed,
    ...consumedByTable(input, () => {
      const units = new Map<string, number>();
      for (const { change, sized } of accepted) {
        const { name } = change.table;
        units.set(name, (units.get(name) ?? 0) + writeUnits(sized));
      }
      return units;
    }),
  };
}

function readWrites(context: Context, input: Input): Requested[] {
  const tables = Object.entries(requiredObject(input, "RequestItems"));
  if (tables.length === 0) throw tooFew();
  let count = 0;
  for (const [, list] of tables) {
    if (!Array.isArray(list) || list.length === 0) throw tooFew();
    count += list.length;
  }
  if (count > MAX_WRITES) throw invalid("Too many items requested for the BatchWriteItem call");
  return tables.flatMap(([name, list]) => {
    const table = context.catalog.table(checkTableName(name));
    return objectsOf(Array.isArray(list) ? list : [], "requestItems").map((request) =>
      readWrite(table, request),
    );
  });
}

function readWrite(table: Table, request: Input): Requested {
  const put = optionalObject(request, "PutRequest");
  const remove = optionalObject(request, "DeleteRequest");
  if ((put === undefined) === (remove === undefined)) {
    throw invalid(
      put
        ? "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
        : "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    );
  }
  if (put) {
    const item = checkItem(put.Item);
    return { change: putItemChange(table, item), sized: item, request };
  }
  const key = checkItem(remove?.Key);
  checkKey(table.schema, key);
  return { change: deleteKeyChange(table, table.keyOf(key)), sized: key, request };
}

function tooFew(): Error {
  return invalid(
    "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Member must have length less than or equal to 25, Member must have length greater than or equal to 1",
  );
}

/** @throws AwsError ValidationException where two changes are about one item. */
export function refuseDuplicates(
  changes: readonly { readonly table: Table; readonly key: Buffer }[],
  message = "Provided list of item keys contains duplicates",
): void {
  const keys = new Set(changes.map(({ table, key }) => `${table.name}/${key.toString("latin1")}`));
  if (keys.size < changes.length) throw invalid(message);
}

export function batchGetItem(context: Context, input: Input): unknown {
  const tables = Object.entries(requiredObject(input, "RequestItems"));
  if (tables.length === 0) {
    throw invalid(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  const reads = tables.map(([name, request]) => readKeys(context, name, request));
  if (reads.reduce((sum, { keys }) => sum + keys.length, 0) > MAX_READS) {
    throw invalid("Too many items requested for the BatchGetItem call");
  }
  const responses: Record<string, AttributeMap[]> = {};
  const unprocessed: Record<string, Input> = {};
  const units = new Map<string, number>();
  let bytes = 0;
  for (const { table, keys, request, projection, consistent } of reads) {
    const items: AttributeMap[] = [];
    const left: AttributeMap[] = [];
    for (const key of keys) {
      // What does not fit into the answer is left for the next call, as on AWS.
      const item = bytes < MAX_READ_BYTES ? table.read(table.keyOf(key)) : undefined;
      if (bytes >= MAX_READ_BYTES) left.push(key);
      if (item === undefined) continue;
      const size = itemBytes(item);
      bytes += size;
      units.set(table.name, (units.get(table.name) ?? 0) + readUnits(size, consistent));
      items.push(projection ? projection.of(item) : item);
    }
    responses[table.name] = items;
    if (left.length > 0) unprocessed[table.name] = { ...request, Keys: left };
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...consumedByTable(input, () => units),
  };
}

function readKeys(
  context: Context,
  name: string,
  request: unknown,
): {
  table: Table;
  keys: AttributeMap[];
  request: Input;
  projection: Projection | undefined;
  consistent: boolean;
} {
  const table = context.catalog.table(checkTableName(name));
  if (!isObject(request)) throw invalid(`The request for table ${name} is not a map`);
  refuseLegacy(request, ["AttributesToGet"]);
  const list = optionalList(request, "Keys") ?? [];
  if (list.length === 0 || list.length > MAX_READS) {
    throw invalid(
      `1 validation error detected: Value at 'requestItems.${name}.member.keys' failed to satisfy constraint: Member must have length less than or equal to 100, Member must have length greater than or equal to 1`,
    );
  }
  const keys = list.map((value) => {
    const key = checkItem(value);
    checkKey(table.schema, key);
    return key;
  });
  refuseDuplicates(keys.map((key) => ({ table, key: table.keyOf(key) })));
  const { projection } = readExpressions(request, ["ProjectionExpression"]);
  return {
    table,
    keys,
    request,
    projection: projection && new Projection(projection),
    consistent: optionalBoolean(request, "ConsistentRead") ?? false,
  };
}
