/** How the API of a deployment demands to be called; from Terraform's outputs. */
export type AuthorizationMode = "none" | "api_key" | "iam" | "cognito";

export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Where requests go, and how they are authorized. */
export interface Target {
  readonly url: string;
  /** Where the URL was found, for people: `pnpm local`, `Terraform's outputs`, `--endpoint`. */
  readonly source: string;
  readonly mode: AuthorizationMode;
  /** The request's headers with what the target demands. */
  authorize(request: OutgoingRequest): Promise<Record<string, string>>;
}
