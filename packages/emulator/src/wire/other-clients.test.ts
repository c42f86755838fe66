import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import { DynamoDb } from "../services/dynamodb/dynamodb.ts";
import { Glue } from "../services/glue/glue.ts";
import { Kinesis } from "../services/kinesis/kinesis.ts";
import { S3 } from "../services/s3/s3.ts";
import { NodeDisk } from "../storage/node-disk.ts";
import type { HttpServer } from "./http-server.ts";
import { startAwsListener } from "./listener.ts";

const run = promisify(execFile);

/** Whether a command failed because it is not there, or (pyenv, Python) what it would run is not. */
const isAbsent = (error: unknown) =>
  /ENOENT|command not found|No module named 'boto3'/.test(String(error));

let directory: string;
let s3: S3;
let kinesis: Kinesis;
let dynamodb: DynamoDb;
let glue: Glue;
let listener: HttpServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tributary-clients-"));
  const disk = new NodeDisk();
  s3 = await S3.open({ disk, directory: join(directory, "s3") });
  await disk.makeDirectory(join(directory, "kinesis"));
  kinesis = await Kinesis.open({ disk, directory: join(directory, "kinesis") });
  dynamodb = await DynamoDb.open({ directory: join(directory, "dynamodb"), clock: systemClock });
  glue = await Glue.open({ disk, directory: join(directory, "glue") });
  listener = await startAwsListener({
    services: [s3, kinesis, dynamodb, glue].map((service) => service.wireService()),
    port: 0,
  });
  await s3.ensureBucket("lake");
  await kinesis.ensureStream({ name: "events", shardCount: 1 });
  await glue.ensureDatabase("lake");
  await dynamodb.ensureTable({
    TableName: "orders",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
});

afterAll(async () => {
  await listener.close();
  await s3.close();
  await kinesis.close();
  await dynamodb.close();
  rmSync(directory, { recursive: true, force: true });
});

async function ask(command: string, ...input: string[]): Promise<string> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: listener.url,
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
    AWS_REGION: "eu-west-1",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: join(directory, "no-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "no-credentials"),
    AWS_MAX_ATTEMPTS: "1",
    PYTHONIOENCODING: "utf-8",
  };
  const { stdout } = await run(command, input, { env, cwd: directory, timeout: 20_000 });
  return stdout;
}

const script = `
import boto3, json
s3, kinesis = boto3.client("s3"), boto3.client("kinesis")
dynamodb, glue = boto3.client("dynamodb"), boto3.client("glue")
said = {}
key = "a b/\\u00fc+&%.txt"
s3.put_object(Bucket="lake", Key=key, Body=b"hello", Metadata={"m": "1"}, ContentType="text/plain")
got = s3.get_object(Bucket="lake", Key=key)
said["s3"] = [got["Body"].read().decode(), got["Metadata"], got["ContentType"]]
said["keys"] = [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]]
try:
    s3.get_object(Bucket="lake", Key="absent")
except s3.exceptions.NoSuchKey as error:
    said["absent"] = error.response["Error"]["Code"]
kinesis.put_record(StreamName="events", PartitionKey="p", Data=b"\\x00\\xff")
shard = kinesis.list_shards(StreamName="events")["Shards"][0]["ShardId"]
iterator = kinesis.get_shard_iterator(StreamName="events", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
said["records"] = [r["Data"].hex() for r in kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]]
dynamodb.put_item(TableName="orders", Item={"id": {"S": "1"}, "n": {"N": "12.50"}})
said["item"] = dynamodb.get_item(TableName="orders", Key={"id": {"S": "1"}})["Item"]
try:
    dynamodb.get_item(TableName="absent", Key={"id": {"S": "1"}})
except dynamodb.exceptions.ResourceNotFoundException:
    said["table"] = "not found"
glue.create_table(DatabaseName="lake", TableInput={"Name": "t", "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}]}})
said["glue"] = [t["Name"] for t in glue.get_tables(DatabaseName="lake")["TableList"]]
print(json.dumps(said))
`;

describe("other clients", () => {
  it("boto3 works with every service", async ({ skip }) => {
    const file = join(directory, "script.py");
    writeFileSync(file, script);
    const said = await ask("python3", file).catch((error: unknown) => {
      if (isAbsent(error)) skip("there is no boto3 on this machine");
      throw error;
    });
    expect(JSON.parse(said)).toEqual({
      s3: ["hello", { m: "1" }, "text/plain"],
      keys: ["a b/ü+&%.txt"],
      absent: "NoSuchKey",
      records: ["00ff"],
      item: { id: { S: "1" }, n: { N: "12.5" } },
      table: "not found",
      glue: ["t"],
    });
  });

  it("the AWS CLI uploads in parts", async ({ skip }) => {
    // Over 8 MB it does.
    const big = Buffer.alloc(9 * 1024 * 1024, "tributary");
    writeFileSync(join(directory, "big.bin"), big);
    const upload = ask("aws", "s3", "cp", "big.bin", "s3://lake/cli/big.bin", "--no-progress");
    await upload.catch((error: unknown) => {
      if (isAbsent(error)) skip("there is no AWS CLI on this machine");
      throw error;
    });
    expect((await s3.get("lake", "cli/big.bin")).equals(big)).toBe(true);
    expect((await s3.list("lake", "cli/"))[0]?.etag).toMatch(/-2$/);
  });
});
