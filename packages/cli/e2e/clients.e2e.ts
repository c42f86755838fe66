import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListNamedQueriesCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
} from "@aws-sdk/client-firehose";
import {
  GetDatabaseCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
} from "@aws-sdk/client-glue";
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordsCommand,
} from "@aws-sdk/client-kinesis";
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { datasets, functions } from "@tributary/contract";
import { type LocalPipeline, savedQueries, startLocal } from "@tributary/local";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { order } from "./corpus/events.ts";
import { exchange } from "./support/http.ts";
import { ask, awsEnvironment } from "./support/programs.ts";
import { temporaryDirectory } from "./support/temporary.ts";

let dataDir: string;
let pipeline: LocalPipeline;
let names: LocalPipeline["names"];

// The clients have their default settings: what they know is in the environment, as for any program.
beforeAll(async () => {
  dataDir = await temporaryDirectory();
  pipeline = await startLocal({ dataDir, port: 0, awsPort: 0, bufferSeconds: 0.5 });
  ({ names } = pipeline);
  for (const [name, value] of Object.entries(awsEnvironment(pipeline.awsUrl)))
    vi.stubEnv(name, value);
  await exchange(pipeline.apiUrl, {
    ...{ method: "POST", path: "/orders", body: Buffer.from(order({ order_id: '"o-1"' })) },
  });
  await pipeline.drained();
});
afterAll(async () => {
  await pipeline?.stop();
  vi.unstubAllEnvs();
});

