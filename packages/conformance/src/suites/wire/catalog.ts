import type { JsonObject } from "../../suite.ts";
import { caller, story } from "./calls.ts";

const glue = caller("glue");
const athena = caller("athena");
const database = (Name: string): JsonObject => ({ DatabaseInput: { Name, Description: "d" } });
const table = (Name: string, more: JsonObject = {}): JsonObject => ({
  DatabaseName: "lake",
  TableInput: {
    Name,
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [{ Name: "dt", Type: "string" }],
    Parameters: { "projection.enabled": "true" },
    StorageDescriptor: {
      Columns: [
        { Name: "id", Type: "string", Comment: "c" },
        { Name: "n", Type: "decimal(12,2)" },
      ],
      Location: "s3://lake/x/",
    },
    ...more,
  },
});
const tableMembers = [
  "Table.Name",
  "Table.DatabaseName",
  "Table.TableType",
  "Table.PartitionKeys",
  "Table.Parameters",
  "Table.StorageDescriptor.Columns",
  "Table.StorageDescriptor.Location",
];
const named = ["Table.Name"];

export const glueStories = [
  story("glue: databases", [
    glue("getDatabase", { Name: "lake" }),
    glue("createDatabase", database("lake")),
    glue("createDatabase", database("lake")),
    glue("getDatabase", { Name: "lake" }, { only: ["Database.Name", "Database.Description"] }),
    glue("getDatabases", {}, { only: [] }),
    glue("updateDatabase", { Name: "lake", DatabaseInput: { Name: "lake", Description: "other" } }),
    glue("getDatabase", { Name: "lake" }, { only: ["Database.Description"] }),
    glue("updateDatabase", { Name: "none", DatabaseInput: { Name: "none" } }),
    glue("deleteDatabase", { Name: "lake" }),
    glue("deleteDatabase", { Name: "lake" }),
  ]),
  story("glue: tables", [
    glue("createTable", table("orders")),
    glue("createDatabase", database("lake")),
    glue("createTable", table("orders")),
    glue("createTable", table("orders")),
    glue("getTable", { DatabaseName: "lake", Name: "orders" }, { only: tableMembers }),
    glue("getTable", { DatabaseName: "lake", Name: "none" }),
    glue("getTable", { DatabaseName: "none", Name: "orders" }),
    glue("createTable", table("invoices")),
    glue("getTables", { DatabaseName: "lake" }, { only: [] }),
    glue("getTables", { DatabaseName: "none" }),
    glue("updateTable", table("orders", { Description: "new" })),
    glue(
      "getTable",
      { DatabaseName: "lake", Name: "orders" },
      { only: ["Table.Description", ...named] },
    ),
    glue("updateTable", table("none")),
    glue("getPartitions", { DatabaseName: "lake", TableName: "orders" }, { only: ["Partitions"] }),
    glue("getPartition", {
      DatabaseName: "lake",
      TableName: "orders",
      PartitionValues: ["2026-01-01"],
    }),
    glue("deleteTable", { DatabaseName: "lake", Name: "orders" }),
    glue("deleteTable", { DatabaseName: "lake", Name: "orders" }),
  ]),
];

export const athenaStories = [
  story("athena: named queries and work groups", [
    athena(
      "getWorkGroup",
      { WorkGroup: "primary" },
      { only: ["WorkGroup.Name", "WorkGroup.State"] },
    ),
    athena("getWorkGroup", { WorkGroup: "none" }, { differs: "moto-athena" }),
    athena("listWorkGroups", {}, { only: [] }),
    athena(
      "getNamedQuery",
      { NamedQueryId: "00000000-0000-0000-0000-000000000000" },
      { differs: "moto-athena" },
    ),
    athena("listNamedQueries", {}, { only: ["NamedQueryIds"] }),
    athena(
      "getQueryExecution",
      { QueryExecutionId: "00000000-0000-0000-0000-000000000000" },
      { differs: "moto-athena" },
    ),
    athena(
      "getQueryResults",
      { QueryExecutionId: "00000000-0000-0000-0000-000000000000" },
      { differs: "moto-athena" },
    ),
    athena("listDataCatalogs", {}, { only: [] }),
  ]),
];
