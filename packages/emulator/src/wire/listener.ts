import { randomUUID } from "node:crypto";
import { AwsError } from "../errors.ts";
import type { Refusal } from "./exchange.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { errorBody } from "./json.ts";
import type { WireLog } from "./log.ts";
import { errorXml, queryErrorXml } from "./rest-xml.ts";
import type { WireRequest, WireResponse, WireService } from "./service.ts";

export interface AwsListenerOptions {
  readonly services: readonly WireService[];
  /** `127.0.0.1` where not said. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Further names under which clients may reach it (`Host`), beside the loopback ones. */
  readonly allowedHosts?: readonly string[];
  readonly log?: WireLog;
}

type Head = Omit<WireRequest, "body">;

/**
 * The wire protocols of every given service on one port, HTTP/1.1 and cleartext HTTP/2. A request
 * goes to the service named by `X-Amz-Target`, else by the SigV4 credential scope (header or
 * presigned URL), else to S3. Signatures are not checked.
 *
 * @throws PortInUseError
 * @example
 * const listener = await startAwsListener({ services: [s3.wireService()], port: 4566 });
 * // AWS_ENDPOINT_URL=${listener.url}
 */
export function startAwsListener(options: AwsListenerOptions): Promise<HttpServer> {
  return startHttpServer({
    host: options.host ?? "127.0.0.1",
    port: options.port,
    allowedHosts: options.allowedHosts,
    route: awsRouter(options.services),
    refuse,
    log: options.log,
  });
}

/** Which service answers a request; one that is not offered is answered with an error that names it. */
export function awsRouter(services: readonly WireService[]): (head: Head) => WireService {
  const byTarget = new Map<string, WireService>();
  const byName = new Map<string, WireService>();
  for (const service of services) {
    if (service.targetPrefix !== undefined) byTarget.set(service.targetPrefix, service);
    byName.set(service.signingName, service);
  }
  return (head) => {
    const target = head.headers["x-amz-target"];
    if (target !== undefined) {
      // The prefix ends at the last dot: `com.amazonaws.x.Service.Operation` is a prefix with dots.
      const prefix = target.slice(0, Math.max(0, target.lastIndexOf(".")));
      return byTarget.get(prefix) ?? notOffered(prefix);
    }
    const name = signingName(head) ?? "s3";
    return byName.get(name) ?? notOffered(name);
  };
}

/** The service in a credential scope: `AKID/20260102/eu-west-1/s3/aws4_request` → `s3`. */
function signingName(head: Head): string | undefined {
  const authorization = head.headers.authorization;
  const at = authorization?.indexOf("Credential=") ?? -1;
  const credential =
    authorization !== undefined && at >= 0
      ? authorization.slice(at + "Credential=".length)
      : head.query.get("X-Amz-Credential");
  return credential?.split("/", 4)[3];
}

function notOffered(name: string): WireService {
  const error = new AwsError("NotImplemented", `The service ${name} is not offered by Tributary`, {
    status: 501,
  });
  return { signingName: name, handle: async (request) => errorResponse(request, error) };
}

const REFUSALS: Readonly<Record<Refusal, { code: string; status: number }>> = {
  forbidden: { code: "AccessDeniedException", status: 403 },
  "too-large": { code: "RequestEntityTooLarge", status: 413 },
  failed: { code: "InternalFailure", status: 500 },
  closing: { code: "ServiceUnavailable", status: 503 },
};

function refuse(head: Head, refusal: Refusal, message: string): WireResponse {
  const { code, status } = REFUSALS[refusal];
  return errorResponse(head, new AwsError(code, message, { status }));
}

/** AWS JSON for those who speak it, XML for S3 and, in an envelope, for the query services (STS, …). */
function errorResponse(head: Head, error: AwsError): WireResponse {
  const requestId = randomUUID();
  const contentType = head.headers["content-type"] ?? "";
  const isJson = contentType.includes("json");
  const isQuery = contentType.startsWith("application/x-www-form-urlencoded");
  const xml = isQuery ? queryErrorXml(error, requestId) : errorXml(error, { requestId });
  return {
    status: error.status,
    headers: {
      "content-type": isJson ? "application/x-amz-json-1.1" : "application/xml",
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": error.code,
    },
    body: isJson ? errorBody(error) : xml,
  };
}
