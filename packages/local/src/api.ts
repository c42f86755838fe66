import { type IngestRoute, ingestRoutes, prelude, queryRoutes } from "@tributary/contract";
import type {
  ApiDefinition,
  IntegrationResponseDefinition,
  RouteDefinition,
} from "@tributary/emulator";
import type { DeploymentNames } from "./names.ts";
import { readFolder } from "./repository.ts";

const JSON_TYPE = "application/json";
const MESSAGE = '{"message":$context.error.messageString}';

/** Files by their name without extension; asking for one that is missing is an error. */
type Files = (name: string) => string;

/**
 * The REST API in API Gateway's terms, from the same templates and models that Terraform deploys
 * (`terraform/modules/api`, `ingest-api`, `query-api`).
 */
export async function apiDefinition(
  names: DeploymentNames,
  apiKeyRequired: boolean,
): Promise<ApiDefinition> {
  const templates = asFiles(await readFolder("terraform/templates", ".vtl"), "terraform/templates");
  const models = await readFolder("packages/contract/generated/models", ".json");
  return {
    name: names.stream,
    stage: "live",
    stageVariables: { stream: names.stream },
    models: Object.fromEntries(models),
    gatewayResponses: {
      BAD_REQUEST_BODY: {
        statusCode: 400,
        responseTemplates: {
          [JSON_TYPE]:
            '{"message":$context.error.messageString,"error":"$context.error.validationErrorString"}',
        },
      },
      DEFAULT_4XX: { responseTemplates: { [JSON_TYPE]: MESSAGE } },
      DEFAULT_5XX: { responseTemplates: { [JSON_TYPE]: MESSAGE } },
      REQUEST_TOO_LARGE: { statusCode: 413, responseTemplates: { [JSON_TYPE]: MESSAGE } },
      UNSUPPORTED_MEDIA_TYPE: { statusCode: 415, responseTemplates: { [JSON_TYPE]: MESSAGE } },
    },
    routes: [
      ...ingestRoutes.map((route) => ingest(route, templates, apiKeyRequired)),
      ...queryRoutes.map(
        ({ method, path }): RouteDefinition => ({
          method,
          path,
          apiKeyRequired,
          integration: { type: "AWS_PROXY", functionName: names.functions["query-api"] ?? "" },
        }),
      ),
      ...mocks(templates),
    ],
  };
}

function asFiles(files: ReadonlyMap<string, string>, folder: string): Files {
  return (name) => {
    const content = files.get(name);
    if (content === undefined) throw new Error(`${folder} has no file ${name}`);
    return content;
  };
}

function ingest(route: IngestRoute, templates: Files, apiKeyRequired: boolean): RouteDefinition {
  const kind = route.batch ? "ingest-batch" : "ingest-single";
  const response = (
    statusCode: number,
    template: string,
    selectionPattern?: string,
  ): IntegrationResponseDefinition => ({
    statusCode,
    ...(selectionPattern === undefined ? {} : { selectionPattern }),
    responseTemplates: { [JSON_TYPE]: templates(template) },
  });
  return {
    method: route.method,
    path: route.path,
    apiKeyRequired,
    requestModels: { [JSON_TYPE]: route.model },
    validateBody: true,
    integration: {
      type: "AWS",
      service: "kinesis",
      action: "PutRecord",
      passthroughBehavior: "NEVER",
      requestParameters: {
        "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
      },
      requestTemplates: { [JSON_TYPE]: prelude(route) + templates(`${kind}.request`) },
      responses: [
        response(202, `${kind}.response`, "200"),
        response(500, "ingest-refused.response", "400"),
        {
          ...response(503, "ingest-unavailable.response", "5\\d{2}"),
          responseParameters: { "method.response.header.Retry-After": "'1'" },
        },
        response(502, "ingest-failed.response"),
      ],
    },
  };
}

/** What API Gateway would answer with 403: 404 for unknown paths, 405 with `Allow` for other methods. */
function mocks(templates: Files): RouteDefinition[] {
  const allow = new Map<string, Set<string>>();
  for (const { method, path } of [...ingestRoutes, ...queryRoutes]) {
    allow.set(path, (allow.get(path) ?? new Set()).add(method));
  }
  const mock = (
    path: string,
    statusCode: number,
    template: string,
    allowed?: string,
  ): RouteDefinition => ({
    method: "ANY",
    path,
    integration: {
      type: "MOCK",
      passthroughBehavior: "NEVER",
      requestTemplates: { [JSON_TYPE]: templates(`${template}.request`) },
      responses: [
        {
          statusCode,
          responseTemplates: { [JSON_TYPE]: templates(`${template}.response`) },
          ...(allowed === undefined
            ? {}
            : { responseParameters: { "method.response.header.Allow": `'${allowed}'` } }),
        },
      ],
    },
  });
  return [
    mock("/", 404, "not-found"),
    mock("/{proxy+}", 404, "not-found"),
    ...[...allow].map(([path, methods]) =>
      mock(path, 405, "method-not-allowed", [...methods].sort().join(", ")),
    ),
  ];
}
