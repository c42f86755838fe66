import type { KeySchema } from "./keys.ts";
import type { IndexRecord, TableRecord } from "./table-record.ts";

const REGION = "us-east-1";
const ACCOUNT = "000000000000";

/** A table as DescribeTable shows it. */
export function describeTable(
  record: TableRecord,
  itemCount: number,
  bytes: number,
  status: "ACTIVE" | "DELETING" = "ACTIVE",
): Record<string, unknown> {
  const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${record.name}`;
  const describe = (index: IndexRecord) => describeIndex(index, arn, itemCount, record);
  const local = record.indexes.filter((index) => !index.global).map(describe);
  const global = record.indexes.filter((index) => index.global).map(describe);
  return {
    AttributeDefinitions: record.attributes.map((attribute) => ({
      AttributeName: attribute.name,
      AttributeType: attribute.type,
    })),
    TableName: record.name,
    KeySchema: describeSchema(record.schema),
    TableStatus: status,
    CreationDateTime: record.createdAt / 1000,
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: record.readUnits,
      WriteCapacityUnits: record.writeUnits,
    },
    TableSizeBytes: bytes,
    ItemCount: itemCount,
    TableArn: arn,
    TableId: record.id,
    ...(record.billingMode === "PAY_PER_REQUEST" && {
      BillingModeSummary: {
        BillingMode: "PAY_PER_REQUEST",
        LastUpdateToPayPerRequestDateTime: record.createdAt / 1000,
      },
    }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    DeletionProtectionEnabled: record.deletionProtection,
  };
}

function describeSchema(schema: KeySchema): Record<string, string>[] {
  return [
    { AttributeName: schema.hash.name, KeyType: "HASH" },
    ...(schema.range ? [{ AttributeName: schema.range.name, KeyType: "RANGE" }] : []),
  ];
}

function describeIndex(
  index: IndexRecord,
  tableArn: string,
  itemCount: number,
  record: TableRecord,
): Record<string, unknown> {
  return {
    IndexName: index.name,
    KeySchema: describeSchema(index.schema),
    Projection: {
      ProjectionType: index.projection,
      ...(index.include.length > 0 && { NonKeyAttributes: index.include }),
    },
    ...(index.global && {
      IndexStatus: "ACTIVE",
      ProvisionedThroughput: {
        NumberOfDecreasesToday: 0,
        ReadCapacityUnits: record.readUnits,
        WriteCapacityUnits: record.writeUnits,
      },
    }),
    IndexSizeBytes: 0,
    ItemCount: itemCount,
    IndexArn: `${tableArn}/index/${index.name}`,
  };
}
