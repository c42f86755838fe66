import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  BatchGetQueryExecutionCommand,
  GetNamedQueryCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListNamedQueriesCommand,
  ListQueryExecutionsCommand,
  ListTableMetadataCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeObjects, fakeCatalog } from "../../engines/sql/testing/fake-lake.ts";
import type { HttpServer } from "../../wire/http-server.ts";
import { startAwsListener } from "../../wire/listener.ts";
import { Athena } from "./athena.ts";

const directory = mkdtempSync(join(tmpdir(), "athena-"));
const objects = new FakeObjects(directory);
const table = {
  Name: "visits",
  DatabaseName: "shop",
  TableType: "EXTERNAL_TABLE",
  PartitionKeys: [{ Name: "dt", Type: "string" }],
  StorageDescriptor: { Columns: [{ Name: "id", Type: "bigint" }], Location: "s3://lake/visits/" },
  Parameters: {},
} as const;
const athena = Athena.open({
  objects,
  catalog: fakeCatalog([table]),
  workgroups: [
    { name: "shop", outputLocation: "s3://results/shop/", enforce: true },
    { name: "free", outputLocation: "s3://results/free/" },
  ],
  namedQueries: [
    {
      name: "one",
      description: "The number one",
      database: "shop",
      sql: "select 1",
      workgroup: "shop",
    },
  ],
});
let listener: HttpServer;
let client: AthenaClient;

beforeAll(async () => {
  listener = await startAwsListener({ services: [athena.wireService()], port: 0 });
  client = new AthenaClient({
    endpoint: listener.url,
    region: "eu-central-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await listener.close();
  await athena.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Hours of work. */
const slow =
  "select count(*) from unnest(sequence(1, 30000)) as a(x) cross join unnest(sequence(1, 100000)) as b(y) where (x * y) % 7 = 3";

/** Starts a query in the workgroup `shop` and waits until it is over. */
async function run(QueryString: string, input: Partial<StartQueryExecutionCommandInput> = {}) {
  const { QueryExecutionId = "" } = await client.send(
    new StartQueryExecutionCommand({
      QueryString,
      WorkGroup: "shop",
      QueryExecutionContext: { Database: "shop" },
      ...input,
    }),
  );
  await athena.executions.get(QueryExecutionId).done;
  const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
  return { id: QueryExecutionId, execution: QueryExecution };
}

const rows = async (id: string, MaxResults?: number, NextToken?: string) =>
  client.send(new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults, NextToken }));

test("a query succeeds: header row first, nulls without a value, types with digits", async () => {
  const { id, execution } = await run(
    "select cast(1.5 as decimal(12,2)) as price, 'a \"b\"' as name, cast(null as varchar) as gone, true as yes, timestamp '2026-01-02 03:04:05' as at",
  );
  expect(execution).toMatchObject({
    QueryExecutionId: id,
    StatementType: "DML",
    WorkGroup: "shop",
    QueryExecutionContext: { Database: "shop", Catalog: "AwsDataCatalog" },
    ResultConfiguration: { OutputLocation: `s3://results/shop/${id}.csv` },
    Status: { State: "SUCCEEDED" },
    Statistics: { DataScannedInBytes: 0 },
    EngineVersion: { EffectiveEngineVersion: "Athena engine version 3" },
  });
  expect(execution?.Status?.SubmissionDateTime).toBeInstanceOf(Date);
  const { ResultSet, UpdateCount } = await rows(id);
  expect(UpdateCount).toBe(0);
  expect(ResultSet?.Rows).toEqual([
    { Data: ["price", "name", "gone", "yes", "at"].map((VarCharValue) => ({ VarCharValue })) },
    {
      Data: [
        { VarCharValue: "1.50" },
        { VarCharValue: 'a "b"' },
        {},
        { VarCharValue: "true" },
        { VarCharValue: "2026-01-02 03:04:05.000" },
      ],
    },
  ]);
  expect(
    ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name, Type, Precision, Scale }) => [
      Name,
      Type,
      Precision,
      Scale,
    ]),
  ).toEqual([
    ["price", "decimal", 12, 2],
    ["name", "varchar", 2147483647, 0],
    ["gone", "varchar", 2147483647, 0],
    ["yes", "boolean", 0, 0],
    ["at", "timestamp", 3, 0],
  ]);
  const csv = (await objects.get("results", `shop/${id}.csv`)).toString();
  expect(csv).toBe(
    '"price","name","gone","yes","at"\n"1.50","a ""b""",,"true","2026-01-02 03:04:05.000"\n',
  );
});

test("results come in pages, and the header is a row of the first", async () => {
  const { id } = await run("select * from unnest(sequence(1, 5)) as t(n) order by n");
  const first = await rows(id, 4);
  expect(first.ResultSet?.Rows?.map((row) => row.Data?.[0]?.VarCharValue)).toEqual([
    "n",
    "1",
    "2",
    "3",
  ]);
  const second = await rows(id, 4, first.NextToken);
  expect(second.ResultSet?.Rows?.map((row) => row.Data?.[0]?.VarCharValue)).toEqual(["4", "5"]);
  expect(second.NextToken).toBeUndefined();
  await expect(rows(id, 4, "forged")).rejects.toMatchObject({ name: "InvalidRequestException" });
  await expect(rows(id, 1001)).rejects.toMatchObject({ name: "InvalidRequestException" });
});

