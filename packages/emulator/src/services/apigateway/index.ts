export { type Api, ApiDefinitionError, defineApi } from "./api.ts";
export { apiGatewayService } from "./control-plane.ts";
export type {
  ApiDefinition,
  GatewayResponse,
  GatewayResponseType,
  IntegrationDefinition,
  IntegrationResponseDefinition,
  KinesisIntegrationDefinition,
  MockIntegrationDefinition,
  PassthroughBehavior,
  ProxyIntegrationDefinition,
  RouteDefinition,
} from "./definition.ts";
export { type Backends, invoke } from "./invocation.ts";
export {
  type ApiListener,
  type ApiListenerOptions,
  defaultMaxBodyBytes,
  startApiListener,
} from "./listener.ts";
export type { ApiRequest, ApiResponse } from "./request.ts";
