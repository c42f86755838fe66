import type { ApiDefinition } from "./services/apigateway/index.ts";
import type { NamedQueryDefinition } from "./services/athena/named-query.ts";
import type { WorkgroupDefinition } from "./services/athena/workgroup.ts";
import type { DeliveryStreamOptions } from "./services/firehose/definition.ts";
import type { CreateStreamInput } from "./services/kinesis/kinesis.ts";
import type { FunctionOptions } from "./services/lambda/definition.ts";
import type { EventSourceMappingOptions } from "./services/lambda/event-source/options.ts";
import type { GlueTable } from "./services/ports.ts";

/** Everything that runs in the embedded AWS, in AWS's own terms. */
export interface CloudDefinition {
  readonly region: string;
  readonly streams: readonly CreateStreamInput[];
  readonly buckets: readonly string[];
  /** Inputs of DynamoDB's CreateTable. */
  readonly tables: readonly Readonly<Record<string, unknown>>[];
  readonly databases: readonly { readonly name: string; readonly description?: string }[];
  readonly catalogTables: readonly GlueTable[];
  readonly functions: readonly FunctionOptions[];
  readonly eventSources: readonly EventSourceMappingOptions[];
  readonly deliveryStreams: readonly DeliveryStreamOptions[];
  readonly workgroups: readonly WorkgroupDefinition[];
  readonly namedQueries: readonly NamedQueryDefinition[];
  readonly api: ApiDefinition;
}