test("a failed query says why, in Athena's words", async () => {
  const { id, execution } = await run("select 1 / 0");
  expect(execution?.Status).toMatchObject({
    State: "FAILED",
    StateChangeReason: "DIVISION_BY_ZERO: Division by zero",
    AthenaError: { ErrorCategory: 2, Retryable: false },
  });
  await expect(rows(id)).rejects.toThrow("Final query state: FAILED");
  const unknown = await run("select nothing from visits");
  expect(unknown.execution?.Status?.StateChangeReason).toBe(
    "COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved or requester is not authorized to access requested resources",
  );
});

test("a statement that cannot be read, or several, is refused at once", async () => {
  const start = (QueryString: string) => run(QueryString);
  await expect(start("selec 1")).rejects.toMatchObject({
    name: "InvalidRequestException",
    AthenaErrorCode: "MALFORMED_QUERY",
    message: expect.stringContaining("line 1:1: mismatched input 'selec'"),
  });
  await expect(start("select 1; select 2")).rejects.toThrow("Only one sql statement is allowed");
  await expect(start("drop table visits")).rejects.toThrow(
    "Queries of this type are not supported",
  );
});

test("the same client token is the same execution, for another query it is refused", async () => {
  const ClientRequestToken = "0123456789abcdef0123456789abcdef";
  const first = await run("select 1", { ClientRequestToken });
  const again = await run("select 1", { ClientRequestToken });
  expect(again.id).toBe(first.id);
  await expect(run("select 2", { ClientRequestToken })).rejects.toThrow(
    "Idempotent parameters do not match",
  );
});

test("an enforcing workgroup's output location wins over the client's", async () => {
  const ResultConfiguration = { OutputLocation: "s3://results/mine" };
  const enforced = await run("select 1", { ResultConfiguration });
  expect(enforced.execution?.ResultConfiguration?.OutputLocation).toBe(
    `s3://results/shop/${enforced.id}.csv`,
  );
  const free = await run("select 1", { ResultConfiguration, WorkGroup: "free" });
  expect(free.execution?.ResultConfiguration?.OutputLocation).toBe(
    `s3://results/mine/${free.id}.csv`,
  );
  await expect(run("select 1", { WorkGroup: "primary" })).rejects.toThrow(
    "No output location provided",
  );
  await expect(run("select 1", { WorkGroup: "none" })).rejects.toThrow(
    "WorkGroup none is not found.",
  );
});

test("parameters are literals", async () => {
  const { id } = await run("select ? as a, ? + 1 as b", { ExecutionParameters: ["'it''s'", "41"] });
  expect((await rows(id)).ResultSet?.Rows?.[1]?.Data).toEqual([
    { VarCharValue: "it's" },
    { VarCharValue: "42" },
  ]);
  const short = await run("select ?");
  expect(short.execution?.Status?.StateChangeReason).toContain("Incorrect number of parameters");
});

test("SHOW and DESCRIBE answer from the catalogue, as text without a header", async () => {
  const { id, execution } = await run("describe visits");
  expect(execution?.StatementType).toBe("UTILITY");
  expect(execution?.ResultConfiguration?.OutputLocation).toMatch(/\.txt$/);
  const { ResultSet } = await rows(id);
  expect(ResultSet?.Rows?.map((row) => row.Data?.[0]?.VarCharValue)).toEqual(["id", "dt"]);
  const shown = await run("show tables in shop 'vis*'");
  expect((await rows(shown.id)).ResultSet?.Rows?.[0]?.Data).toEqual([{ VarCharValue: "visits" }]);
});

test("a third query waits, and one that waits or runs can be stopped", async () => {
  const start = async () => {
    const started = await client.send(
      new StartQueryExecutionCommand({ QueryString: slow, WorkGroup: "shop" }),
    );
    return started.QueryExecutionId ?? "";
  };
  const ids = [await start(), await start(), await start()];
  const { QueryExecutions, UnprocessedQueryExecutionIds } = await client.send(
    new BatchGetQueryExecutionCommand({ QueryExecutionIds: [...ids, "unknown"] }),
  );
  expect(QueryExecutions?.map((found) => found.Status?.State)).toEqual([
    "RUNNING",
    "RUNNING",
    "QUEUED",
  ]);
  expect(UnprocessedQueryExecutionIds?.map((found) => found.QueryExecutionId)).toEqual(["unknown"]);
  await expect(rows(ids[0] ?? "")).rejects.toThrow("Current state: RUNNING");
  for (const QueryExecutionId of ids.reverse()) {
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    await athena.executions.get(QueryExecutionId).done;
    const { QueryExecution } = await client.send(
      new GetQueryExecutionCommand({ QueryExecutionId }),
    );
    expect(QueryExecution?.Status).toMatchObject({
      State: "CANCELLED",
      StateChangeReason: "Query cancelled by user",
    });
  }
  const { id } = await run("select 1");
  const { QueryExecutionIds } = await client.send(
    new ListQueryExecutionsCommand({ WorkGroup: "shop" }),
  );
  expect(QueryExecutionIds?.slice(0, 2)).toEqual([id, ids[0]]);
});

