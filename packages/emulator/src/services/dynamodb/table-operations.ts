import { invalid } from "../../engines/expressions/values.ts";
import { NotImplementedError } from "../../errors.ts";
import type { Context } from "./context.ts";
import {
  checkTableName,
  constraint,
  type Input,
  optionalBoolean,
  optionalInteger,
  optionalString,
  requiredObject,
  tableName,
} from "./input.ts";
import type { Table } from "./table.ts";
import { describeTable } from "./table-description.ts";
import { readBilling } from "./table-record.ts";

const MAX_NAMES = 100;

function describe(table: Table): Record<string, unknown> {
  return describeTable(table.record, table.itemCount, table.bytes);
}

export async function createTable(context: Context, input: Input): Promise<unknown> {
  return { TableDescription: describe(await context.catalog.create(input)) };
}

export function describeTableOperation(context: Context, input: Input): unknown {
  return { Table: describe(context.catalog.namedTable(tableName(input))) };
}

export async function deleteTable(context: Context, input: Input): Promise<unknown> {
  const { record, itemCount } = await context.catalog.drop(tableName(input));
  return { TableDescription: describeTable(record, itemCount, 0, "DELETING") };
}

export function listTables(context: Context, input: Input): unknown {
  const limit = optionalInteger(input, "Limit", 1) ?? MAX_NAMES;
  if (limit > MAX_NAMES) {
    throw constraint(limit, "limit", "Member must have value less than or equal to 100");
  }
  const start = optionalString(input, "ExclusiveStartTableName");
  if (start !== undefined) checkTableName(start);
  const names = context.catalog.names().filter((name) => start === undefined || name > start);
  const page = names.slice(0, limit);
  return {
    TableNames: page,
    ...(names.length > limit && { LastEvaluatedTableName: page[page.length - 1] }),
  };
}

/** Billing, capacity and deletion protection; keys and indexes of a table do not change here. */
export async function updateTable(context: Context, input: Input): Promise<unknown> {
  const name = tableName(input);
  for (const unsupported of [
    "GlobalSecondaryIndexUpdates",
    "StreamSpecification",
    "ReplicaUpdates",
  ]) {
    if (input[unsupported] != null) {
      throw new NotImplementedError("dynamodb", `UpdateTable with ${unsupported}`);
    }
  }
  const protection = optionalBoolean(input, "DeletionProtectionEnabled");
  const billing =
    input.BillingMode != null || input.ProvisionedThroughput != null
      ? readBilling(input)
      : undefined;
  const known = ["SSESpecification", "TableClass", "OnDemandThroughput", "WarmThroughput"];
  if (
    billing === undefined &&
    protection === undefined &&
    !known.some((parameter) => input[parameter] != null)
  ) {
    throw invalid(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  const table = await context.catalog.change(name, (record) => ({
    ...record,
    ...billing,
    deletionProtection: protection ?? record.deletionProtection,
  }));
  return { TableDescription: describe(table) };
}

export async function updateTimeToLive(context: Context, input: Input): Promise<unknown> {
  const name = tableName(input);
  const specification = requiredObject(input, "TimeToLiveSpecification");
  const attribute = optionalString(specification, "AttributeName") ?? "";
  const enabled = optionalBoolean(specification, "Enabled") ?? false;
  if (attribute === "") {
    throw constraint(
      attribute,
      "timeToLiveSpecification.attributeName",
      "Member must have length greater than or equal to 1",
    );
  }
  await context.catalog.change(name, (record) => {
    if (enabled === (record.ttlAttribute !== undefined)) {
      throw invalid(`TimeToLive is already ${enabled ? "enabled" : "disabled"}`);
    }
    return { ...record, ttlAttribute: enabled ? attribute : undefined };
  });
  return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
}

export function describeTimeToLive(context: Context, input: Input): unknown {
  const { ttlAttribute } = context.catalog.namedTable(tableName(input)).record;
  return {
    TimeToLiveDescription: {
      TimeToLiveStatus: ttlAttribute === undefined ? "DISABLED" : "ENABLED",
      ...(ttlAttribute !== undefined && { AttributeName: ttlAttribute }),
    },
  };
}

export function describeContinuousBackups(context: Context, input: Input): unknown {
  context.catalog.namedTable(tableName(input));
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
    },
  };
}
