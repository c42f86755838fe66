import { compileModel, type RequestModel } from "../../engines/model/index.ts";
import { compileTemplate, javaRegex, type Template } from "../../engines/vtl/index.ts";
import type {
  ApiDefinition,
  GatewayResponse,
  IntegrationDefinition,
  IntegrationResponseDefinition,
  PassthroughBehavior,
  RouteDefinition,
} from "./definition.ts";
import { Resources } from "./resources.ts";

/** Everything that is wrong with an API's definition, at once. */
export class ApiDefinitionError extends Error {
  override readonly name = "ApiDefinitionError";
  readonly problems: readonly string[];

  constructor(name: string, problems: readonly string[]) {
    super(
      `API ${name} cannot be deployed:\n${problems.map((problem) => `- ${problem}`).join("\n")}`,
    );
    this.problems = problems;
  }
}

export interface IntegrationResponse {
  readonly definition: IntegrationResponseDefinition;
  /** Undefined for the default response. */
  readonly pattern: RegExp | undefined;
  readonly template: Template | undefined;
}

/** An integration that goes through templates. */
export interface MappedIntegration {
  readonly type: "AWS" | "MOCK";
  readonly passthrough: PassthroughBehavior;
  readonly templates: ReadonlyMap<string, Template>;
  readonly responses: readonly IntegrationResponse[];
}

export interface Route {
  readonly definition: RouteDefinition;
  readonly models: ReadonlyMap<string, RequestModel>;
  readonly integration:
    | MappedIntegration
    | { readonly type: "AWS_PROXY"; readonly functionName: string };
}

/** A deployed API: its templates, models and patterns are compiled. */
export interface Api {
  readonly name: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  readonly resources: Resources<Route>;
  /** What runs, in the definition's own form: every template as it was compiled. */
  describe(): ApiDefinition;
}

/**
 * Deploys an API.
 *
 * @throws ApiDefinitionError with all that API Gateway, or this emulation of it, would not take
 */
export function defineApi(definition: ApiDefinition): Api {
  return new Deployment(definition).api();
}

class Deployment {
  readonly #definition: ApiDefinition;
  readonly #problems: string[] = [];
  readonly #models = new Map<string, RequestModel>();

  constructor(definition: ApiDefinition) {
    this.#definition = definition;
  }

  api(): Api {
    const { name, stage, stageVariables, models, gatewayResponses, routes } = this.#definition;
    for (const [model, schema] of Object.entries(models)) {
      const compiled = this.#attempt(`model ${model}`, () => compileModel(model, schema));
      if (compiled !== undefined) this.#models.set(model, compiled);
    }
    const resources = new Resources<Route>();
    const compiled = routes.map((route) => {
      const at = `${route.method} ${route.path}`;
      const made = this.#route(route, at);
      this.#attempt(at, () => resources.add(route.method, route.path, made));
      return made;
    });
    if (this.#problems.length > 0) throw new ApiDefinitionError(name, this.#problems);
    return {
      name,
      stage,
      stageVariables,
      gatewayResponses: gatewayResponses ?? {},
      resources,
      describe: () => ({ ...this.#definition, routes: compiled.map(describeRoute) }),
    };
  }

  #attempt<T>(what: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      this.#problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  #route(definition: RouteDefinition, at: string): Route {
    const models = new Map<string, RequestModel>();
    for (const [type, name] of Object.entries(definition.requestModels ?? {})) {
      const model = this.#models.get(name);
      if (model !== undefined) models.set(type.toLowerCase(), model);
      else if (this.#definition.models[name] === undefined) {
        this.#problems.push(`${at}: there is no model ${name}`);
      }
    }
    return { definition, models, integration: this.#integration(definition.integration, at) };
  }

  #integration(definition: IntegrationDefinition, at: string): Route["integration"] {
    if (definition.type === "AWS_PROXY") {
      return { type: "AWS_PROXY", functionName: definition.functionName };
    }
    if (definition.type === "AWS") this.#checkKinesis(definition.requestParameters, at);
    const templates = new Map<string, Template>();
    for (const [type, source] of Object.entries(definition.requestTemplates)) {
      const template = this.#template(source, `${at}: request template for ${type}`);
      if (template !== undefined) templates.set(type.toLowerCase(), template);
    }
    const statuses = definition.responses.map(({ statusCode }) => statusCode);
    // An integration response is identified by its status: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html
    if (new Set(statuses).size < statuses.length) {
      this.#problems.push(`${at}: two integration responses have the same status`);
    }
    return {
      type: definition.type,
      passthrough: definition.passthroughBehavior ?? "WHEN_NO_MATCH",
      templates,
      responses: definition.responses.map((response) => this.#response(response, at)),
    };
  }

  #checkKinesis(parameters: Readonly<Record<string, string>>, at: string): void {
    const type = parameters["integration.request.header.Content-Type"];
    if (type !== "'application/x-amz-json-1.1'") {
      this.#problems.push(
        `${at}: Kinesis needs integration.request.header.Content-Type = 'application/x-amz-json-1.1'`,
      );
    }
  }

  #response(definition: IntegrationResponseDefinition, at: string): IntegrationResponse {
    const where = `${at}: integration response ${definition.statusCode}`;
    const { selectionPattern, responseTemplates = {} } = definition;
    const pattern =
      selectionPattern === undefined || selectionPattern === ""
        ? undefined
        : this.#attempt(
            where,
            () => new RegExp(`^(?:${javaRegex(selectionPattern).source})$`, "u"),
          );
    // The client's Accept header chooses among several; one for application/json is what this emulation runs.
    const source = responseTemplates["application/json"];
    if (source === undefined && Object.keys(responseTemplates).length > 0) {
      this.#problems.push(`${where}: only a template for application/json is supported here`);
    }
    return {
      definition,
      pattern,
      template: source === undefined || source === "" ? undefined : this.#template(source, where),
    };
  }

  #template(source: string, where: string): Template | undefined {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    if (Buffer.byteLength(source) > 300 * 1024) {
      this.#problems.push(`${where}: larger than 300 KB`);
    }
    return this.#attempt(where, () => compileTemplate(source));
  }
}

/** A route as it runs: the templates' text comes from the compiled templates. */
function describeRoute({ definition, integration }: Route): RouteDefinition {
  if (integration.type === "AWS_PROXY" || definition.integration.type === "AWS_PROXY") {
    return definition;
  }
  const requestTemplates = Object.fromEntries(
    [...integration.templates].map(([type, template]) => [type, template.source]),
  );
  const responses = integration.responses.map(({ definition: response, template }) =>
    template === undefined
      ? response
      : { ...response, responseTemplates: { "application/json": template.source } },
  );
  return { ...definition, integration: { ...definition.integration, requestTemplates, responses } };
}
