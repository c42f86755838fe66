import { AwsError } from "../../errors.ts";
import { type RestRequest, type RestRoute, restJsonService } from "../../wire/rest-json.ts";
import type { WireService } from "../../wire/service.ts";
import type { Api } from "./api.ts";
import { apiId } from "./context.ts";
import type { RouteDefinition } from "./definition.ts";

/**
 * Reads of API Gateway's own API, so that `aws apigateway get-rest-apis`, `get-resources
 * --embed methods` and their like show what runs. The definition cannot be changed here.
 */
export function apiGatewayService(api: Api): WireService {
  return restJsonService({ signingName: "apigateway", routes: routes(api) });
}

function routes(api: Api): RestRoute[] {
  const definition = api.describe();
  const restApi = { id: apiId, name: api.name, endpointConfiguration: { types: ["REGIONAL"] } };
  const stage = { stageName: api.stage, deploymentId: "live", variables: api.stageVariables };
  const models = Object.entries(definition.models).map(([name, schema]) => ({
    id: name,
    name,
    schema,
    contentType: "application/json",
  }));
  const resources = resourcesOf(definition.routes);
  const get = (
    path: string,
    name: string,
    answer: (request: RestRequest) => unknown,
  ): RestRoute => ({
    method: "GET",
    path,
    name,
    operation: (request) => {
      const { restApi: id } = request.params;
      if (id !== undefined && id !== apiId) throw notFound("Rest API", id);
      return { body: answer(request) };
    },
  });
  return [
    get("/restapis", "GetRestApis", () => ({ item: [restApi] })),
    get("/restapis/{restApi}", "GetRestApi", () => restApi),
    get("/restapis/{restApi}/stages", "GetStages", () => ({ item: [stage] })),
    get("/restapis/{restApi}/stages/{stage}", "GetStage", ({ params }) =>
      only("Stage", params.stage, [stage], (each) => each.stageName),
    ),
    get("/restapis/{restApi}/models", "GetModels", () => ({ item: models })),
    get("/restapis/{restApi}/models/{model}", "GetModel", ({ params }) =>
      only("Model", params.model, models, (each) => each.name),
    ),
    get("/restapis/{restApi}/resources", "GetResources", ({ query }) => ({
      item: query.get("embed") === "methods" ? resources : resources.map(withoutMethods),
    })),
    get("/restapis/{restApi}/resources/{resource}/methods/{method}", "GetMethod", ({ params }) => {
      const resource = only("Resource", params.resource, resources, (each) => each.id);
      const method = resource.resourceMethods[params.method ?? ""];
      if (method === undefined) throw notFound("Method", params.method ?? "");
      return method;
    }),
  ];
}

interface ResourceView {
  readonly id: string;
  readonly path: string;
  readonly resourceMethods: Record<string, unknown>;
}

/** The paths that have methods, each under an id made from the path, the same at every start. */
function resourcesOf(definitions: readonly RouteDefinition[]): ResourceView[] {
  const byPath = new Map<string, ResourceView>();
  for (const route of definitions) {
    const id = Buffer.from(route.path).toString("hex");
    const resource = byPath.get(route.path) ?? { id, path: route.path, resourceMethods: {} };
    resource.resourceMethods[route.method] = methodOf(route);
    byPath.set(route.path, resource);
  }
  return [...byPath.values()];
}

function withoutMethods({ id, path, resourceMethods }: ResourceView): object {
  const methods = Object.keys(resourceMethods).map((method) => [method, {}]);
  return { id, path, resourceMethods: Object.fromEntries(methods) };
}

function methodOf(route: RouteDefinition): object {
  const { integration } = route;
  return {
    httpMethod: route.method,
    authorizationType: "NONE",
    apiKeyRequired: route.apiKeyRequired ?? false,
    ...(route.requestModels === undefined ? {} : { requestModels: route.requestModels }),
    methodIntegration:
      integration.type === "AWS_PROXY"
        ? { type: integration.type, uri: integration.functionName }
        : {
            type: integration.type,
            passthroughBehavior: integration.passthroughBehavior,
            requestTemplates: integration.requestTemplates,
            ...("requestParameters" in integration
              ? { requestParameters: integration.requestParameters }
              : {}),
            integrationResponses: Object.fromEntries(
              integration.responses.map((response) => [
                String(response.statusCode),
                { ...response, statusCode: String(response.statusCode) },
              ]),
            ),
          },
  };
}

function only<T>(
  kind: string,
  name: string | undefined,
  all: readonly T[],
  nameOf: (each: T) => string,
): T {
  const found = all.find((each) => nameOf(each) === name);
  if (found === undefined) throw notFound(kind, name ?? "");
  return found;
}

function notFound(kind: string, name: string): AwsError {
  return new AwsError("NotFoundException", `Invalid ${kind} identifier specified: ${name}`, {
    status: 404,
  });
}
