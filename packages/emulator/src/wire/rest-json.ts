import { randomUUID } from "node:crypto";
import { AwsError, NotImplementedError } from "../errors.ts";
import { stderrLog, type WireLog } from "./log.ts";
import type { WireRequest, WireResponse, WireService } from "./service.ts";

/** One request to a REST JSON operation. */
export interface RestRequest extends WireRequest {
  /** Labels of the path, percent-decoded: `{FunctionName}` → `FunctionName`. */
  readonly params: Readonly<Record<string, string>>;
  /** The body as JSON; `{}` where it is empty. @throws AwsError SerializationException */
  json(): unknown;
}

/** What an operation answers. `body` is sent as it is when it is text or bytes, else as JSON. */
export interface RestResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface RestRoute {
  readonly method: string;
  /** `/2015-03-31/functions/{FunctionName}/invocations`; `{Name+}` takes slashes too. */
  readonly path: string;
  /** The operation's name in AWS's API, for messages. */
  readonly name: string;
  readonly operation: (request: RestRequest) => RestResponse | Promise<RestResponse>;
}

export interface RestJsonServiceOptions {
  readonly signingName: string;
  /** The first route that fits answers. */
  readonly routes: readonly RestRoute[];
  readonly maxBodyBytes?: number;
  readonly log?: WireLog;
}

/**
 * A service that speaks REST JSON (Lambda): the operation lies in method and path.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restJsonService(options: RestJsonServiceOptions): WireService {
  const { signingName } = options;
  const log = options.log ?? stderrLog;
  const routes = options.routes.map((route) => ({ ...route, match: pathMatcher(route.path) }));

  const respond = async (request: WireRequest): Promise<RestResponse> => {
    for (const route of routes) {
      if (route.method !== request.method) continue;
      const params = route.match(request.path);
      if (params === undefined) continue;
      return await route.operation({ ...request, params, json: () => parse(request.body) });
    }
    throw new NotImplementedError(signingName, `${request.method} ${request.path}`);
  };

  return {
    signingName,
    ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
    async handle(request) {
      try {
        return toWire(await respond(request));
      } catch (error) {
        if (error instanceof AwsError) return toWire(errorResponse(error));
        log(`${signingName} ${request.method} ${request.path} failed`, error);
        return toWire(
          errorResponse(new AwsError("ServiceException", "Internal failure", { status: 500 })),
        );
      }
    },
  };
}

function toWire(response: RestResponse): WireResponse {
  const { status = 200, headers = {}, body = "" } = response;
  const isRaw = typeof body === "string" || body instanceof Uint8Array;
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID(), ...headers },
    body: isRaw ? body : JSON.stringify(body),
  };
}

function errorResponse(error: AwsError): RestResponse {
  return {
    status: error.status,
    headers: { "x-amzn-errortype": error.code },
    body: {
      Type: error.status < 500 ? "User" : "Service",
      message: error.message,
      ...error.fields,
    },
  };
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new AwsError("SerializationException", "The body is not JSON", { cause: error });
  }
}

type PathMatcher = (path: string) => Readonly<Record<string, string>> | undefined;

function pathMatcher(pattern: string): PathMatcher {
  const names: string[] = [];
  const source = pattern
    .split(/(\{[^}]+\})/)
    .map((part) => {
      if (!part.startsWith("{")) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const isGreedy = part.endsWith("+}");
      names.push(part.slice(1, isGreedy ? -2 : -1));
      return isGreedy ? "(.+)" : "([^/]+)";
    })
    .join("");
  const expression = new RegExp(`^${source}/?$`);
  return (path) => {
    const match = expression.exec(path);
    if (match === null) return undefined;
    try {
      return Object.fromEntries(
        names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")]),
      );
    } catch {
      throw new AwsError("InvalidParameterValueException", `The path ${path} is not valid UTF-8`);
    }
  };
}
