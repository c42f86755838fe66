/** What a REST API's Lambda proxy integration sends, as far as it is read here. */
export interface ProxyEvent {
  /** The route with its parameters' names: `/orders/{order_id}`. */
  readonly resource: string;
  readonly httpMethod: string;
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<
    Record<string, readonly string[] | undefined>
  > | null;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format */
export interface ProxyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that is no success. Thrown, because requests are rare beside events. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = errorStatuses[code];
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** Every error code of the API, with its status. */
export const errorStatuses = {
  invalid_parameter: 400,
  not_found: 404,
  method_not_allowed: 405,
  ambiguous_order: 409,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof errorStatuses;

/** A 400 that names the parameter. */
export function invalid(field: string, message: string): HttpError {
  return new HttpError("invalid_parameter", message, { field });
}

export function okAnswer(body: string): ProxyAnswer {
  return answer(200, body);
}

/** `{"error":{"code","message",…}}` */
export function errorAnswer({ status, code, message, details, headers }: HttpError): ProxyAnswer {
  return answer(status, JSON.stringify({ error: { code, message, ...details } }), headers);
}

function answer(
  statusCode: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): ProxyAnswer {
  return {
    statusCode,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...headers,
    },
    body,
  };
}
