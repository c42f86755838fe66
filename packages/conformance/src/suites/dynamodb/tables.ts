import { attributes, create, createTable, hash, range, scenario, step } from "./steps.ts";

const describe = (input: Parameters<typeof step>[1], differs?: string) =>
  step("DescribeTable", input, differs === undefined ? {} : { differs });

const descriptions = "dynamodb-local-table-descriptions";
const keysOnly = { ProjectionType: "KEYS_ONLY" };

/** A table with a number as its sort key, a global and a local index. */
export const indexed = create("indexed", {
  AttributeDefinitions: attributes({ pk: "S", sk: "N", g: "S" }),
  GlobalSecondaryIndexes: [
    { IndexName: "by_g", KeySchema: [hash("g")], Projection: keysOnly },
    {
      IndexName: "by_g_sk",
      KeySchema: [hash("g"), range("sk")],
      Projection: { ProjectionType: "ALL" },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: "local",
      KeySchema: [hash("pk"), range("g")],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["x"] },
    },
  ],
});

export const tables = [
  scenario("tables are made, described, listed and dropped", [
    createTable("items"),
    createTable("items"),
    { ...indexed, setUp: false, differs: descriptions },
    describe({ TableName: "items" }),
    describe({ TableName: "indexed" }, descriptions),
    describe({ TableName: "nope" }),
    describe({}),
    describe({ TableName: "a!" }),
    describe({ TableName: "ab" }),
    describe({ TableName: 7 }, "dynamodb-local-lenient-types"),
    step("ListTables", {}),
    step("ListTables", { Limit: 1 }),
    step("ListTables", { Limit: 1, ExclusiveStartTableName: "indexed" }),
    step("ListTables", { Limit: 101 }),
    step("ListTables", { Limit: 0 }),
    step("DeleteTable", { TableName: "nope" }),
    step("DeleteTable", { TableName: "indexed" }, { differs: descriptions }),
    describe({ TableName: "indexed" }),
    step("ListTables", {}),
    createTable("items2", {
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
    }),
    createTable("items3", {
      BillingMode: undefined,
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    }),
  ]),
  scenario("tables that cannot be", [
    createTable("bad", { AttributeDefinitions: attributes({ pk: "S" }) }),
    createTable("bad", { AttributeDefinitions: attributes({ pk: "S", sk: "S", unused: "S" }) }),
    createTable("bad", { BillingMode: undefined }),
    createTable("bad", { BillingMode: "FREE" }, "dynamodb-local-lenient-types"),
    createTable("bad", { AttributeDefinitions: attributes({ pk: "S", sk: "X" }) }),
    createTable("bad", { KeySchema: [range("pk")] }),
    createTable("bad", { KeySchema: [hash("pk"), range("pk")] }),
    createTable("bad", { KeySchema: [hash("pk"), hash("sk")] }),
    createTable("bad", { KeySchema: [] }),
    createTable("bad", { KeySchema: undefined }),
    createTable("b"),
    createTable("x".repeat(256)),
    createTable("bad", {
      GlobalSecondaryIndexes: [
        {
          IndexName: "by_sk",
          KeySchema: [hash("sk")],
          Projection: { ProjectionType: "INCLUDE" },
        },
      ],
    }),
    createTable("bad", { GlobalSecondaryIndexes: [] }),
    createTable("bad", {
      GlobalSecondaryIndexes: [{ IndexName: "by_z", KeySchema: [hash("z")], Projection: keysOnly }],
    }),
    createTable("bad", {
      LocalSecondaryIndexes: [
        { IndexName: "local", KeySchema: [hash("sk"), range("pk")], Projection: keysOnly },
      ],
    }),
    createTable("bad", {
      GlobalSecondaryIndexes: ["one", "one"].map((IndexName) => ({
        IndexName,
        KeySchema: [hash("sk")],
        Projection: keysOnly,
      })),
    }),
  ]),
  scenario("a table's settings", [
    create("items"),
    step("DescribeTimeToLive", { TableName: "items" }),
    step("UpdateTimeToLive", {
      TableName: "items",
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
    }),
    step("UpdateTimeToLive", {
      TableName: "items",
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
    }),
    step("DescribeTimeToLive", { TableName: "items" }),
    step("DescribeTimeToLive", { TableName: "nope" }),
    create("others"),
    step("UpdateTimeToLive", {
      TableName: "others",
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: false },
    }),
    step(
      "DescribeContinuousBackups",
      { TableName: "items" },
      { differs: "dynamodb-local-operations" },
    ),
    step("UpdateTable", { TableName: "items" }),
    step("UpdateTable", { TableName: "nope", DeletionProtectionEnabled: true }),
    step("UpdateTable", { TableName: "items", DeletionProtectionEnabled: true }),
    step("DeleteTable", { TableName: "items" }),
    step("UpdateTable", { TableName: "items", DeletionProtectionEnabled: false }),
    step("DeleteTable", { TableName: "items" }, { differs: descriptions }),
  ]),
];
