import { createHash, timingSafeEqual } from "node:crypto";
import { readJsonBody } from "../../engines/model/index.ts";
import {
  fromJson,
  InputObject,
  type Template,
  utilObject,
  VtlError,
} from "../../engines/vtl/index.ts";
import type { Functions, Streams } from "../ports.ts";
import type { Api, MappedIntegration, Route } from "./api.ts";
import { ContextObject, RequestContext } from "./context.ts";
import type { GatewayResponseType } from "./definition.ts";
import { gatewayResponse } from "./gateway-response.ts";
import { type BackendResponse, putRecord } from "./kinesis-integration.ts";
import { mapResponse, selectResponse } from "./mapped-response.ts";
import { invokeProxy } from "./proxy-integration.ts";
import { type ApiRequest, type ApiResponse, header, lazyParameters } from "./request.ts";
import { decodeBody, mediaType } from "./request-body.ts";

export interface Backends {
  readonly streams: Streams;
  readonly functions: Functions;
  /** The key that routes with `apiKeyRequired` ask for. */
  readonly apiKey?: string | undefined;
  /** After decoding. */
  readonly maxBodyBytes: number;
  /** Told of what the client sees as an internal server error only. */
  readonly log: (message: string, error: unknown) => void;
  readonly now: () => number;
}

/** How many findings of a model an answer lists. */
const maxFindings = 20;

/** Takes one request through the API: route, key, body, model, integration, response. Never throws. */
export async function invoke(
  api: Api,
  backends: Backends,
  request: ApiRequest,
): Promise<ApiResponse> {
  const context = new RequestContext(api, request, backends.now());
  const response = await new Invocation(api, backends, context).run().catch((error: unknown) => {
    backends.log(`${request.method} ${request.path} (${context.requestId})`, error);
    return gatewayResponse(context, "DEFAULT_5XX");
  });
  response.headers["x-amzn-requestid"] = context.requestId;
  response.headers["x-amz-apigw-id"] = context.extendedRequestId;
  return response;
}

class Invocation {
  readonly #api: Api;
  readonly #backends: Backends;
  readonly #context: RequestContext;
  #request: ApiRequest;

  constructor(api: Api, backends: Backends, context: RequestContext) {
    this.#api = api;
    this.#backends = backends;
    this.#context = context;
    this.#request = context.request;
  }

  #refuse(type: GatewayResponseType, validationErrors?: string): ApiResponse {
    return gatewayResponse(this.#context, type, validationErrors);
  }

  async run(): Promise<ApiResponse> {
    const { method, path } = this.#request;
    const match = this.#api.resources.match(method, path);
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html: also
    // "when a client attempts to invoke an unsupported API method or resource".
    if (!match.found) return this.#refuse("MISSING_AUTHENTICATION_TOKEN");
    const route = match.value;
    this.#context.resourcePath = match.resourcePath;
    if (route.definition.apiKeyRequired === true) {
      const key = header(this.#request, "x-api-key");
      if (!isSameKey(key, this.#backends.apiKey)) return this.#refuse("INVALID_API_KEY");
    }
    const refused = await this.#decode();
    if (refused !== undefined) return refused;
    if (route.integration.type === "AWS_PROXY") {
      return this.#proxy(route.integration.functionName, match.parameters);
    }
    return this.#mapped(route, route.integration, match.parameters);
  }

  /** Takes the content coding off the body. */
  async #decode(): Promise<ApiResponse | undefined> {
    const coding = header(this.#request, "content-encoding");
    if (coding === undefined) return undefined;
    const decoded = await decodeBody(this.#request.body, coding, this.#backends.maxBodyBytes);
    if (decoded.ok) {
      this.#request = { ...this.#request, body: decoded.body };
      return undefined;
    }
    if (decoded.why === "too-large") return this.#refuse("REQUEST_TOO_LARGE");
    if (decoded.why === "coding") return this.#refuse("UNSUPPORTED_MEDIA_TYPE");
    return this.#refuse(
      "BAD_REQUEST_BODY",
      `[the body is not what Content-Encoding ${coding} says]`,
    );
  }

  async #proxy(name: string, parameters: Readonly<Record<string, string>>): Promise<ApiResponse> {
    const { functions } = this.#backends;
    const result = await invokeProxy(functions, name, this.#context, this.#request, parameters);
    if (result.kind === "response") return result.response;
    if (result.kind === "timeout") return this.#refuse("INTEGRATION_TIMEOUT");
    this.#backends.log(`${this.#request.method} ${this.#request.path}`, new Error(result.why));
    return this.#refuse("INTEGRATION_FAILURE");
  }

  async #mapped(
    route: Route,
    integration: MappedIntegration,
    path: Readonly<Record<string, string>>,
  ): Promise<ApiResponse> {
    const type = mediaType(header(this.#request, "content-type"));
    const model = route.models.get(type);
    let text: string | undefined;
    if (route.definition.validateBody === true && model !== undefined) {
      const json = readJsonBody(this.#request.body);
      if (!json.ok) {
        return this.#refuse(
          "BAD_REQUEST_BODY",
          `[Could not parse request body into json: ${json.reason}]`,
        );
      }
      const found = model.validate(json.value, json.text);
      if (found !== undefined) return this.#refuse("BAD_REQUEST_BODY", findingsText(found));
      text = json.text;
    }
    const template = integration.templates.get(type);
    const { passthrough } = integration;
    const passes =
      passthrough === "WHEN_NO_MATCH" ||
      (passthrough === "WHEN_NO_TEMPLATES" && integration.templates.size === 0);
    if (template === undefined && !passes) return this.#refuse("UNSUPPORTED_MEDIA_TYPE");
    const parameters = lazyParameters(this.#request, path);
    const variables = new ContextObject(this.#context);
    const isJson = text === undefined ? undefined : () => true;
    text ??= this.#request.body.toString("utf8");
    const input = new InputObject(text, parameters, isJson);
    const rendered = template === undefined ? text : this.#render(template, input, variables);
    const backend = await this.#call(integration, rendered);
    const response = selectResponse(integration, backend.status);
    if (response === undefined) {
      throw new VtlError(`no integration response for the backend's status ${backend.status}`);
    }
    return mapResponse(response, backend, this.#context, variables, parameters);
  }

  #render(template: Template, input: InputObject, context: ContextObject): string {
    const stageVariables = fromJson(this.#api.stageVariables);
    return template.render({ input, util: utilObject, context, stageVariables });
  }

  async #call(integration: MappedIntegration, rendered: string): Promise<BackendResponse> {
    if (integration.type === "AWS") return putRecord(this.#backends.streams, rendered);
    const body = readJsonBody(Buffer.from(rendered));
    const status =
      body.ok && typeof body.value === "object" && body.value !== null && "statusCode" in body.value
        ? Number(body.value.statusCode)
        : Number.NaN;
    if (!Number.isInteger(status)) {
      throw new VtlError('the request template of a mock gives no {"statusCode": …}');
    }
    return { status, headers: {}, body: "" };
  }
}

/** `$context.error.validationErrorString`: the findings in brackets, each with its place. */
function findingsText(findings: readonly { pointer: string; message: string }[]): string {
  const shown = findings
    .slice(0, maxFindings)
    .map(({ pointer, message }) => (pointer === "" ? message : `${message} at ${pointer}`));
  if (findings.length > maxFindings) shown.push(`and ${findings.length - maxFindings} more`);
  return `[${shown.join(", ")}]`;
}

/** Compares digests, so that the time it takes says nothing of the key. */
function isSameKey(given: string | undefined, expected: string | undefined): boolean {
  if (given === undefined || expected === undefined) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
