export { type Api, defineApi } from "./api.ts";
export { apiGatewayService } from "./control-plane.ts";
export type {
  ApiDefinition,
  IntegrationResponseDefinition,
  RouteDefinition,
} from "./definition.ts";
export { invoke } from "./invocation.ts";
export { type ApiListener, startApiListener } from "./listener.ts";
export type { ApiRequest, ApiResponse } from "./request.ts";
