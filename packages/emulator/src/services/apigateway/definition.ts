/** A REST API in API Gateway's own terms, as Terraform's resources describe it. */
export interface ApiDefinition {
  readonly name: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** Name → JSON Schema draft-04, as text. */
  readonly models: Readonly<Record<string, string>>;
  readonly gatewayResponses?: Readonly<Partial<Record<GatewayResponseType, GatewayResponse>>>;
  readonly routes: readonly RouteDefinition[];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
export type GatewayResponseType =
  | "API_CONFIGURATION_ERROR"
  | "BAD_REQUEST_BODY"
  | "DEFAULT_4XX"
  | "DEFAULT_5XX"
  | "INTEGRATION_FAILURE"
  | "INTEGRATION_TIMEOUT"
  | "INVALID_API_KEY"
  | "MISSING_AUTHENTICATION_TOKEN"
  | "REQUEST_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE";

/** Templates here are plain substitution of `$context` and `$stageVariables`, not VTL. */
export interface GatewayResponse {
  readonly statusCode?: number;
  readonly responseTemplates: Readonly<Record<string, string>>;
  /** `gatewayresponse.header.X` → `'static'`. */
  readonly responseParameters?: Readonly<Record<string, string>>;
}

export interface RouteDefinition {
  /** An HTTP method, or `ANY` for every one that the path has no route of its own for. */
  readonly method: string;
  /** `/orders/{order_id}`; `/{proxy+}` takes every path that nothing else takes. */
  readonly path: string;
  readonly apiKeyRequired?: boolean;
  /** Content type → name of a model. */
  readonly requestModels?: Readonly<Record<string, string>>;
  /** Whether the request validator checks the body against its model. */
  readonly validateBody?: boolean;
  readonly integration: IntegrationDefinition;
}

export type IntegrationDefinition =
  | KinesisIntegrationDefinition
  | ProxyIntegrationDefinition
  | MockIntegrationDefinition;

export type PassthroughBehavior = "NEVER" | "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES";

/** A direct integration with an AWS service. Kinesis PutRecord is the one there is. */
export interface KinesisIntegrationDefinition {
  readonly type: "AWS";
  readonly service: "kinesis";
  readonly action: "PutRecord";
  readonly passthroughBehavior: PassthroughBehavior;
  /** `integration.request.header.X` → a mapping expression, for example `'static'`. */
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: readonly IntegrationResponseDefinition[];
}

export interface ProxyIntegrationDefinition {
  readonly type: "AWS_PROXY";
  readonly functionName: string;
}

/** Its request template gives `{"statusCode": 404}`, and that status chooses the response. */
export interface MockIntegrationDefinition {
  readonly type: "MOCK";
  readonly passthroughBehavior?: PassthroughBehavior;
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: readonly IntegrationResponseDefinition[];
}

export interface IntegrationResponseDefinition {
  readonly statusCode: number;
  /** A regular expression for the backend's HTTP status; the response without one is the default. */
  readonly selectionPattern?: string;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  /** `method.response.header.X` → `'static'`, `integration.response.header.Y`, `integration.response.body.path`, `context.x`. */
  readonly responseParameters?: Readonly<Record<string, string>>;
}
