import type { Condition, Path } from "../../engines/expressions/ast.ts";
import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { fulfils } from "../../engines/expressions/evaluation.ts";
import { Projection } from "../../engines/expressions/projection.ts";
import { checkItem, invalid } from "../../engines/expressions/values.ts";
import { JsonText } from "../../wire/json.ts";
import { consumed, readUnits, wantsConsumed } from "./capacity.ts";
import type { Context } from "./context.ts";
import {
  constraint,
  type Input,
  optionalBoolean,
  optionalInteger,
  optionalString,
  refuseLegacy,
  tableName,
} from "./input.ts";
import { conjuncts, equality, keyConditionRange } from "./key-range.ts";
import { type Reading, readPage, readStoredPage } from "./reading.ts";
import { readExpressions } from "./request-expressions.ts";
import type { Index, Table } from "./table.ts";

const MAX_SEGMENTS = 1_000_000;

export function query(context: Context, input: Input): unknown {
  refuseLegacy(input, ["KeyConditions", "QueryFilter", "ConditionalOperator", "AttributesToGet"]);
  const { table, index, consistent } = readTarget(context, input);
  const schema = index?.schema ?? table.schema;
  const expressions = readExpressions(input, [
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
  ]);
  if (expressions.keyCondition === undefined) {
    throw invalid(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  refuseKeysInFilter(expressions.filter, [schema.hash.name, schema.range?.name]);
  const range = keyConditionRange(schema, expressions.keyCondition);
  const after = readStartKey(table, index, input);
  const partition = after && equalPartition(expressions.keyCondition, schema.hash.name, after);
  if (partition === false) {
    throw invalid(
      "The provided starting key is outside query boundaries based on provided conditions",
    );
  }
  const select = readSelect(input, index, expressions.projection);
  return answer(input, select, consistent, {
    table,
    index: select.wholeItems ? wholeItems(index) : index,
    range,
    backwards: optionalBoolean(input, "ScanIndexForward") === false,
    filter: expressions.filter,
    projection: select.projection,
    limit: readLimit(input),
    after,
  });
}

/** Whether a start key lies in the partition that is read. */
function equalPartition(condition: Condition, name: string, key: AttributeMap): boolean {
  const part = conjuncts(condition).find((candidate) => equality(candidate, name) !== undefined);
  return part !== undefined && fulfils(part, key);
}

export function scan(context: Context, input: Input): unknown {
  refuseLegacy(input, ["ScanFilter", "ConditionalOperator", "AttributesToGet"]);
  const { table, index, consistent } = readTarget(context, input);
  const { filter, projection } = readExpressions(input, [
    "FilterExpression",
    "ProjectionExpression",
  ]);
  const select = readSelect(input, index, projection);
  return answer(input, select, consistent, {
    table,
    index: select.wholeItems ? wholeItems(index) : index,
    filter,
    projection: select.projection,
    limit: readLimit(input),
    after: readStartKey(table, index, input),
    segment: readSegment(input),
  });
}

function readTarget(
  context: Context,
  input: Input,
): { table: Table; index: Index | undefined; consistent: boolean } {
  const table = context.catalog.table(tableName(input));
  const consistent = optionalBoolean(input, "ConsistentRead") ?? false;
  const name = optionalString(input, "IndexName");
  if (name === undefined) return { table, index: undefined, consistent };
  const index = findIndex(table, name);
  if (consistent && index.global) {
    throw invalid("Consistent reads are not supported on global secondary indexes");
  }
  return { table, index, consistent };
}

/** @throws AwsError ValidationException where the table has no such index. */
export function findIndex(table: Table, name: string): Index {
  const index = table.indexes.find((candidate) => candidate.name === name);
  if (index) return index;
  throw invalid(`The table does not have the specified index: ${name}`);
}

/** A local index reads attributes that it does not hold from the table. */
function wholeItems(index: Index | undefined): Index | undefined {
  return index && { ...index, projected: undefined };
}

function readLimit(input: Input): number | undefined {
  return optionalInteger(input, "Limit", 1);
}

interface Selection {
  readonly count: boolean;
  readonly wholeItems: boolean;
  readonly projection: Projection | undefined;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html#DDB-Query-request-Select */
function readSelect(
  input: Input,
  index: Index | undefined,
  paths: readonly Path[] | undefined,
): Selection {
  const select = optionalString(input, "Select");
  const allowed = ["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"];
  if (select !== undefined && !allowed.includes(select)) {
    throw constraint(
      select,
      "select",
      `Member must satisfy enum value set: [${allowed.join(", ")}]`,
    );
  }
  if (select === "SPECIFIC_ATTRIBUTES" && paths === undefined) {
    throw invalid(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  if (select !== undefined && select !== "SPECIFIC_ATTRIBUTES" && paths !== undefined) {
    throw invalid(
      `Cannot specify the ProjectionExpression when choosing to get ${select === "COUNT" ? "only the Count" : select}`,
    );
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw invalid("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
  }
  if (index?.global && index.projected !== undefined) {
    refuseUnprojected(index, index.projected, select, paths);
  }
  const projection = paths && new Projection(paths);
  const local = index !== undefined && !index.global;
  return {
    count: select === "COUNT",
    wholeItems: local && (select === "ALL_ATTRIBUTES" || paths !== undefined),
    projection,
  };
}

function refuseUnprojected(
  index: Index,
  held: readonly string[],
  select: string | undefined,
  paths: readonly Path[] | undefined,
): void {
  if (select === "ALL_ATTRIBUTES") {
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const missing = (paths ?? [])
    .map(([name]) => String(name))
    .filter((name) => !held.includes(name));
  if (missing.length > 0) {
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(", ")}]`,
    );
  }
}

function readSegment(input: Input): { number: number; of: number } | undefined {
  const of = optionalInteger(input, "TotalSegments", 1);
  const number = optionalInteger(input, "Segment", 0);
  if (of === undefined && number === undefined) return undefined;
  if (number === undefined) {
    throw invalid(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (of === undefined) {
    throw invalid(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (of > MAX_SEGMENTS) {
    throw constraint(of, "totalSegments", "Member must have value less than or equal to 1000000");
  }
  if (number >= of) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${number} is not less than TotalSegments: ${of}`,
    );
  }
  return { number, of };
}

/** The checked `ExclusiveStartKey`: the table's key and, of an index, the index's too. */
function readStartKey(
  table: Table,
  index: Index | undefined,
  input: Input,
): AttributeMap | undefined {
  if (input.ExclusiveStartKey == null) return undefined;
  const key = checkItem(input.ExclusiveStartKey);
  const schemas = index ? [table.schema, index.schema] : [table.schema];
  const attributes = new Map(
    schemas
      .flatMap(({ hash, range }) => (range ? [hash, range] : [hash]))
      .map((attribute) => [attribute.name, attribute]),
  );
  const fits =
    Object.keys(key).length === attributes.size &&
    [...attributes.values()].every(({ name, type }) => key[name]?.[type] !== undefined);
  if (!fits) throw invalid("The provided starting key is invalid");
  return key;
}

function refuseKeysInFilter(
  filter: Condition | undefined,
  keys: readonly (string | undefined)[],
): void {
  if (filter === undefined) return;
  for (const name of namesIn(filter)) {
    if (keys.includes(name)) {
      throw invalid(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
      );
    }
  }
}

/** Names of the top-level attributes that a condition looks at. */
function namesIn(condition: unknown): string[] {
  if (typeof condition !== "object" || condition === null) return [];
  return Object.entries(condition).flatMap(([member, part]: [string, unknown]) => {
    if (member === "value") return [];
    if (member === "path" && Array.isArray(part)) return [String(part[0])];
    return namesIn(part);
  });
}

function answer(input: Input, select: Selection, consistent: boolean, reading: Reading): unknown {
  const stored = select.count || wantsConsumed(input) ? undefined : readStoredPage(reading);
  if (stored) {
    const { texts, lastKey } = stored;
    const rest = JSON.stringify({
      Count: texts.length,
      ScannedCount: texts.length,
      LastEvaluatedKey: lastKey,
    });
    return new JsonText(`{"Items":[${texts.join(",")}],${rest.slice(1)}`);
  }
  const page = readPage(reading);
  return {
    ...(!select.count && { Items: page.items }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.lastKey && { LastEvaluatedKey: page.lastKey }),
    ...consumed(input, reading.table.name, () => readUnits(page.bytes, consistent)),
  };
}
