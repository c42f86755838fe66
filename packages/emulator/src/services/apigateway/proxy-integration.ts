import type { Functions } from "../ports.ts";
import { accountId, apiId, type RequestContext } from "./context.ts";
import { type ApiRequest, type ApiResponse, header, headerMaps, queryMaps } from "./request.ts";

/** A REST API waits no longer for an integration: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const timeoutMs = 29_000;

export type ProxyResult =
  | { readonly kind: "response"; readonly response: ApiResponse }
  | { readonly kind: "malformed"; readonly why: string }
  | { readonly kind: "timeout" };

/** Invokes the function with a version 1.0 proxy event and turns its answer into the response. */
export async function invokeProxy(
  functions: Functions,
  functionName: string,
  context: RequestContext,
  request: ApiRequest,
  parameters: Readonly<Record<string, string>>,
): Promise<ProxyResult> {
  const event = JSON.stringify(proxyEvent(context, request, parameters));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
    timer.unref();
  });
  try {
    const result = await Promise.race([functions.invoke(functionName, event), late]);
    if (result === undefined) return { kind: "timeout" };
    if (result.functionError !== undefined) {
      return { kind: "malformed", why: `function ${functionName} failed: ${result.payload}` };
    }
    return proxyResponse(functionName, result.payload);
  } finally {
    clearTimeout(timer);
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
export function proxyEvent(
  context: RequestContext,
  request: ApiRequest,
  parameters: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const { api } = context;
  const headers = headerMaps(request);
  const query = queryMaps(request);
  const hasQuery = request.query !== "";
  return {
    resource: context.resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: hasQuery ? query.single : null,
    multiValueQueryStringParameters: hasQuery ? query.multi : null,
    pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
    stageVariables: Object.keys(api.stageVariables).length === 0 ? null : api.stageVariables,
    requestContext: requestContext(context, request),
    body: request.body.length === 0 ? null : request.body.toString("utf8"),
    isBase64Encoded: false,
  };
}

function requestContext(context: RequestContext, request: ApiRequest): Record<string, unknown> {
  const domainName = header(request, "host") ?? "localhost";
  return {
    accountId,
    apiId,
    domainName,
    domainPrefix: domainName.split(".")[0],
    extendedRequestId: context.extendedRequestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: header(request, "x-api-key") ?? null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: header(request, "user-agent") ?? null,
      userArn: null,
    },
    path: `/${context.api.stage}${request.path}`,
    protocol: "HTTP/1.1",
    requestId: context.requestId,
    requestTime: context.requestTime,
    requestTimeEpoch: context.timeEpoch,
    resourceId: context.resourcePath,
    resourcePath: context.resourcePath,
    stage: context.api.stage,
  };
}

const allowed = new Set(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"]);

/** Checks a function's answer as API Gateway does; one that is malformed is a 502 there. */
export function proxyResponse(functionName: string, payload: string): ProxyResult {
  const malformed = (why: string): ProxyResult => ({
    kind: "malformed",
    why: `malformed proxy response of function ${functionName}: ${why}`,
  });
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return malformed("not JSON");
  }
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return malformed("not an object");
  }
  const extra = Object.keys(answer).find((name) => !allowed.has(name));
  if (extra !== undefined) return malformed(`unknown member ${extra}`);
  const members: Readonly<Record<string, unknown>> = { ...answer };
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = members;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    return malformed(`statusCode ${JSON.stringify(statusCode)}`);
  }
  if (body !== undefined && body !== null && typeof body !== "string") {
    return malformed("body is not a string");
  }
  if (isBase64Encoded !== undefined && typeof isBase64Encoded !== "boolean") {
    return malformed("isBase64Encoded is not a boolean");
  }
  const collected: Record<string, string | string[]> = {};
  const problem = singleHeaders(headers, collected) ?? severalHeaders(multiValueHeaders, collected);
  if (problem !== undefined) return malformed(problem);
  collected["content-type"] ??= "application/json";
  const content = typeof body === "string" ? body : "";
  return {
    kind: "response",
    response: {
      status,
      headers: collected,
      body: isBase64Encoded === true ? Buffer.from(content, "base64") : content,
    },
  };
}

function singleHeaders(
  source: unknown,
  target: Record<string, string | string[]>,
): string | undefined {
  if (source === undefined || source === null) return undefined;
  if (typeof source !== "object" || Array.isArray(source)) return "headers is not an object";
  for (const [name, value] of Object.entries(source)) {
    if (value === null) continue;
    if (typeof value === "object") return `header ${name} is no string`;
    target[name.toLowerCase()] = String(value);
  }
  return undefined;
}

function severalHeaders(
  source: unknown,
  target: Record<string, string | string[]>,
): string | undefined {
  if (source === undefined || source === null) return undefined;
  if (typeof source !== "object" || Array.isArray(source))
    return "multiValueHeaders is not an object";
  for (const [name, values] of Object.entries(source)) {
    if (!Array.isArray(values)) return `multiValueHeaders ${name} is no list`;
    target[name.toLowerCase()] = values.map(String);
  }
  return undefined;
}
