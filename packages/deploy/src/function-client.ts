import { setTimeout as sleep } from "node:timers/promises";
import {
  type FunctionConfiguration,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  PublishVersionCommand,
  paginateListVersionsByFunction,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { codeSha256 } from "./artifacts.ts";
import { DeployError, NotReadyError } from "./errors.ts";

/** The alias that event sources, delivery streams and the API call. */
export const LIVE = "live";

/** A published version. */
export interface Version {
  readonly version: string;
  readonly codeSha256: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

export interface Answer {
  readonly functionError: string | undefined;
  readonly payload: string;
}

export interface ClientOptions {
  /** Milliseconds between two looks at a function that is changing. */
  readonly pollMs?: number;
  /** Milliseconds until a function that does not become ready is given up. */
  readonly readyMs?: number;
  /** Fetches the zip behind the link that GetFunction gives. */
  readonly download?: (url: string) => Promise<Uint8Array>;
}

/** What a deploy does with one function of Lambda. */
export class FunctionClient {
  readonly #lambda: LambdaClient;
  readonly #options: Required<ClientOptions>;
  readonly functionName: string;

  constructor(lambda: LambdaClient, functionName: string, options: ClientOptions = {}) {
    this.#lambda = lambda;
    this.functionName = functionName;
    this.#options = { pollMs: 1_000, readyMs: 180_000, download, ...options };
  }

  /** Published versions, oldest first. */
  async versions(): Promise<readonly Version[]> {
    const found: Version[] = [];
    const pages = paginateListVersionsByFunction(
      { client: this.#lambda },
      { FunctionName: this.functionName },
    );
    for await (const { Versions = [] } of pages) {
      for (const { Version = "", CodeSha256 = "", Description = "", LastModified } of Versions) {
        if (Version === "$LATEST") continue;
        found.push({
          version: Version,
          codeSha256: CodeSha256,
          description: Description,
          publishedAt: Date.parse(LastModified ?? ""),
        });
      }
    }
    return found.sort((a, b) => Number(a.version) - Number(b.version));
  }

  /** Version that `live` points at. */
  async live(): Promise<string> {
    const { FunctionVersion } = await this.#lambda.send(
      new GetAliasCommand({ FunctionName: this.functionName, Name: LIVE }),
    );
    if (FunctionVersion === undefined) {
      throw new DeployError(`${this.functionName}: the alias ${LIVE} points at nothing`);
    }
    return FunctionVersion;
  }

  /** Puts new code into $LATEST and publishes it. @returns the version, ready to be called */
  async publish(zip: Uint8Array, description: string): Promise<string> {
    const { Architectures } = await this.#ready("$LATEST");
    await this.#lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: this.functionName,
        ZipFile: zip,
        // Documented to become x86_64 where it is not said:
        // https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
        Architectures,
      }),
    );
    await this.#ready("$LATEST");
    const { Version } = await this.#lambda.send(
      new PublishVersionCommand({
        FunctionName: this.functionName,
        // Refused where somebody else changed the code meanwhile.
        CodeSha256: codeSha256(zip),
        Description: description.slice(0, 256),
      }),
    );
    if (Version === undefined) throw new DeployError(`${this.functionName}: no version published`);
    await this.#ready(Version);
    return Version;
  }

  async invoke(qualifier: string, event: unknown): Promise<Answer> {
    const { FunctionError, Payload } = await this.#lambda.send(
      new InvokeCommand({
        FunctionName: this.functionName,
        Qualifier: qualifier,
        Payload: JSON.stringify(event),
      }),
    );
    return { functionError: FunctionError, payload: new TextDecoder().decode(Payload) };
  }

  async shift(version: string): Promise<void> {
    await this.#lambda.send(
      new UpdateAliasCommand({
        FunctionName: this.functionName,
        Name: LIVE,
        FunctionVersion: version,
      }),
    );
  }

  /** The zip of a published version. @throws DeployError where the bytes are not that version's */
  async code(version: Version): Promise<Uint8Array> {
    const { Code } = await this.#lambda.send(
      new GetFunctionCommand({ FunctionName: this.functionName, Qualifier: version.version }),
    );
    if (Code?.Location === undefined) {
      throw new DeployError(
        `${this.functionName}: no code to be had of version ${version.version}`,
      );
    }
    const zip = await this.#options.download(Code.Location);
    if (codeSha256(zip) !== version.codeSha256) {
      throw new DeployError(
        `${this.functionName}: other code came than version ${version.version}`,
      );
    }
    return zip;
  }

  async #ready(qualifier: string): Promise<FunctionConfiguration> {
    const deadline = Date.now() + this.#options.readyMs;
    for (;;) {
      const configuration = await this.#lambda.send(
        new GetFunctionConfigurationCommand({
          FunctionName: this.functionName,
          ...(qualifier === "$LATEST" ? {} : { Qualifier: qualifier }),
        }),
      );
      const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = configuration;
      if (State === "Failed" || LastUpdateStatus === "Failed") {
        const reason = StateReason ?? LastUpdateStatusReason ?? "no reason given";
        throw new NotReadyError(`${this.functionName}:${qualifier} failed: ${reason}`);
      }
      // Functions that have not been called for weeks are Inactive and wake at the next call.
      if (State !== "Pending" && LastUpdateStatus !== "InProgress") return configuration;
      if (Date.now() > deadline) {
        throw new NotReadyError(
          `${this.functionName}:${qualifier} is still ${State}/${LastUpdateStatus}`,
        );
      }
      await sleep(this.#options.pollMs);
    }
  }
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new DeployError(`Downloading a function's code: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
