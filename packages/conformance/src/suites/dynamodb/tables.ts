import { attributes, create, hash, range, scenario, step } from "./steps.ts";

const describe = (input: Parameters<typeof step>[1], differs?: string) =>
  step("DescribeTable", input, differs === undefined ? {} : { differs });

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
    create("items"),
    create("items"),
    indexed,
    describe({ TableName: "items" }),
    describe({ TableName: "indexed" }),
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
    step("DeleteTable", { TableName: "indexed" }),
    describe({ TableName: "indexed" }),
    step("ListTables", {}),
    create("items2", {
      BillingMode: "PROVISIONED",
      ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
    }),
    create("items3", {
      BillingMode: undefined,
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    }),
  ]),
  scenario("tables that cannot be", [
    create("bad", { AttributeDefinitions: attributes({ pk: "S" }) }),
    create("bad", { AttributeDefinitions: attributes({ pk: "S", sk: "S", unused: "S" }) }),
    create("bad", { BillingMode: undefined }),
    create("bad", { BillingMode: "FREE" }),
    create("bad", { AttributeDefinitions: attributes({ pk: "S", sk: "X" }) }),
    create("bad", { KeySchema: [range("pk")] }),
    create("bad", { KeySchema: [hash("pk"), range("pk")] }),
    create("bad", { KeySchema: [hash("pk"), hash("sk")] }),
    create("bad", { KeySchema: [] }),
    create("bad", { KeySchema: undefined }),
    create("b"),
    create("x".repeat(256)),
    create("bad", {
      GlobalSecondaryIndexes: [
        {
          IndexName: "by_sk",
          KeySchema: [hash("sk")],
          Projection: { ProjectionType: "INCLUDE" },
        },
      ],
    }),
    create("bad", { GlobalSecondaryIndexes: [] }),
    create("bad", {
      GlobalSecondaryIndexes: [{ IndexName: "by_z", KeySchema: [hash("z")], Projection: keysOnly }],
    }),
    create("bad", {
      LocalSecondaryIndexes: [
        { IndexName: "local", KeySchema: [hash("sk"), range("pk")], Projection: keysOnly },
      ],
    }),
    create("bad", {
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
    step("DeleteTable", { TableName: "items" }),
  ]),
];
