import { randomFillSync, randomUUID } from "node:crypto";
import { MapObject, type Value, VtlError, VtlObject } from "../../engines/vtl/index.ts";
import type { Api } from "./api.ts";
import { type ApiRequest, header } from "./request.ts";

/** The account that the embedded AWS runs under. */
export const accountId = "000000000000";
export const apiId = "local";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const random = Buffer.alloc(11 * 256);
let used = random.length;

/** As API Gateway's: 15 characters of base64 and `=`. 88 random bits. */
function extendedRequestId(): string {
  if (used >= random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += 11;
  return random.toString("base64", used - 11, used);
}

/** A request on its way through the API: what `$context` is made from. */
export class RequestContext {
  readonly requestId = randomUUID();
  readonly extendedRequestId = extendedRequestId();
  readonly api: Api;
  readonly request: ApiRequest;
  readonly timeEpoch: number;
  resourcePath = "";
  /** Of the error that a gateway response tells. */
  error: { message: string; responseType: string; validationErrors: string } | undefined;

  constructor(api: Api, request: ApiRequest, timeEpoch: number) {
    this.api = api;
    this.request = request;
    this.timeEpoch = timeEpoch;
  }

  /** `20/Nov/2026:23:20:00 +0000` */
  get requestTime(): string {
    const [date = "", time = ""] = new Date(this.timeEpoch).toISOString().split("T");
    const [year, month, day] = date.split("-");
    return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
  }

  /** A variable of `$context`, undefined where there is none. */
  variable(name: string): string | number | undefined {
    const { api, request, error } = this;
    switch (name) {
      case "accountId":
        return accountId;
      case "apiId":
        return apiId;
      case "requestId":
        return this.requestId;
      case "extendedRequestId":
        return this.extendedRequestId;
      case "stage":
        return api.stage;
      case "httpMethod":
        return request.method;
      case "resourcePath":
        return this.resourcePath;
      case "path":
        return `/${api.stage}${request.path}`;
      case "protocol":
        return "HTTP/1.1";
      case "requestTime":
        return this.requestTime;
      case "requestTimeEpoch":
        return this.timeEpoch;
      case "domainName":
        return header(request, "host");
      case "identity.sourceIp":
        return request.sourceIp;
      case "identity.userAgent":
        return header(request, "user-agent");
      case "identity.apiKey":
        return header(request, "x-api-key");
      case "error.message":
        return error?.message;
      case "error.messageString":
        return error === undefined ? undefined : JSON.stringify(error.message);
      case "error.responseType":
        return error?.responseType;
      case "error.validationErrorString":
        // Inside quotes in the template, so without its own.
        return error === undefined
          ? undefined
          : JSON.stringify(error.validationErrors).slice(1, -1);
      default:
        return undefined;
    }
  }
}

/** `$context` of a mapping template. */
export class ContextObject extends VtlObject {
  readonly #context: RequestContext;
  readonly requestOverride = new Overrides(["header", "path", "querystring"]);
  readonly responseOverride = new Overrides(["header"]);

  constructor(context: RequestContext) {
    super();
    this.#context = context;
  }

  override get(name: string): Value {
    if (name === "requestOverride") return this.requestOverride;
    if (name === "responseOverride") return this.responseOverride;
    if (name === "identity") return new Identity(this.#context);
    return this.#context.variable(name);
  }

  override print(): string {
    throw new VtlError("$context cannot be printed");
  }
}

class Identity extends VtlObject {
  readonly #context: RequestContext;

  constructor(context: RequestContext) {
    super();
    this.#context = context;
  }

  override get(name: string): Value {
    return this.#context.variable(`identity.${name}`);
  }

  override print(): string {
    throw new VtlError("$context.identity cannot be printed");
  }
}

/**
 * `$context.requestOverride` and `$context.responseOverride`: each parameter can be set once
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html).
 */
export class Overrides extends MapObject {
  constructor(groups: readonly string[] = []) {
    super(new Map(groups.map((group) => [group, new Overrides()])));
  }

  override set(name: string, value: Value): boolean {
    if (this.all().has(name)) throw new VtlError(`the override of ${name} is set twice`);
    return super.set(name, value);
  }
}
