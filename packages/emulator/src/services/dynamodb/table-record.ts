import { invalid } from "../../engines/expressions/values.ts";
import { NotImplementedError } from "../../errors.ts";
import {
  choice,
  constraint,
  type Input,
  objectsOf,
  optionalBoolean,
  optionalInteger,
  optionalList,
  optionalObject,
  optionalString,
  required,
  requiredObject,
  tableName,
} from "./input.ts";
import type { KeyAttribute, KeySchema, KeyType } from "./keys.ts";

export interface IndexRecord {
  readonly name: string;
  readonly global: boolean;
  readonly schema: KeySchema;
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly include: readonly string[];
}

/** What is kept about a table; JSON in the catalogue. */
export interface TableRecord {
  readonly id: string;
  readonly name: string;
  readonly schema: KeySchema;
  readonly attributes: readonly KeyAttribute[];
  readonly indexes: readonly IndexRecord[];
  readonly billingMode: "PROVISIONED" | "PAY_PER_REQUEST";
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly deletionProtection: boolean;
  /** Attribute of the time to live, where it is enabled. */
  readonly ttlAttribute: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

const KEY_TYPES: readonly [KeyType, ...KeyType[]] = ["S", "N", "B"];
const MAX_GLOBAL = 20;
const MAX_LOCAL = 5;

/**
 * Reads the input of CreateTable.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 *
 * @throws AwsError ValidationException, NotImplemented for streams
 */
export function readTable(input: Input, id: string, createdAt: number): TableRecord {
  const name = tableName(input);
  if (optionalBoolean(optionalObject(input, "StreamSpecification") ?? {}, "StreamEnabled")) {
    throw new NotImplementedError("dynamodb", "CreateTable with StreamSpecification");
  }
  const attributes = readAttributes(input);
  const schema = readSchema(input, attributes);
  const indexes = [
    ...readIndexes(input, "LocalSecondaryIndexes", attributes, schema),
    ...readIndexes(input, "GlobalSecondaryIndexes", attributes, schema),
  ];
  checkIndexes(indexes, schema);
  checkAllUsed(attributes, [schema, ...indexes.map((index) => index.schema)]);
  return {
    id,
    name,
    schema,
    attributes,
    indexes,
    ...readBilling(input),
    deletionProtection: optionalBoolean(input, "DeletionProtectionEnabled") ?? false,
    ttlAttribute: undefined,
    createdAt,
  };
}

/** @throws AwsError ValidationException where mode and capacity do not go together. */
export function readBilling(
  input: Input,
): Pick<TableRecord, "billingMode" | "readUnits" | "writeUnits"> {
  const billingMode = choice(input, "BillingMode", ["PROVISIONED", "PAY_PER_REQUEST"]);
  const throughput = optionalObject(input, "ProvisionedThroughput");
  const readUnits = optionalInteger(throughput ?? {}, "ReadCapacityUnits", 1);
  const writeUnits = optionalInteger(throughput ?? {}, "WriteCapacityUnits", 1);
  const given = readUnits !== undefined && writeUnits !== undefined;
  if (billingMode === "PROVISIONED" && !given) {
    throw invalid(
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  if (billingMode === "PAY_PER_REQUEST" && throughput) {
    throw invalid(
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  return { billingMode, readUnits: readUnits ?? 0, writeUnits: writeUnits ?? 0 };
}

function readAttributes(input: Input): KeyAttribute[] {
  const list = optionalList(input, "AttributeDefinitions");
  if (list === undefined) throw required("AttributeDefinitions");
  const attributes = objectsOf(list, "AttributeDefinitions").map((definition) => {
    const name = optionalString(definition, "AttributeName");
    if (name === undefined) throw required("attributeDefinitions.member.attributeName");
    if (optionalString(definition, "AttributeType") === undefined) {
      throw required("attributeDefinitions.member.attributeType");
    }
    return { name, type: choice(definition, "AttributeType", KEY_TYPES) };
  });
  const names = new Set(attributes.map((attribute) => attribute.name));
  if (names.size !== attributes.length) {
    throw invalid(
      "One or more parameter values were invalid: Duplicate AttributeName in AttributeDefinitions",
    );
  }
  return attributes;
}

function readSchema(input: Input, attributes: readonly KeyAttribute[]): KeySchema {
  const list = optionalList(input, "KeySchema");
  if (list === undefined) throw required("KeySchema");
  if (list.length < 1 || list.length > 2) {
    const rule = list.length < 1 ? "greater than or equal to 1" : "less than or equal to 2";
    throw constraint(list, "keySchema", `Member must have length ${rule}`);
  }
  const [first, second] = objectsOf(list, "KeySchema").map((element) => ({
    name: optionalString(element, "AttributeName") ?? "",
    type: choice(element, "KeyType", ["HASH", "RANGE"]),
  }));
  if (first?.type !== "HASH") {
    throw invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (second && second.type !== "RANGE") {
    throw invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  if (first.name === second?.name) {
    throw invalid(
      "Both the Hash Key and the Range Key element in the KeySchema have the same name",
    );
  }
  const keys = [first.name, ...(second ? [second.name] : [])];
  const find = (name: string): KeyAttribute => {
    const found = attributes.find((attribute) => attribute.name === name);
    if (found) return found;
    const defined = attributes.map((attribute) => attribute.name).join(", ");
    throw invalid(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(", ")}], AttributeDefinitions: [${defined}]`,
    );
  };
  return { hash: find(first.name), range: second && find(second.name) };
}

function readIndexes(
  input: Input,
  parameter: "LocalSecondaryIndexes" | "GlobalSecondaryIndexes",
  attributes: readonly KeyAttribute[],
  table: KeySchema,
): IndexRecord[] {
  const list = optionalList(input, parameter);
  if (list === undefined) return [];
  const global = parameter === "GlobalSecondaryIndexes";
  if (list.length === 0) {
    throw invalid(`One or more parameter values were invalid: List of ${parameter} is empty`);
  }
  const limit = global ? MAX_GLOBAL : MAX_LOCAL;
  if (list.length > limit) {
    throw invalid(
      `One or more parameter values were invalid: ${parameter} count exceeds the per-table limit of ${limit}`,
    );
  }
  return objectsOf(list, parameter).map((definition) => {
    const name = optionalString(definition, "IndexName");
    if (name === undefined) throw required("indexName");
    const schema = readSchema(definition, attributes);
    if (!global && schema.hash.name !== table.hash.name) {
      throw invalid(
        `One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${schema.hash.name}, table hash key: ${table.hash.name}`,
      );
    }
    return { name, global, schema, ...readProjection(definition) };
  });
}

function readProjection(definition: Input): Pick<IndexRecord, "projection" | "include"> {
  const given = requiredObject(definition, "Projection");
  const type = optionalString(given, "ProjectionType");
  if (type === undefined) {
    throw invalid("One or more parameter values were invalid: Unknown ProjectionType: null");
  }
  const projection = choice(given, "ProjectionType", ["ALL", "KEYS_ONLY", "INCLUDE"]);
  const include = (optionalList(given, "NonKeyAttributes") ?? []).map((name) => String(name));
  if (projection === "INCLUDE" && include.length === 0) {
    throw invalid(
      "One or more parameter values were invalid: NonKeyAttributes must be specified when ProjectionType is INCLUDE",
    );
  }
  if (projection !== "INCLUDE" && include.length > 0) {
    throw invalid(
      `One or more parameter values were invalid: ProjectionType is ${projection}, but NonKeyAttributes is specified`,
    );
  }
  return { projection, include };
}

function checkIndexes(indexes: readonly IndexRecord[], schema: KeySchema): void {
  const seen = new Set<string>();
  for (const index of indexes) {
    if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(index.name)) {
      throw constraint(
        index.name,
        "indexName",
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have 3 to 255 characters",
      );
    }
    if (seen.has(index.name)) {
      throw invalid(
        `One or more parameter values were invalid: Duplicate index name: ${index.name}`,
      );
    }
    seen.add(index.name);
    if (!index.global && (schema.range === undefined || index.schema.range === undefined)) {
      throw invalid(
        schema.range === undefined
          ? "One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
          : `One or more parameter values were invalid: Index KeySchema does not have a range key for index: ${index.name}`,
      );
    }
  }
}

function checkAllUsed(attributes: readonly KeyAttribute[], schemas: readonly KeySchema[]): void {
  const used = new Set<string>();
  for (const { hash, range } of schemas) {
    used.add(hash.name);
    if (range) used.add(range.name);
  }
  if (attributes.every((attribute) => used.has(attribute.name))) return;
  throw invalid(
    schemas.length === 1
      ? "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
      : `One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [${attributes.map((attribute) => attribute.name).join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}
