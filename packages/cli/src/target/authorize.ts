import { Sha256 } from "@aws-crypto/sha256-js";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AuthorizationMode, Target } from "./target.ts";

export interface AuthorizationSettings {
  readonly mode: AuthorizationMode;
  readonly region?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Bearer token of Cognito. */
  readonly token?: string | undefined;
}

/** @throws Error where the mode needs something that is missing, naming it. */
export function authorizer(settings: AuthorizationSettings): Target["authorize"] {
  return modes[settings.mode](settings);
}

const modes: Readonly<
  Record<AuthorizationMode, (settings: AuthorizationSettings) => Target["authorize"]>
> = {
  none: ({ apiKey }) => withHeader("x-api-key", apiKey),
  api_key: ({ apiKey }) =>
    withHeader("x-api-key", need(apiKey, "an API key (--api-key or API_KEY)")),
  cognito: ({ token }) =>
    withHeader("authorization", need(token, "a Cognito token (--token or API_TOKEN)")),
  iam: ({ region }) => {
    const signer = new SignatureV4({
      service: "execute-api",
      region: need(region, "a region (AWS_REGION)"),
      credentials: defaultProvider(),
      sha256: Sha256,
    });
    return async ({ method, url, headers, body }) => {
      const signed = await signer.sign({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { ...headers, host: url.host },
        body,
      });
      return signed.headers;
    };
  },
};

function withHeader(name: string, value: string | undefined): Target["authorize"] {
  return async ({ headers }) =>
    value === undefined ? { ...headers } : { ...headers, [name]: value };
}

function need(value: string | undefined, what: string): string {
  if (value === undefined || value === "") throw new Error(`This API needs ${what}`);
  return value;
}
