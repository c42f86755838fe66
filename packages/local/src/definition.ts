import { join } from "node:path";
import {
  type DatasetName,
  datasets,
  delivery,
  type EventSourceName,
  eventSources,
  functions,
  PROJECTION_START,
  partitionKey,
  prefixes,
  stream,
  type TableName,
  tables,
} from "@tributary/contract";
import type {
  CloudDefinition,
  DeliveryStreamOptions,
  EventSourceMappingOptions,
  FunctionOptions,
  GlueTable,
} from "@tributary/emulator";
import { apiDefinition } from "./api.ts";
import type { DeploymentNames } from "./names.ts";
import { repositoryRoot } from "./repository.ts";
import { savedQueries, savedViews } from "./saved-sql.ts";
import { viewTable } from "./views.ts";

export interface DefinitionOptions {
  /** Of a new stream. */
  readonly shards: number;
  readonly apiKeyRequired: boolean;
}

const keys = <T extends string>(record: Readonly<Record<T, unknown>>): T[] =>
  Object.keys(record) as T[];

/** The pipeline in AWS's terms: what Terraform makes of the contract, made of the same contract. */
export async function pipelineDefinition(
  names: DeploymentNames,
  options: DefinitionOptions,
): Promise<CloudDefinition> {
  const queries = await savedQueries();
  return {
    region: names.region,
    streams: [
      { name: names.stream, shardCount: options.shards, retentionHours: stream.retentionHours },
    ],
    buckets: [names.dataBucket, names.athenaBucket],
    tables: keys(tables).map((name) => createTable(names, name)),
    databases: [{ name: names.database, description: "Orders and invoices" }],
    catalogTables: [
      ...keys(datasets).map((name) => lakeTable(names, name)),
      ...(await savedViews()).map((view) => viewTable(names, view)),
    ],
    functions: keys(functions).map((name) => lambdaFunction(names, name)),
    eventSources: keys(eventSources).map((name) => eventSource(names, name)),
    deliveryStreams: keys(datasets).map((name) => deliveryStream(names, name)),
    workgroups: [
      {
        name: names.workgroup,
        outputLocation: `s3://${names.athenaBucket}/${prefixes.athenaResults}`,
        enforce: true,
      },
    ],
    namedQueries: queries.map(({ name, description, sql }) => ({
      name,
      description,
      database: names.database,
      workgroup: names.workgroup,
      sql,
    })),
    api: await apiDefinition(names, options.apiKeyRequired),
  };
}

function createTable(names: DeploymentNames, name: TableName): Record<string, unknown> {
  const { hashKey, rangeKey, indexes } = tables[name];
  const attributes = new Set([hashKey, rangeKey, ...indexes.map((index) => index.hashKey)]);
  return {
    TableName: names.tables[name],
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...attributes].map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    KeySchema: [
      { AttributeName: hashKey, KeyType: "HASH" },
      { AttributeName: rangeKey, KeyType: "RANGE" },
    ],
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: [{ AttributeName: index.hashKey, KeyType: "HASH" }],
            Projection: { ProjectionType: index.projection },
          })),
        }),
  };
}

function lakeTable(names: DeploymentNames, name: DatasetName): GlueTable {
  const { description, grain, columns } = datasets[name];
  const location = `s3://${names.dataBucket}/${prefixes.lake}${name}/`;
  const column = ({ name: Name, type: Type, comment: Comment }: (typeof columns)[number]) => ({
    Name,
    Type,
    Comment,
  });
  return {
    Name: name,
    DatabaseName: names.database,
    Description: `${description}. One row per ${grain}.`,
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: [
      { Name: partitionKey.name, Type: partitionKey.type, Comment: partitionKey.comment },
    ],
    StorageDescriptor: {
      Columns: columns.map(column),
      Location: location,
    },
    Parameters: {
      EXTERNAL: "TRUE",
      classification: "parquet",
      "parquet.compression": "SNAPPY",
      "projection.enabled": "true",
      [`projection.${partitionKey.name}.type`]: "date",
      [`projection.${partitionKey.name}.format`]: "yyyy-MM-dd",
      [`projection.${partitionKey.name}.range`]: `${PROJECTION_START},NOW+2DAYS`,
      "storage.location.template": `${location}${partitionKey.name}=\${${partitionKey.name}}/`,
    },
  };
}

function lambdaFunction(names: DeploymentNames, name: string): FunctionOptions {
  const settings = functions[name];
  const own = names.functions[name];
  if (!settings || own === undefined) throw new Error(`The contract has no function ${name}`);
  const values: Readonly<Record<string, string>> = {
    ORDERS_TABLE: names.tables.orders,
    INVOICES_TABLE: names.tables.invoices,
    CUSTOMERS_TABLE: names.tables.customers,
    QUARANTINE_BUCKET: names.dataBucket,
    RAW_BUCKET: names.dataBucket,
  };
  const environment = settings.environment.map((variable): [string, string] => {
    const value = values[variable];
    if (value === undefined) throw new Error(`${name} needs ${variable}, which is not set here`);
    return [variable, value];
  });
  return {
    name: own,
    bundleDirectory: join(repositoryRoot, "packages/lambdas", name, "dist/bundle"),
    handler: settings.handler,
    description: settings.description,
    memoryMb: settings.memoryMb,
    timeoutSeconds: settings.timeoutSeconds,
    environment: Object.fromEntries(environment),
  };
}

function eventSource(names: DeploymentNames, name: EventSourceName): EventSourceMappingOptions {
  const settings = eventSources[name];
  return {
    functionName: names.functions[name] ?? "",
    streamName: names.stream,
    startingPosition: settings.startingPosition,
    batchSize: settings.batchSize,
    maximumBatchingWindowSeconds: settings.batchingWindowSeconds,
    parallelizationFactor: settings.parallelizationFactor,
    bisectBatchOnFunctionError: settings.bisectBatchOnFunctionError,
    maximumRetryAttempts: settings.maximumRetryAttempts,
    maximumRecordAgeSeconds: settings.maximumRecordAgeSeconds,
    reportBatchItemFailures: settings.reportBatchItemFailures,
    onFailureBucket: names.dataBucket,
  };
}

function deliveryStream(names: DeploymentNames, name: DatasetName): DeliveryStreamOptions {
  const ofDataset = (prefix: string): string => prefix.replace("{dataset}", name);
  return {
    name: names.deliveryStreams[name],
    streamName: names.stream,
    // On AWS it is LATEST, and Terraform sees to it that nothing is sent before the stream is there.
    startingPosition: "TRIM_HORIZON",
    deAggregation: delivery.deAggregation,
    processor: {
      functionName: names.functions[datasets[name].transform] ?? "",
      bufferSizeMb: delivery.transformBufferMb,
      bufferIntervalSeconds: delivery.transformBufferSeconds,
      retries: delivery.transformRetries,
    },
    dynamicPartitioning: true,
    bucket: names.dataBucket,
    prefix: ofDataset(delivery.prefix),
    errorPrefix: ofDataset(delivery.errorPrefix),
    bufferMb: delivery.bufferMb,
    bufferSeconds: delivery.bufferSeconds,
    dataFormatConversion: { database: names.database, table: name },
  };
}
