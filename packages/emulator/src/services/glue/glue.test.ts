import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-glue";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeDisk } from "../../storage/node-disk.ts";
import type { HttpServer } from "../../wire/http-server.ts";
import { startAwsListener } from "../../wire/listener.ts";
import type { GlueTable } from "../ports.ts";
import { Glue } from "./glue.ts";

const orders: GlueTable = {
  Name: "orders",
  DatabaseName: "lake",
  TableType: "EXTERNAL_TABLE",
  PartitionKeys: [{ Name: "dt", Type: "string" }],
  StorageDescriptor: {
    Columns: [
      { Name: "order_id", Type: "string", Comment: "its id" },
      { Name: "amount", Type: "decimal(12,2)" },
    ],
    Location: "s3://lake/orders/",
  },
  Parameters: { "projection.enabled": "true" },
};

let directory: string;
let glue: Glue;
let listener: HttpServer;
let client: sdk.GlueClient;

const open = () =>
  Glue.open({ disk: new NodeDisk(), directory, clock: { now: () => 1_767_312_000_500 } });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "tributary-glue-"));
  glue = await open();
  listener = await startAwsListener({ services: [glue.wireService()], port: 0 });
  client = new sdk.GlueClient({
    endpoint: listener.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await listener.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("Glue in process", () => {
  it("keeps what it is given over a restart, and replaces a table of the same name", async () => {
    await glue.ensureDatabase("lake", "the lake");
    await glue.ensureDatabase("lake");
    await glue.putTable({ ...orders, Description: "old" });
    await glue.putTable(orders);
    const again = await open();
    expect(again.databases()).toEqual(["lake"]);
    expect(again.table("lake", "orders")).toEqual(orders);
    expect(again.tables("lake")).toEqual([orders]);
  });

  it("says what it does not have", async () => {
    expect(() => glue.table("lake", "orders")).toThrow("Database lake not found.");
    await expect(glue.putTable(orders)).rejects.toThrow("Database lake not found.");
    await glue.ensureDatabase("lake");
    expect(() => glue.table("lake", "orders")).toThrow(
      expect.objectContaining({ code: "EntityNotFoundException" }),
    );
  });
});

describe("the Glue client", () => {
  it("reads what was put in process", async () => {
    await glue.ensureDatabase("lake", "the lake");
    await glue.putTable(orders);
    const { Database } = await client.send(new sdk.GetDatabaseCommand({ Name: "LAKE" }));
    expect(Database).toMatchObject({ Name: "lake", Description: "the lake" });
    const { Table } = await client.send(
      new sdk.GetTableCommand({ DatabaseName: "lake", Name: "orders" }),
    );
    expect(Table).toMatchObject(orders);
    expect(Table?.CreateTime).toEqual(new Date(1_767_312_000_500));
  });

  it("creates, updates and deletes, whole", async () => {
    await client.send(new sdk.CreateDatabaseCommand({ DatabaseInput: { Name: "Mine" } }));
    const TableInput: sdk.TableInput = {
      Name: "Events",
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [{ Name: "dt", Type: "string" }],
      StorageDescriptor: {
        Columns: [{ Name: "a", Type: "int" }],
        Location: "s3://b/events/",
        InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
      },
    };
    await client.send(new sdk.CreateTableCommand({ DatabaseName: "mine", TableInput }));
    const get = async () =>
      (await client.send(new sdk.GetTableCommand({ DatabaseName: "mine", Name: "events" }))).Table;
    expect(await get()).toMatchObject({ ...TableInput, Name: "events", DatabaseName: "mine" });
    expect(glue.table("mine", "events").StorageDescriptor.Location).toBe("s3://b/events/");
    await expect(
      client.send(new sdk.CreateTableCommand({ DatabaseName: "mine", TableInput })),
    ).rejects.toMatchObject({ name: "AlreadyExistsException" });
    await client.send(
      new sdk.UpdateTableCommand({
        DatabaseName: "mine",
        TableInput: { ...TableInput, Description: "new" },
      }),
    );
    expect((await get())?.Description).toBe("new");
    await client.send(new sdk.DeleteTableCommand({ DatabaseName: "mine", Name: "events" }));
    await expect(get()).rejects.toMatchObject({
      name: "EntityNotFoundException",
      message: "Table events not found.",
    });
    await client.send(new sdk.DeleteDatabaseCommand({ Name: "mine" }));
    expect((await client.send(new sdk.GetDatabasesCommand({}))).DatabaseList).toEqual([]);
    await expect(
      client.send(new sdk.DeleteDatabaseCommand({ Name: "mine" })),
    ).rejects.toMatchObject({
      name: "EntityNotFoundException",
    });
  });

  it("filters and pages tables", async () => {
    await glue.ensureDatabase("lake");
    for (const Name of ["a1", "a2", "a3", "b1"]) await glue.putTable({ ...orders, Name });
    const list = (more: object) =>
      client.send(new sdk.GetTablesCommand({ DatabaseName: "lake", ...more }));
    const first = await list({ Expression: "a.*", MaxResults: 2 });
    expect(first.TableList?.map(({ Name }) => Name)).toEqual(["a1", "a2"]);
    const second = await list({ Expression: "a.*", MaxResults: 2, NextToken: first.NextToken });
    expect(second.TableList?.map(({ Name }) => Name)).toEqual(["a3"]);
    expect(second.NextToken).toBeUndefined();
    await expect(list({ NextToken: "forged" })).rejects.toMatchObject({
      name: "InvalidInputException",
    });
    await expect(list({ Expression: "(" })).rejects.toMatchObject({
      name: "InvalidInputException",
    });
    await expect(list({ MaxResults: 0 })).rejects.toMatchObject({ name: "InvalidInputException" });
  });

  it("has no partitions, as with projection", async () => {
    await glue.ensureDatabase("lake");
    await glue.putTable(orders);
    const where = { DatabaseName: "lake", TableName: "orders" };
    expect((await client.send(new sdk.GetPartitionsCommand(where))).Partitions).toEqual([]);
    await expect(
      client.send(new sdk.GetPartitionCommand({ ...where, PartitionValues: ["2026-01-02"] })),
    ).rejects.toMatchObject({ name: "EntityNotFoundException" });
    await expect(
      client.send(new sdk.CreatePartitionCommand({ ...where, PartitionInput: { Values: ["x"] } })),
    ).rejects.toMatchObject({ name: "NotImplemented" });
  });

  it("refuses input of another shape", async () => {
    await glue.ensureDatabase("lake");
    const create = (TableInput: object) =>
      client.send(
        new sdk.CreateTableCommand({
          DatabaseName: "lake",
          TableInput: { Name: "t", ...TableInput },
        }),
      );
    for (const bad of [
      { Name: "" },
      { Name: "a\nb" },
      { Parameters: { a: 1 } },
      { StorageDescriptor: { Columns: 1 } },
    ]) {
      await expect(create(bad)).rejects.toThrow();
    }
    expect(glue.tables("lake")).toEqual([]);
  });
});
