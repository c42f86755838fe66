import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  ListNamedQueriesCommand,
} from "@aws-sdk/client-athena";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import { GetTableCommand, GlueClient, type Table } from "@aws-sdk/client-glue";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { datasets, functions, tables } from "@tributary/contract";
import { type LocalPipeline, startLocal } from "@tributary/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Moto, startMoto } from "./moto.ts";
import { setVariables } from "./pipeline.ts";
import { block, isRecord, type Plan, planOf, type Resource } from "./plan.ts";
import { available } from "./toolchain.ts";
import { Workspace } from "./workspace.ts";

// What Terraform would make and what the local runtime runs, compared by their final values: two readers of one file
// prove nothing.

const { terraform, moto: motoCommand } = available();
const missing = [terraform, motoCommand].find((one) => typeof one === "string");

describe.skipIf(missing !== undefined)(
  `Terraform and the local runtime${missing ? ` (SKIPPED: ${missing})` : ""}`,
  () => {
    let moto: Moto;
    let workspace: Workspace;
    let plan: Plan;
    let local: LocalPipeline;
    let dataDir: string;
    let client: {
      endpoint: string;
      region: string;
      credentials: { accessKeyId: string; secretAccessKey: string };
    };

    beforeAll(async () => {
      if (typeof terraform === "string" || typeof motoCommand === "string") return;
      dataDir = mkdtempSync(join(tmpdir(), "tributary-tie-"));
      local = await startLocal({ dataDir, port: 0, awsPort: 0, apiKey: "key", bufferSeconds: 900 });
      const { region } = local.names;
      client = {
        endpoint: local.awsUrl,
        region,
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      };
      moto = await startMoto(motoCommand);
      workspace = new Workspace(terraform, { AWS_ENDPOINT_URL: moto.url, AWS_REGION: region });
      setVariables(workspace, {
        name_prefix: "tributary",
        environment: "local",
        authorization: "api_key",
        stream_mode: "provisioned",
      });
      const { status, stderr } = await workspace.init();
      if (status !== 0) throw new Error(stderr);
      plan = await planOf(workspace, []);
    });
    afterAll(async () => {
      await local?.stop();
      await moto?.stop();
      workspace?.remove();
      if (dataDir) rmSync(dataDir, { recursive: true });
    });

    const one = (type: string, holds: (resource: Resource) => boolean): Resource["values"] => {
      const [found, ...more] = plan.of(type).filter(holds);
      expect(more).toEqual([]);
      if (found === undefined) throw new Error(`the plan has no such ${type}`);
      return found.values;
    };
    const inModule = (type: string, module: string) =>
      plan.of(type).filter(({ address }) => address.startsWith(`module.${module}.`));

    /** Bucket names end in the account's number on AWS. */
    const withoutAccount = (text: unknown): string => String(text).replaceAll("-123456789012", "");

    describe("API", () => {
      const running = () => local.cloud.api.describe();
      const responses = (key: string, module: string) =>
        inModule("aws_api_gateway_integration_response", module)
          .filter(({ index }) => index === key || String(index).startsWith(`${key} `))
          .map(({ values }) => ({
            statusCode: Number(values.status_code),
            ...(values.selection_pattern === null
              ? {}
              : { selectionPattern: values.selection_pattern }),
            responseTemplates: values.response_templates,
            ...(Object.keys(block(values.response_parameters)).length === 0
              ? {}
              : { responseParameters: values.response_parameters }),
          }))
          .sort((a, b) => a.statusCode - b.statusCode);

      test("the same methods on the same paths, protected alike", () => {
        const planned = plan.of("aws_api_gateway_method").map(({ name, index, values }) => ({
          route: name === "mock" ? `${values.http_method} ${index}` : index,
          apiKeyRequired: values.api_key_required === true,
        }));
        const described = running().routes.map(({ method, path, apiKeyRequired = false }) => ({
          route: `${method} ${path}`,
          apiKeyRequired,
        }));
        expect(new Set(planned)).toEqual(new Set(described));
        expect(planned).toHaveLength(described.length);
      });

      test("the same resources under the paths", () => {
        const paths = new Set(running().routes.map(({ path }) => path));
        const planned = plan.of("aws_api_gateway_resource").map(({ name, index, values }) => {
          if (name === "proxy") return `/${values.path_part}`;
          expect(String(index).split("/").at(-1)).toBe(values.path_part);
          return `/${index}`;
        });
        expect(new Set(["/", ...planned])).toEqual(paths);
      });

      test("the same bytes of every template, the same responses of every integration", () => {
        let compared = 0;
        for (const { method, path, integration, requestModels, validateBody } of running().routes) {
          if (integration.type === "AWS_PROXY") continue;
          const isMock = integration.type === "MOCK";
          const key = isMock ? path : `${method} ${path}`;
          const module = isMock ? "api" : "ingest_api";
          const values = one(
            "aws_api_gateway_integration",
            ({ address, index }) => address.startsWith(`module.${module}.`) && index === key,
          );
          expect(values.request_templates, key).toEqual(integration.requestTemplates);
          expect(values.passthrough_behavior, key).toBe(integration.passthroughBehavior);
          expect(responses(key, module), key).toEqual(
            [...integration.responses].sort((a, b) => a.statusCode - b.statusCode),
          );
          if (!isMock) {
            expect(values.request_parameters, key).toEqual(integration.requestParameters);
            const own = one(
              "aws_api_gateway_method",
              ({ index, name }) => index === key && name !== "mock",
            );
            expect(own.request_models, key).toEqual(requestModels);
            expect(validateBody, key).toBe(true);
          }
          compared++;
        }
        expect(compared).toBeGreaterThan(10);
      });

      test("the same models", () => {
        const planned = plan
          .of("aws_api_gateway_model")
          .map(({ values }) => [String(values.name), JSON.parse(String(values.schema))]);
        const described = Object.entries(running().models).map(([name, text]) => [
          name,
          JSON.parse(text),
        ]);
        expect(Object.fromEntries(planned)).toEqual(Object.fromEntries(described));
      });

      test("the same answers of the gateway itself", () => {
        for (const [type, response] of Object.entries(running().gatewayResponses ?? {})) {
          const values = one("aws_api_gateway_gateway_response", ({ index }) => index === type);
          expect(values.response_templates, type).toEqual(response?.responseTemplates);
          expect(values.status_code ?? undefined, type).toEqual(response?.statusCode?.toString());
        }
      });

      test("the same stream behind it", () => {
        expect(one("aws_api_gateway_stage", () => true).variables).toEqual(
          running().stageVariables,
        );
      });
    });

    describe("stream readers", () => {
      test("event sources have the same settings", () => {
        expect(local.cloud.eventSources.length).toBeGreaterThan(1);
        for (const source of local.cloud.eventSources) {
          const described = source.describe();
          const name = described.FunctionArn.split(":")[6] ?? "";
          const key = name.replace("tributary-local-", "");
          const values = one("aws_lambda_event_source_mapping", ({ address }) =>
            address.includes(`["${key}"]`),
          );
          expect(
            {
              StartingPosition: values.starting_position,
              BatchSize: values.batch_size,
              MaximumBatchingWindowInSeconds: values.maximum_batching_window_in_seconds ?? 0,
              ParallelizationFactor: values.parallelization_factor,
              BisectBatchOnFunctionError: values.bisect_batch_on_function_error,
              MaximumRetryAttempts: values.maximum_retry_attempts,
              MaximumRecordAgeInSeconds: values.maximum_record_age_in_seconds,
              FunctionResponseTypes: values.function_response_types,
            },
            key,
          ).toEqual({
            StartingPosition: described.StartingPosition,
            BatchSize: described.BatchSize,
            MaximumBatchingWindowInSeconds: described.MaximumBatchingWindowInSeconds,
            ParallelizationFactor: described.ParallelizationFactor,
            BisectBatchOnFunctionError: described.BisectBatchOnFunctionError,
            MaximumRetryAttempts: described.MaximumRetryAttempts,
            MaximumRecordAgeInSeconds: described.MaximumRecordAgeInSeconds,
            FunctionResponseTypes: described.FunctionResponseTypes,
          });
        }
      });

      test.each(Object.keys(datasets))("delivery stream of %s", async (dataset) => {
        const values = one("aws_kinesis_firehose_delivery_stream", ({ address }) =>
          address.includes(`["${dataset}"]`),
        );
        const { DeliveryStreamDescription } = await new FirehoseClient(client).send(
          new DescribeDeliveryStreamCommand({ DeliveryStreamName: String(values.name) }),
        );
        const described =
          DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription;
        const s3 = block(values.extended_s3_configuration);
        expect({
          prefix: s3.prefix,
          errorPrefix: s3.error_output_prefix,
          bufferMb: s3.buffering_size,
          bufferSeconds: s3.buffering_interval,
          compression: s3.compression_format,
          partitioning: block(s3.dynamic_partitioning_configuration).enabled,
          table: block(block(s3.data_format_conversion_configuration).schema_configuration)
            .table_name,
          processors: processors(
            block(s3.processing_configuration).processors,
            "type",
            "parameters",
            "parameter_name",
            "parameter_value",
          ),
        }).toEqual({
          prefix: described?.Prefix,
          errorPrefix: described?.ErrorOutputPrefix,
          bufferMb: described?.BufferingHints?.SizeInMBs,
          bufferSeconds: described?.BufferingHints?.IntervalInSeconds,
          compression: described?.CompressionFormat,
          partitioning: described?.DynamicPartitioningConfiguration?.Enabled,
          table: described?.DataFormatConversionConfiguration?.SchemaConfiguration?.TableName,
          processors: processors(
            described?.ProcessingConfiguration?.Processors,
            "Type",
            "Parameters",
            "ParameterName",
            "ParameterValue",
          ),
        });
      });

      test.each(Object.keys(functions))("function %s", async (name) => {
        const values = one("aws_lambda_function", ({ address }) => address.includes(`["${name}"]`));
        const described = await new LambdaClient(client).send(
          new GetFunctionConfigurationCommand({ FunctionName: String(values.function_name) }),
        );
        const variables = block(block(values.environment).variables);
        expect({
          handler: values.handler,
          runtime: values.runtime,
          memory: values.memory_size,
          timeout: values.timeout,
          environment: Object.fromEntries(
            Object.entries(variables).map(([key, value]) => [key, withoutAccount(value)]),
          ),
        }).toEqual({
          handler: described.Handler,
          runtime: described.Runtime,
          memory: described.MemorySize,
          timeout: described.Timeout,
          environment: described.Environment?.Variables,
        });
      });
    });

    describe("lake and tables", () => {
      const described = async (name: string): Promise<Table | undefined> => {
        const command = new GetTableCommand({ DatabaseName: "tributary_local", Name: name });
        return (await new GlueClient(client).send(command)).Table;
      };
      const columns = (value: unknown): unknown =>
        Array.isArray(value)
          ? value
              .filter(isRecord)
              .map(({ name, type, comment }) => [name, type, comment || undefined])
          : value;

      test.each(Object.keys(datasets))("table %s", async (name) => {
        const values = one("aws_glue_catalog_table", ({ index }) => index === name);
        const storage = block(values.storage_descriptor);
        const table = await described(name);
        expect({
          database: values.database_name,
          columns: columns(storage.columns),
          keys: columns(values.partition_keys),
          location: withoutAccount(storage.location),
        }).toEqual({
          database: table?.DatabaseName,
          columns: table?.StorageDescriptor?.Columns?.map(({ Name, Type, Comment }) => [
            Name,
            Type,
            Comment,
          ]),
          keys: table?.PartitionKeys?.map(({ Name, Type, Comment }) => [Name, Type, Comment]),
          location: table?.StorageDescriptor?.Location,
        });
      });

      test("views", async () => {
        const planned = plan.of("aws_glue_catalog_table").filter(({ name }) => name === "view");
        expect(planned.length).toBeGreaterThan(3);
        for (const { index, values } of planned) {
          const table = await described(String(index));
          expect(presto(values.view_original_text), String(index)).toEqual(
            presto(table?.ViewOriginalText),
          );
          expect(columns(block(values.storage_descriptor).columns), String(index)).toEqual(
            table?.StorageDescriptor?.Columns?.map(({ Name, Type }) => [Name, Type, undefined]),
          );
        }
      });

      test("saved queries", async () => {
        const athena = new AthenaClient(client);
        const { NamedQueryIds } = await athena.send(
          new ListNamedQueriesCommand({ WorkGroup: "tributary-local" }),
        );
        const { NamedQueries = [] } = await athena.send(
          new BatchGetNamedQueryCommand({ NamedQueryIds }),
        );
        const planned = plan
          .of("aws_athena_named_query")
          .map(({ values }) => [values.name, values.description, values.query, values.database]);
        expect(new Set(planned)).toEqual(
          new Set(
            NamedQueries.map(({ Name, Description, QueryString, Database }) => [
              Name,
              Description,
              QueryString,
              Database,
            ]),
          ),
        );
        expect(planned.length).toBe(NamedQueries.length);
      });

      test.each(Object.keys(tables))("DynamoDB table %s", async (name) => {
        const values = one("aws_dynamodb_table", ({ index }) => index === name);
        const { Table: table } = await new DynamoDBClient(client).send(
          new DescribeTableCommand({ TableName: String(values.name) }),
        );
        const indexes = Array.isArray(values.global_secondary_index)
          ? values.global_secondary_index
          : [];
        expect({
          key: [values.hash_key, values.range_key],
          indexes: indexes
            .map(block)
            .map((index) => [index.name, index.hash_key, index.projection_type]),
        }).toEqual({
          key: table?.KeySchema?.map(({ AttributeName }) => AttributeName),
          indexes: (table?.GlobalSecondaryIndexes ?? []).map(
            ({ IndexName, KeySchema, Projection }) => [
              IndexName,
              KeySchema?.[0]?.AttributeName,
              Projection?.ProjectionType,
            ],
          ),
        });
      });
    });
  },
);

/** Processors as type → parameter → value; the role is added by the service. */
function processors(
  value: unknown,
  type: string,
  list: string,
  name: string,
  text: string,
): Record<string, Record<string, string>> {
  const all = Array.isArray(value) ? value.map(block) : [];
  return Object.fromEntries(
    all.map((processor) => {
      const parameters = Array.isArray(processor[list]) ? processor[list].map(block) : [];
      const entries = parameters
        .map((parameter) => [String(parameter[name]), String(parameter[text])] as const)
        // Known only when the function is there; moto's and the emulator's ARNs differ by alias.
        .filter(([key]) => key !== "LambdaArn" && key !== "RoleArn");
      return [String(processor[type]), Object.fromEntries(entries)];
    }),
  );
}

function presto(text: unknown): unknown {
  const [, base64 = ""] = /^\/\* Presto View: (.+) \*\/$/.exec(String(text)) ?? [];
  return JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
}
