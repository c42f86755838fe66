export { type Cloud, type CloudOptions, openCloud } from "./cloud.ts";
export type { CloudDefinition } from "./cloud-definition.ts";
export type {
  ApiDefinition,
  IntegrationResponseDefinition,
  RouteDefinition,
} from "./services/apigateway/index.ts";
export type { DeliveryStreamOptions } from "./services/firehose/definition.ts";
export type { FunctionOptions } from "./services/lambda/definition.ts";
export type { EventSourceMappingOptions } from "./services/lambda/event-source/options.ts";
export type { GlueTable, Lag } from "./services/ports.ts";