describe("the AWS SDK for JavaScript, unchanged", () => {
  test("Kinesis: put, get, list, describe", async () => {
    const kinesis = new KinesisClient();
    const StreamName = names.stream;
    const { StreamNames } = await kinesis.send(new ListStreamsCommand());
    expect(StreamNames).toContain(StreamName);
    const summary = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(summary.StreamDescriptionSummary).toMatchObject({ StreamStatus: "ACTIVE" });
    const Records = [{ PartitionKey: "k", Data: Buffer.from("not an event") }];
    const put = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    expect(put).toMatchObject({ FailedRecordCount: 0 });
    const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName }));
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({
        ...{ StreamName, ShardId: Shards?.[0]?.ShardId, ShardIteratorType: "TRIM_HORIZON" },
      }),
    );
    const got = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    const texts = got.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString());
    expect(texts).toEqual([expect.stringContaining('"order_id":"o-1"'), "not an event"]);
    kinesis.destroy();
  });

  test("DynamoDB: get, put, update, delete, query, scan, batch, PartiQL batch", async () => {
    const dynamodb = new DynamoDBClient();
    const TableName = names.tables.invoices;
    const key = (line: string) => ({ invoice_no: { S: "sdk" }, line_id: { S: line } });
    await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key("1"), n: { N: "1.50" } } }));
    await dynamodb.send(
      new UpdateItemCommand({
        ...{ TableName, Key: key("1"), UpdateExpression: "ADD n :n" },
        ExpressionAttributeValues: { ":n": { N: "1" } },
      }),
    );
    const got = await dynamodb.send(new GetItemCommand({ TableName, Key: key("1") }));
    expect(got.Item?.n).toEqual({ N: "2.5" });
    await dynamodb.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ PutRequest: { Item: key("2") } }] },
      }),
    );
    const Statement = `INSERT INTO "${TableName}" VALUE {'invoice_no': ?, 'line_id': ?}`;
    const statement = (line: string) => ({ Statement, Parameters: [{ S: "sdk" }, { S: line }] });
    const batch = await dynamodb.send(
      new BatchExecuteStatementCommand({ Statements: [statement("2"), statement("3")] }),
    );
    expect(batch.Responses?.map(({ Error: e }) => e?.Code)).toEqual(["DuplicateItem", undefined]);
    const query = await dynamodb.send(
      new QueryCommand({
        ...{ TableName, KeyConditionExpression: "invoice_no = :i" },
        ExpressionAttributeValues: { ":i": { S: "sdk" } },
      }),
    );
    expect(query.Items?.map((item) => item.line_id?.S)).toEqual(["1", "2", "3"]);
    const several = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key("1"), key("3")] } } }),
    );
    expect(several.Responses?.[TableName]).toHaveLength(2);
    for (const line of ["1", "2", "3"]) {
      await dynamodb.send(new DeleteItemCommand({ TableName, Key: key(line) }));
    }
    expect(await dynamodb.send(new ScanCommand({ TableName }))).toMatchObject({ Count: 0 });
    dynamodb.destroy();
  });

  test("S3: put, get, head, delete, list, range, multipart", async () => {
    const s3 = new S3Client();
    const Bucket = names.athenaBucket;
    const at = (Key: string) => ({ Bucket, Key });
    await s3.send(new PutObjectCommand({ ...at("sdk/a"), Body: "hello", Metadata: { m: "1" } }));
    const ranged = await s3.send(new GetObjectCommand({ ...at("sdk/a"), Range: "bytes=1-3" }));
    expect(await ranged.Body?.transformToString()).toBe("ell");
    expect(await s3.send(new HeadObjectCommand(at("sdk/a")))).toMatchObject({
      ...{ ContentLength: 5, Metadata: { m: "1" } },
    });
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at("sdk/b")));
    const Body = Buffer.alloc(5 * 1024 * 1024, "x");
    const parts = [];
    for (const [PartNumber, part] of [
      [1, Body],
      [2, "tail"],
    ] as const) {
      const sent = await s3.send(
        new UploadPartCommand({ ...at("sdk/b"), UploadId, PartNumber, Body: part }),
      );
      parts.push({ PartNumber, ETag: sent.ETag });
    }
    await s3.send(
      new CompleteMultipartUploadCommand({
        ...{ ...at("sdk/b"), UploadId, MultipartUpload: { Parts: parts } },
      }),
    );
    const open = await s3.send(new CreateMultipartUploadCommand(at("sdk/c")));
    await s3.send(new AbortMultipartUploadCommand({ ...at("sdk/c"), UploadId: open.UploadId }));
    await s3.send(new DeleteObjectCommand(at("sdk/a")));
    const list = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "sdk/" }));
    expect(list.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ["sdk/b", Body.length + 4],
    ]);
    s3.destroy();
  });

  test("S3: keys that look like paths stay apart, and inside the data directory", async () => {
    const s3 = new S3Client();
    const Bucket = names.athenaBucket;
    const keys = [
      ...["../../etc/passwd", "k/../x", "k/./x", "k//x", "AC/DC", "ac/dc", "con.", "con", "nul "],
      ...["__HIVE_DEFAULT_PARTITION__", "a=b&c%2F", "a=b&c/", "ü", "u\u0308", "k/x", "k"],
    ].map((key) => `strange/${key}`);
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    for (const Key of keys) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await Body?.transformToString()).toBe(Key);
    }
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "strange/" }));
    const bytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
    expect(Contents?.map(({ Key }) => Key)).toEqual(keys.toSorted(bytes));
    const beside = await readdir(join(dataDir, ".."));
    expect(beside.filter((name) => name === "etc" || name === basename("passwd"))).toEqual([]);
    s3.destroy();
  });

  test("Firehose, Glue and Lambda: describe and list, read the catalogue, invoke", async () => {
    const firehose = new FirehoseClient();
    const { DeliveryStreamNames } = await firehose.send(new ListDeliveryStreamsCommand());
    expect(DeliveryStreamNames?.sort()).toEqual(Object.values(names.deliveryStreams).sort());
    const described = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: names.deliveryStreams.orders }),
    );
    expect(described.DeliveryStreamDescription).toMatchObject({ DeliveryStreamStatus: "ACTIVE" });
    firehose.destroy();

    const glue = new GlueClient();
    const DatabaseName = names.database;
    await glue.send(new GetDatabaseCommand({ Name: DatabaseName }));
    const { TableList } = await glue.send(new GetTablesCommand({ DatabaseName }));
    expect(TableList?.map(({ Name }) => Name)).toEqual(
      expect.arrayContaining([...Object.keys(datasets), "current_orders"]),
    );
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name: "orders" }));
    expect(Table?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(
      datasets.orders.columns.map(({ name }) => name),
    );
    glue.destroy();

    const lambda = new LambdaClient();
    const { Functions } = await lambda.send(new ListFunctionsCommand());
    expect(Functions).toHaveLength(Object.keys(functions).length);
    const FunctionName = names.functions["query-api"];
    const Payload = JSON.stringify({
      ...{ resource: "/orders/{order_id}", httpMethod: "GET", queryStringParameters: null },
      pathParameters: { order_id: "o-1" },
    });
    const invoked = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    const answer = JSON.parse(Buffer.from(invoked.Payload ?? []).toString());
    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('"o-1"') });
    lambda.destroy();
  });

  test("Athena: start, get, results, stop, named queries, workgroup", async () => {
    const athena = new AthenaClient();
    const WorkGroup = names.workgroup;
    const started = await athena.send(
      new StartQueryExecutionCommand({
        ...{ WorkGroup, QueryString: "select order_id, amount from purchase_details" },
        QueryExecutionContext: { Database: names.database },
      }),
    );
    const id = { QueryExecutionId: started.QueryExecutionId };
    await vi.waitFor(
      async () => {
        const { QueryExecution } = await athena.send(new GetQueryExecutionCommand(id));
        expect(QueryExecution?.Status?.State).toBe("SUCCEEDED");
      },
      { timeout: 30_000 },
    );
    const { ResultSet } = await athena.send(new GetQueryResultsCommand(id));
    const rows = ResultSet?.Rows?.map(({ Data }) => Data?.map((cell) => cell.VarCharValue));
    expect(rows).toEqual([
      ["order_id", "amount"],
      ["o-1", "17.85"],
    ]);
    await athena.send(new StopQueryExecutionCommand(id));
    const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({ WorkGroup }));
    expect(NamedQueryIds).toHaveLength((await savedQueries()).length);
    const workgroup = await athena.send(new GetWorkGroupCommand({ WorkGroup }));
    expect(workgroup.WorkGroup).toMatchObject({ Name: WorkGroup, State: "ENABLED" });
    athena.destroy();
  });
});

