import type { RequestContext } from "./context.ts";
import type { GatewayResponseType } from "./definition.ts";
import type { ApiResponse } from "./request.ts";

/** Status, message and `x-amzn-ErrorType` that API Gateway gives by itself. */
const defaults: Readonly<Record<GatewayResponseType, readonly [number, string, string]>> = {
  API_CONFIGURATION_ERROR: [500, "Internal server error", "InternalServerErrorException"],
  BAD_REQUEST_BODY: [400, "Invalid request body", "BadRequestException"],
  DEFAULT_4XX: [400, "Bad Request", "BadRequestException"],
  DEFAULT_5XX: [500, "Internal server error", "InternalServerErrorException"],
  INTEGRATION_FAILURE: [502, "Internal server error", "InternalServerErrorException"],
  INTEGRATION_TIMEOUT: [504, "Endpoint request timed out", "InternalServerErrorException"],
  INVALID_API_KEY: [403, "Forbidden", "ForbiddenException"],
  MISSING_AUTHENTICATION_TOKEN: [
    403,
    "Missing Authentication Token",
    "MissingAuthenticationTokenException",
  ],
  REQUEST_TOO_LARGE: [413, "Request Too Long", "RequestTooLongException"],
  UNSUPPORTED_MEDIA_TYPE: [415, "Unsupported Media Type", "UnsupportedMediaTypeException"],
};

/**
 * The answer that API Gateway gives instead of an integration.
 *
 * @param validationErrors for `$context.error.validationErrorString`
 */
export function gatewayResponse(
  context: RequestContext,
  type: GatewayResponseType,
  validationErrors = "",
): ApiResponse {
  const [status, message, errorType] = defaults[type];
  context.error = { message, responseType: type, validationErrors };
  const responses = context.api.gatewayResponses;
  const own = responses[type];
  const response = own ?? responses[status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX"];
  const template =
    response?.responseTemplates["application/json"] ?? '{"message":$context.error.messageString}';
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "x-amzn-errortype": errorType,
  };
  for (const [name, value] of Object.entries(response?.responseParameters ?? {})) {
    const target = /^gatewayresponse\.header\.(.+)$/.exec(name)?.[1];
    if (target !== undefined) headers[target.toLowerCase()] = value.replace(/^'|'$/g, "");
  }
  return { status: own?.statusCode ?? status, headers, body: substitute(template, context) };
}

/** Gateway responses are no VTL: variables are replaced and nothing else. */
function substitute(template: string, context: RequestContext): string {
  return template.replace(
    /\$(context|stageVariables)\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)/g,
    (_, source: string, name: string) => {
      const value =
        source === "context" ? context.variable(name) : context.api.stageVariables[name];
      return value === undefined ? "" : String(value);
    },
  );
}
