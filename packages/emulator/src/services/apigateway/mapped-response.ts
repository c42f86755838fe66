import {
  fromJson,
  InputObject,
  JsonText,
  MapObject,
  type Parameters,
  parsePath,
  print,
  utilObject,
  viewOf,
} from "../../engines/vtl/index.ts";
import type { IntegrationResponse, MappedIntegration } from "./api.ts";
import type { ContextObject, RequestContext } from "./context.ts";
import type { BackendResponse } from "./kinesis-integration.ts";
import type { ApiResponse } from "./request.ts";

/** The integration response for a backend's status: the first whose pattern matches the whole of it, else the default. */
export function selectResponse(
  integration: MappedIntegration,
  status: number,
): IntegrationResponse | undefined {
  const text = String(status);
  return (
    integration.responses.find(({ pattern }) => pattern?.test(text) === true) ??
    integration.responses.find(({ pattern }) => pattern === undefined)
  );
}

/**
 * Maps a backend's answer to the client's: template, parameters, overrides.
 *
 * @throws VtlError where the template fails
 */
export function mapResponse(
  response: IntegrationResponse,
  backend: BackendResponse,
  context: RequestContext,
  variables: ContextObject,
  parameters: Parameters,
): ApiResponse {
  const headers: Record<string, string> = { "content-type": "application/json" };
  const { responseParameters, statusCode } = response.definition;
  for (const [target, source] of Object.entries(responseParameters ?? {})) {
    const value = parameter(source, backend, context);
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    if (name !== undefined && value !== undefined) headers[name.toLowerCase()] = value;
  }
  const body =
    response.template?.render({
      input: new InputObject(backend.body, parameters),
      util: utilObject,
      context: variables,
      stageVariables: fromJson(context.api.stageVariables),
    }) ?? backend.body;
  const overrides = variables.responseOverride.all();
  const own = overrides.get("header");
  if (own instanceof MapObject) {
    for (const [name, value] of own.all()) headers[name.toLowerCase()] = print(value);
  }
  // AWS ignores an override that is no status (localstack's tests against AWS show it).
  const status = overrides.get("status");
  const isStatus = typeof status === "number" && status >= 100 && status <= 599;
  return { status: isStatus ? status : statusCode, headers, body };
}

/** A response parameter's mapping expression. */
function parameter(
  source: string,
  backend: BackendResponse,
  context: RequestContext,
): string | undefined {
  const literal = /^'(.*)'$/s.exec(source);
  if (literal !== null) return literal[1];
  if (source.startsWith("context.")) {
    const value = context.variable(source.slice("context.".length));
    return value === undefined ? undefined : String(value);
  }
  const [, kind, name = ""] = /^integration\.response\.(header|body)\.?(.*)$/.exec(source) ?? [];
  if (kind === "header") return backend.headers[name.toLowerCase()];
  if (kind !== "body") return undefined;
  const text = new JsonText(backend.body);
  const span = text.find(parsePath(name === "" ? "$" : `$.${name}`));
  return span === undefined ? undefined : print(viewOf(text, span));
}
