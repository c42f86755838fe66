import { runningLocal } from "@tributary/local";
import { repositoryRoot } from "../repository.ts";
import { authorizer } from "./authorize.ts";
import { type TerraformOutputs, terraformOutputs } from "./outputs.ts";
import type { AuthorizationMode, Target } from "./target.ts";

export interface TargetFlags {
  readonly endpoint?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly token?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Passes over a running `pnpm local`. */
  readonly aws?: boolean | undefined;
}

/** No deployment was named and none was found. */
export class NoTargetError extends Error {
  override readonly name = "NoTargetError";
}

/**
 * The API to send to: the flag, then `API_URL`, then `pnpm local` if it runs, then Terraform's outputs.
 * @throws NoTargetError
 */
export async function resolveTarget(flags: TargetFlags): Promise<Target> {
  const credentials = {
    apiKey: flags.apiKey ?? process.env.API_KEY,
    token: flags.token ?? process.env.API_TOKEN,
  };
  const given = flags.endpoint ?? process.env.API_URL;
  if (given !== undefined) {
    const source = flags.endpoint === undefined ? "API_URL" : "--endpoint";
    const outputs = given.includes(".amazonaws.com") ? terraformOutputs(repositoryRoot) : undefined;
    return target(given, source, outputs, credentials);
  }
  const local = flags.aws ? undefined : await runningLocal(flags.dataDir);
  if (local) return target(local.apiUrl, "pnpm local", undefined, credentials);
  const outputs = terraformOutputs(repositoryRoot);
  if (outputs?.api_url) return target(outputs.api_url, "Terraform's outputs", outputs, credentials);
  throw new NoTargetError(
    "No API to send to: start `pnpm local`, apply Terraform, or name one with --endpoint or API_URL.",
  );
}

function target(
  url: string,
  source: string,
  outputs: TerraformOutputs | undefined,
  credentials: { apiKey: string | undefined; token: string | undefined },
): Target {
  const mode = authorizationMode(outputs?.authorization);
  const authorize = authorizer({
    mode,
    region: outputs?.region ?? process.env.AWS_REGION,
    apiKey: credentials.apiKey ?? outputs?.api_key,
    token: credentials.token,
  });
  return { url, source, mode, authorize };
}

function authorizationMode(text: string | undefined): AuthorizationMode {
  switch (text) {
    case "iam":
    case "api_key":
    case "cognito":
      return text;
    default:
      return "none";
  }
}