test("the state of a short query is asked for once", async () => {
  const ask = async (sql: string) => {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({ QueryString: sql, WorkGroup: "shop" }),
    );
    const { QueryExecution } = await client.send(
      new GetQueryExecutionCommand({ QueryExecutionId }),
    );
    return { QueryExecutionId, state: QueryExecution?.Status?.State };
  };
  expect((await ask("select 1")).state).toBe("SUCCEEDED");
  expect((await ask("select 1 / 0")).state).toBe("FAILED");
  const { QueryExecutionId = "", state } = await ask(slow);
  expect(state).toBe("RUNNING");
  await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
  await athena.executions.get(QueryExecutionId).done;
});

test("a query that takes too long fails", async () => {
  const hasty = Athena.open({ objects, catalog: fakeCatalog([]), timeout: 30 });
  const { id, done } = hasty.start({
    sql: "select count(*) from unnest(sequence(1, 30000)) as a(x) cross join unnest(sequence(1, 100000)) as b(y) where (x * y) % 7 = 3",
    outputLocation: "s3://results/",
  });
  await done;
  expect(hasty.executions.get(id)).toMatchObject({ state: "FAILED", reason: "Query timeout" });
});

test("a query that would read more than its workgroup allows is cancelled", async () => {
  athena.defineWorkgroup({
    name: "small",
    outputLocation: "s3://results/small/",
    bytesScannedCutoff: 3,
  });
  await objects.put({
    bucket: "lake",
    key: "visits/dt=2026-01-01/a.parquet",
    body: Buffer.from("nope"),
  });
  const { execution } = await run("select * from visits", { WorkGroup: "small" });
  // The file is no Parquet: its size is known before it is read, but its columns are not.
  expect(execution?.Status?.State).toBe("CANCELLED");
  expect(execution?.Status?.StateChangeReason).toBe("Bytes scanned limit was exceeded");
  const read = await run("select * from visits");
  expect(read.execution?.Status?.StateChangeReason).toMatch(/^HIVE_BAD_DATA: /);
});

test("workgroups, named queries and the catalogue can be listed", async () => {
  const groups = await client.send(new ListWorkGroupsCommand({}));
  expect(groups.WorkGroups?.map(({ Name }) => Name)).toEqual(
    expect.arrayContaining(["free", "primary", "shop"]),
  );
  const { WorkGroup } = await client.send(new GetWorkGroupCommand({ WorkGroup: "shop" }));
  expect(WorkGroup?.Configuration).toMatchObject({
    EnforceWorkGroupConfiguration: true,
    ResultConfiguration: { OutputLocation: "s3://results/shop/" },
  });
  const { NamedQueryIds = [] } = await client.send(
    new ListNamedQueriesCommand({ WorkGroup: "shop" }),
  );
  const { NamedQuery } = await client.send(
    new GetNamedQueryCommand({ NamedQueryId: NamedQueryIds[0] }),
  );
  expect(NamedQuery).toMatchObject({ Name: "one", QueryString: "select 1", Database: "shop" });
  const many = await client.send(
    new BatchGetNamedQueryCommand({ NamedQueryIds: [...NamedQueryIds, "x"] }),
  );
  expect(many.NamedQueries).toHaveLength(1);
  expect(many.UnprocessedNamedQueryIds).toHaveLength(1);
  const CatalogName = "AwsDataCatalog";
  const { DatabaseList } = await client.send(new ListDatabasesCommand({ CatalogName }));
  expect(DatabaseList?.map(({ Name }) => Name)).toEqual(["shop"]);
  const tables = await client.send(
    new ListTableMetadataCommand({ CatalogName, DatabaseName: "shop" }),
  );
  expect(tables.TableMetadataList?.[0]?.PartitionKeys).toEqual([{ Name: "dt", Type: "string" }]);
  const missing = new GetTableMetadataCommand({
    CatalogName,
    DatabaseName: "shop",
    TableName: "none",
  });
  await expect(client.send(missing)).rejects.toMatchObject({ name: "MetadataException" });
  const none = new ListTableMetadataCommand({ CatalogName, DatabaseName: "none" });
  await expect(client.send(none)).rejects.toMatchObject({ name: "MetadataException" });
  const { execution } = await run("show tables in none");
  expect(execution?.Status?.StateChangeReason).toBe(
    "SCHEMA_NOT_FOUND: line 1:1: Schema 'none' does not exist",
  );
});

test("in process, a query gives its rows without a file", async () => {
  const { columns, rows: found } = await athena.query("select 1 as n", { database: "shop" });
  expect({ columns, found }).toEqual({ columns: [{ name: "n", type: "integer" }], found: [["1"]] });
});
