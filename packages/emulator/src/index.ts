export { type Cloud, type CloudOptions, openCloud } from "./cloud.ts";
export type { CloudDefinition } from "./cloud-definition.ts";
export { encodePrestoView } from "./engines/sql/lake.ts";
export {
  type ApiDefinition,
  type ApiRequest,
  type ApiResponse,
  defineApi,
  type IntegrationResponseDefinition,
  invoke as invokeApi,
  type RouteDefinition,
} from "./services/apigateway/index.ts";
export { Athena, type QueryResult } from "./services/athena/athena.ts";
export type { DeliveryStreamOptions } from "./services/firehose/definition.ts";
export { Glue } from "./services/glue/glue.ts";
export type { FunctionOptions } from "./services/lambda/definition.ts";
export type { EventSourceMappingOptions } from "./services/lambda/event-source/options.ts";
export type { GlueTable, Lag } from "./services/ports.ts";
export { S3 } from "./services/s3/s3.ts";
export { NodeDisk } from "./storage/node-disk.ts";