describe("other programs, where they are", () => {
  test("the AWS CLI", async ({ skip }) => {
    const aws = (...args: readonly string[]) => ask("aws", [...args, "--output", "json"]);
    const streams = await aws("kinesis", "list-streams");
    if (streams === undefined) return skip("there is no AWS CLI on this machine");
    expect(JSON.parse(streams).StreamNames).toContain(names.stream);
    const count = await aws(
      "dynamodb",
      "scan",
      "--table-name",
      names.tables.orders,
      "--select",
      "COUNT",
    );
    expect(JSON.parse(count ?? "")).toMatchObject({ Count: 1 });
    const listed = await ask("aws", [
      "s3",
      "ls",
      "--recursive",
      `s3://${names.dataBucket}/lake/orders/`,
    ]);
    expect(listed?.trim().split("\n")).toHaveLength(1);
    const tables = await aws("glue", "get-tables", "--database-name", names.database);
    expect(tables).toContain('"invoice_lines"');
    const named = await aws("athena", "list-work-groups");
    expect(named).toContain(names.workgroup);
    const lambdas = await aws("lambda", "list-functions");
    expect(lambdas).toContain("kinesis-consumer");
    const firehoses = await aws("firehose", "list-delivery-streams");
    expect(firehoses).toContain(names.deliveryStreams.invoice_lines);
  });

  test("boto3", async ({ skip }) => {
    const script = `
import boto3, json, sys
stream, table, bucket = sys.argv[1:]
kinesis, dynamodb, s3 = (boto3.client(n) for n in ("kinesis", "dynamodb", "s3"))
print(json.dumps({
  "status": kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamStatus"],
  "amount": [i["purchase_details"]["M"]["amount"]["N"] for i in dynamodb.scan(TableName=table)["Items"]],
  "raw": s3.list_objects_v2(Bucket=bucket, Prefix="raw/")["KeyCount"] > 0,
}))`;
    const args = ["-c", script, names.stream, names.tables.orders, names.dataBucket];
    const said = await ask("python3", args);
    if (said === undefined) return skip("there is no boto3 on this machine");
    expect(JSON.parse(said)).toEqual({ status: "ACTIVE", amount: ["17.85"], raw: true });
  });
});
