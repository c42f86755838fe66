import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { type LocalPipeline, startLocal } from "@tributary/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reconciliation } from "../src/reconcile/reconcile.ts";
import { localDeployment } from "../src/target/deployment.ts";
import { line, order } from "./corpus/events.ts";
import { command } from "./support/command.ts";
import { exchange } from "./support/http.ts";
import { temporaryDirectory } from "./support/temporary.ts";

let dataDir: string;
let pipeline: LocalPipeline;
const acks: string[] = [];

async function post(path: string, key: string, events: readonly string[]): Promise<void> {
  const answer = await exchange(pipeline.apiUrl, {
    ...{ method: "POST", path, body: Buffer.from(`[${events.join(",")}]`) },
    headers: { "idempotency-key": key },
  });
  expect(answer.status, answer.text).toBe(202);
  acks.push(...events.map((_, index) => `${key}/${index}`));
}

beforeAll(async () => {
  dataDir = await temporaryDirectory();
  pipeline = await startLocal({ dataDir, port: 0, awsPort: 0, bufferSeconds: 0.3 });
  const orders = [0, 1, 2].map((i) => order({ order_id: `"o-${i}"` }));
  await post("/orders/batch", "orders", orders);
  await post("/invoices/batch", "lines", [line({ LineNo: "1" }), line({ LineNo: "2" })]);
  await pipeline.drained();
});
afterAll(() => pipeline?.stop());

async function reconciled(
  ...args: string[]
): Promise<{ code: number | null; result: Reconciliation }> {
  const { code, stdout, stderr } = await command(
    "reconcile",
    "--data-dir",
    dataDir,
    "--json",
    ...args,
  );
  expect(stdout, stderr).not.toBe("");
  return { code, result: JSON.parse(stdout) };
}

const finding = (result: Reconciliation, sink: string) =>
  result.sinks.find((candidate) => candidate.sink === sink);

describe("pnpm reconcile", () => {
  test("is clean by the stream alone, and by acknowledgements", async () => {
    const byStream = await reconciled();
    expect(byStream).toMatchObject({ code: 0, result: { accepted: 5, acceptedBy: "stream" } });
    const file = join(dataDir, "acks.txt");
    await writeFile(file, `${acks.join("\n")}\n`);
    const { code, result } = await reconciled("--acks", file);
    expect({ code, accepted: result.accepted, by: result.acceptedBy }).toEqual({
      ...{ code: 0, accepted: 5, by: "acknowledgements" },
    });
    const text = await command("reconcile", "--data-dir", dataDir);
    expect(text.code).toBe(0);
    expect(text.stdout).toContain("Clean: nothing lost, nothing doubled.");
    expect(text.stdout).toMatch(/table orders +excluded 2: another kind of event/);
  });

  test("names what is lost, changed or never accepted, sink by sink, and exits with 1", async () => {
    const { client, names } = localDeployment(pipeline.awsUrl, pipeline.names);
    const dynamodb = new DynamoDBClient(client);
    const s3 = new S3Client(client);
    try {
      const TableName = names.tables.orders;
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
      const gone = Items.find((item) => item.order_id?.S === "o-1");
      const { customer_id, order_id } = gone ?? {};
      if (!customer_id || !order_id) throw new Error("the order is not there");
      await dynamodb.send(new DeleteItemCommand({ TableName, Key: { customer_id, order_id } }));
      const ghost = { ...gone, order_id: { S: "ghost" }, event_id: { S: "ghost/0" } };
      await dynamodb.send(new PutItemCommand({ TableName, Item: ghost }));
      const Bucket = names.dataBucket;
      const Prefix = "lake/invoice_lines/";
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
      for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      const raw = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "raw/" }));
      const archived = (raw.Contents ?? []).length;
      const file = join(dataDir, "acks.txt");
      await writeFile(file, `${[...acks, "never/0"].join("\n")}\n`);
      const { code, result } = await reconciled("--acks", file);
      expect(archived).toBeGreaterThan(0);
      expect(code).toBe(1);
      expect(finding(result, "raw")).toMatchObject({ lost: 1, lostIds: ["never/0"] });
      expect(finding(result, "table orders")).toMatchObject({
        ...{ stored: 2, lost: 1, lostIds: ["orders/1"] },
        ...{ unaccepted: 1, unacceptedIds: ["ghost/0"] },
      });
      expect(finding(result, "lake invoice_lines")).toMatchObject({
        ...{ stored: 0, lost: 2, lostIds: ["lines/0", "lines/1"] },
      });
      const text = await command("reconcile", "--data-dir", dataDir, "--acks", file);
      expect(text.stdout).toContain("lost from table orders: orders/1");
      expect(text.stdout).toContain("never accepted, but in table orders: ghost/0");
    } finally {
      dynamodb.destroy();
      s3.destroy();
    }
  });
});

describe("pnpm replay", () => {
  const replay = (...args: string[]) => command("replay", "--data-dir", dataDir, ...args);

  test("mends what reconcile found, and a dry run does not", async () => {
    const dry = await replay("--from", "raw", "--type", "invoice_line", "--dry-run", "--json");
    expect(JSON.parse(dry.stdout)).toMatchObject({ events: 2, records: 1 });
    const lines = await replay("--from", "raw", "--type", "invoice_line");
    expect(lines.stdout).toMatch(/^2 events were put back in 1 records/);
    const orders = await replay("--from", "raw", "--id", "orders/1", "--json");
    expect(JSON.parse(orders.stdout)).toMatchObject({ events: 1 });
    await pipeline.drained();
    const { result } = await reconciled();
    expect(result.lost).toBe(0);
    expect(finding(result, "table orders")).toMatchObject({ stored: 3, lost: 0 });
    expect(finding(result, "lake invoice_lines")).toMatchObject({ stored: 2, lost: 0 });
  });

  test.each([
    [["--from", "nowhere"]],
    [[]],
    [["--from", "raw", "--dataset", "orders"]],
    [["--from", "raw", "--reason", "defect"]],
    [["--from", "raw", "--since", "yesterday"]],
    [["--from", "raw", "--limit", "0"]],
    [["--from", "errors", "--dataset", "nothing"]],
  ])("refuses %j with exit code 2", async (args) => {
    expect((await replay(...args)).code).toBe(2);
  });
});
