import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AthenaClient, ListNamedQueriesCommand } from "@aws-sdk/client-athena";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import { GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { datasets, eventSources, functions, stream } from "@tributary/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeSha256 } from "../src/artifacts.ts";
import { parseArguments, type Report, run } from "../src/index.ts";
import { type Moto, startMoto } from "./moto.ts";
import { ACCESS_LOGS, everyOption, NAME, setVariables } from "./pipeline.ts";
import { block, type Plan, planOf } from "./plan.ts";
import { settingRules, statementRules, type Violation, violations } from "./policy.ts";
import { available, repositoryRoot } from "./toolchain.ts";
import { type Run, Workspace } from "./workspace.ts";

const { terraform, moto: motoCommand } = available();
const missing = [terraform, motoCommand].find((one) => typeof one === "string");

describe.skipIf(missing !== undefined)(
  `applied to moto${missing ? ` (SKIPPED: ${missing})` : ""}`,
  () => {
    let moto: Moto;
    let workspace: Workspace;
    let product: Workspace;
    let applied: Run;
    let appliedAgain: Run;
    let fresh: Plan;
    let settled: Plan;
    const examples = new Map<string, Plan>();
    let client: {
      endpoint: string;
      region: string;
      credentials: { accessKeyId: string; secretAccessKey: string };
    };
    let lambda: LambdaClient;

    beforeAll(async () => {
      if (typeof terraform === "string" || typeof motoCommand === "string") return;
      moto = await startMoto(motoCommand);
      client = {
        endpoint: moto.url,
        region: "eu-west-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      };
      lambda = new LambdaClient(client);
      await makeLogBucket(client);
      workspace = new Workspace(terraform, { AWS_ENDPOINT_URL: moto.url });
      workspace.overrideForMoto();
      product = new Workspace(terraform, { AWS_ENDPOINT_URL: moto.url });
      setVariables(product, everyOption);
      // Protected tables could not be destroyed at the end.
      setVariables(workspace, { ...everyOption, deletion_protection: false });
      for (const one of [workspace, product]) {
        const { status, stderr } = await one.init();
        if (status !== 0) throw new Error(stderr);
      }
      // What the product plans is looked at while the apply waits for moto.
      const [first] = await Promise.all([apply(workspace), planProduct()]);
      applied = first;
      appliedAgain = await apply(workspace);
      settled = await planOf(workspace, []);
    });
    const planProduct = async (): Promise<void> => {
      fresh = await planOf(product, []);
      for (const name of ["minimal", "complete"]) {
        const directory = join("examples", name);
        const { status, stderr } = await product.init(directory);
        if (status !== 0) throw new Error(stderr);
        examples.set(name, await planOf(product, [], directory));
      }
    };
    afterAll(async () => {
      await moto?.stop();
      workspace?.remove();
      product?.remove();
    });

    test("apply makes everything", () => {
      expect(applied.stderr).toBe("");
      expect(applied.status).toBe(0);
    });

    test("a second apply and a plan find nothing left to do", () => {
      expect(appliedAgain.stderr).toBe("");
      expect(settled.isEmpty, settled.text).toBe(true);
    });

    test("only what the override files leave out is not there", () => {
      const written = resourcesIn(join(workspace.directory, "modules"), /^moto_override\.tf$/);
      const made = new Set(
        settled.resources
          .filter(({ mode }) => mode === "managed")
          .map(({ type, name }) => `${type}.${name}`),
      );
      const absent = written.filter((one) => !made.has(one));
      // The authorizer is Cognito's, and the API takes keys here.
      expect(absent).toEqual([
        "aws_api_gateway_authorizer.cognito",
        "aws_s3_bucket_metric.this",
        "aws_s3_bucket_policy.this",
      ]);
    });

    test("every entry of the override files has its reason", () => {
      const folder = join(repositoryRoot, "terraform/tests/moto");
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith(".tf"),
      );
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) {
        const text = readFileSync(join(folder, file), "utf8");
        for (const [entry] of text.matchAll(/(^#.*\n)*^(resource|provider) [\s\S]*?^}/gm)) {
          expect(entry, file).toMatch(/# .*moto/);
        }
      }
    });

    test("event sources have the contract's settings", async () => {
      const { EventSourceMappings = [] } = await lambda.send(
        new ListEventSourceMappingsCommand({}),
      );
      const found = EventSourceMappings.map((one) => [
        one.FunctionArn?.split(":")[6]?.replace(`${NAME}-`, ""),
        {
          startingPosition: one.StartingPosition,
          batchSize: one.BatchSize,
          batchingWindowSeconds: one.MaximumBatchingWindowInSeconds ?? 0,
          parallelizationFactor: one.ParallelizationFactor,
          bisectBatchOnFunctionError: one.BisectBatchOnFunctionError,
          maximumRetryAttempts: one.MaximumRetryAttempts,
          maximumRecordAgeSeconds: one.MaximumRecordAgeInSeconds,
          reportBatchItemFailures: one.FunctionResponseTypes?.includes("ReportBatchItemFailures"),
        },
      ]);
      expect(Object.fromEntries(found)).toEqual(eventSources);
    });

    test("delivery streams call the alias of their transform", async () => {
      const firehose = new FirehoseClient(client);
      for (const [name, { transform }] of Object.entries(datasets)) {
        const { DeliveryStreamDescription } = await firehose.send(
          new DescribeDeliveryStreamCommand({
            DeliveryStreamName: `${NAME}-${name.replaceAll("_", "-")}`,
          }),
        );
        const s3 = DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription;
        const parameters = s3?.ProcessingConfiguration?.Processors?.flatMap(
          ({ Parameters }) => Parameters ?? [],
        );
        expect(parameters).toContainEqual({
          ParameterName: "LambdaArn",
          ParameterValue: `arn:aws:lambda:eu-west-1:123456789012:function:${NAME}-${transform}:live`,
        });
        expect(s3?.Prefix).toBe(`lake/${name}/dt=!{partitionKeyFromLambda:dt}/`);
      }
    });

    test("stream, tables, lake and saved queries can be read", async () => {
      // The SDK's client would speak HTTP/2, which moto does not.
      const summary = await describeStream(`${NAME}-events`);
      expect(summary.RetentionPeriodHours).toBe(stream.retentionHours);
      expect(summary.OpenShardCount).toBe(2);
      const { Table } = await new DynamoDBClient(client).send(
        new DescribeTableCommand({ TableName: `${NAME}-orders` }),
      );
      expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual([
        "customer_id",
        "order_id",
      ]);
      const { Table: lake } = await new GlueClient(client).send(
        new GetTableCommand({ DatabaseName: "shop_test", Name: "orders" }),
      );
      expect(lake?.StorageDescriptor?.Columns?.map(({ Name }) => Name)).toEqual(
        datasets.orders.columns.map(({ name }) => name),
      );
      const { NamedQueryIds = [] } = await new AthenaClient(client).send(
        new ListNamedQueriesCommand({ WorkGroup: NAME }),
      );
      const saved = readdirSync(join(repositoryRoot, "athena/queries")).filter((name) =>
        name.endsWith(".sql"),
      );
      expect(NamedQueryIds).toHaveLength(saved.length);
    });

    const describeStream = async (name: string) => {
      const response = await fetch(moto.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "Kinesis_20131202.DescribeStreamSummary",
          authorization:
            "AWS4-HMAC-SHA256 Credential=test/20240101/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=none",
        },
        body: JSON.stringify({ StreamName: name }),
      });
      const body: unknown = await response.json();
      return block(block(body).StreamDescriptionSummary);
    };

    describe("security", () => {
      const exceptions: readonly (Violation & { readonly reason: string })[] = JSON.parse(
        readFileSync(join(repositoryRoot, "terraform/tests/policy-exceptions.json"), "utf8"),
      );
      const covers = (exception: Violation, { rule, address }: Violation): boolean =>
        exception.rule === rule &&
        new RegExp(`^${exception.address.split("*").map(literal).join(".*")}$`).test(address);

      test.each(Object.keys(statementRules))("policies: %s", (rule) => {
        const found = violations(settled, {
          [rule]: statementRules[rule] ?? (() => ["no such rule"]),
        });
        expect(
          found.filter((one) => !exceptions.some((exception) => covers(exception, one))),
        ).toEqual([]);
      });

      test.each(Object.keys(settingRules))("settings: %s", (rule) => {
        const found = violations(fresh, { [rule]: settingRules[rule] ?? (() => ["no such rule"]) });
        expect(
          found.filter((one) => !exceptions.some((exception) => covers(exception, one))),
        ).toEqual([]);
      });

      test("every exception has a reason and is needed", () => {
        const found = [...violations(settled, statementRules), ...violations(fresh, settingRules)];
        for (const exception of exceptions) {
          expect(exception.reason.length, exception.address).toBeGreaterThan(20);
          expect(
            found.some((one) => covers(exception, one)),
            `${exception.rule}: ${exception.address}`,
          ).toBe(true);
        }
      });
    });

    describe("deploys", () => {
      const answer = JSON.stringify({
        records: [
          { recordId: "order", result: "Ok" },
          { recordId: "invoice", result: "Dropped" },
        ],
        batchItemFailures: [],
        statusCode: 404,
      });
      const live = async (name: string) => {
        const FunctionName = `${NAME}-${name}`;
        const { FunctionVersion = "" } = await lambda.send(
          new GetAliasCommand({ FunctionName, Name: "live" }),
        );
        const configuration = await lambda.send(
          new GetFunctionConfigurationCommand({ FunctionName, Qualifier: FunctionVersion }),
        );
        return {
          version: FunctionVersion,
          code: configuration.CodeSha256,
          memory: configuration.MemorySize,
        };
      };
      const zipOf = (name: string): Buffer =>
        readFileSync(join(workspace.functionsDirectory, name, "dist/function.zip"));
      const deploy = async (answers: readonly string[], old?: Uint8Array): Promise<Report> => {
        await moto.answerInvocations(answers);
        const options = parseArguments(
          ["--name", NAME, "--directory", workspace.functionsDirectory, "--release", "r1"],
          {},
        );
        return run(options, lambda, {
          pollMs: 50,
          download: async () => old ?? Promise.reject(new Error("nothing to download")),
        });
      };

      test("update code, publish a version and shift the alias, and leave the plan empty", async () => {
        const before = await live("query-api");
        workspace.writeFunction("query-api", "second");
        workspace.writeFunction("orders-transform", "second");
        const report = await deploy([answer, answer, answer, answer]);
        expect(report.failed, JSON.stringify(report)).toBe(false);
        expect(
          report.outcomes.filter(({ result }) => result === "deployed").map(({ name }) => name),
        ).toEqual(["orders-transform", "query-api"]);
        const after = await live("query-api");
        expect(after.version).not.toBe(before.version);
        expect(after.code).toBe(codeSha256(zipOf("query-api")));
        expect(await changes(workspace)).toBe("none");
      });

      test("that fail put the old code back, and leave the plan empty", async () => {
        const before = await live("raw-archiver");
        const old = zipOf("raw-archiver");
        workspace.writeFunction("raw-archiver", "broken");
        const report = await deploy(["{}", "{}"], old);
        expect(report.outcomes.find(({ name }) => name === "raw-archiver")?.result).toBe(
          "restored",
        );
        expect((await live("raw-archiver")).code).toBe(before.code);
        workspace.writeFunction("raw-archiver", "first");
        expect(await changes(workspace)).toBe("none");
      });

      test("are not undone by a change of memory, which reaches the alias", async () => {
        const before = await live("query-api");
        setVariables(workspace, {
          ...everyOption,
          deletion_protection: false,
          memory_mb: { "query-api": 1024 },
        });
        expect((await apply(workspace)).stderr).toBe("");
        const after = await live("query-api");
        expect(after).toMatchObject({ code: before.code, memory: 1024 });
        expect(Number(after.version)).toBeGreaterThan(Number(before.version));
        expect(await changes(workspace)).toBe("none");
      });
    });

    test("destroy leaves nothing behind", async () => {
      // moto cannot delete a named query; the workgroup takes its queries along.
      const kept = settled.of("aws_athena_named_query").map(({ address }) => address);
      const forgotten = await workspace.terraform(["state", "rm", ...kept]);
      expect(forgotten.stderr).toBe("");
      const destroyed = await workspace.terraform([
        "destroy",
        "-auto-approve",
        "-no-color",
        "-input=false",
        "-parallelism=20",
      ]);
      expect(destroyed.stderr).toBe("");
      const { stdout } = await workspace.terraform(["state", "list"]);
      expect(stdout).toBe("");
    }, 300_000);

    describe("examples", () => {
      test.each(["minimal", "complete"])("%s plans", (name) => {
        const plan = examples.get(name);
        expect(plan?.of("aws_lambda_function")).toHaveLength(Object.keys(functions).length);
        expect(plan?.of("aws_kinesis_firehose_delivery_stream")).toHaveLength(
          Object.keys(datasets).length,
        );
      });
    });
  },
);

const apply = (workspace: Workspace): Promise<Run> =>
  workspace.terraform(["apply", "-auto-approve", "-no-color", "-input=false", "-parallelism=20"]);

/** `none`, or what the plan would do. */
async function changes(workspace: Workspace): Promise<string> {
  const { status, stdout, stderr } = await workspace.terraform([
    "plan",
    "-detailed-exitcode",
    "-no-color",
    "-input=false",
  ]);
  return status === 0 ? "none" : `${stdout}${stderr}`;
}

/** `type.name` of every resource that the product's modules write. */
function resourcesIn(directory: string, except: RegExp): readonly string[] {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".tf") && !except.test(name.split(/[\\/]/).at(-1) ?? ""),
  );
  const found = files.flatMap((name) =>
    [
      ...readFileSync(join(directory, name), "utf8").matchAll(/^resource "([^"]+)" "([^"]+)"/gm),
    ].map(([, type, resource]) => `${type}.${resource}`),
  );
  return [...new Set(found)].sort();
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A bucket that S3 may write access logs to. */
async function makeLogBucket(client: ConstructorParameters<typeof S3Client>[0]): Promise<void> {
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({
      Bucket: ACCESS_LOGS,
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket: ACCESS_LOGS,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "logging.s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: `arn:aws:s3:::${ACCESS_LOGS}/*`,
          },
        ],
      }),
    }),
  );
}
