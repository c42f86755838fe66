import {
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { codeSha256 } from "./artifacts.ts";

interface FakeFunction {
  latest: Uint8Array;
  architecture: string;
  live: string;
  versions: { version: string; zip: Uint8Array; description: string; at: string }[];
}

const good = {
  records: [
    { recordId: "order", result: "Ok" },
    { recordId: "invoice", result: "Dropped" },
  ],
  batchItemFailures: [],
  statusCode: 404,
};

/**
 * Lambda as far as a deploy sees it, for tests: code is a text, and what it says decides how it
 * behaves: `throws …` fails, `wrong …` answers nonsense, `live-throws …` fails behind the alias only.
 */
export class FakeLambda {
  readonly functions = new Map<string, FakeFunction>();
  readonly calls: string[] = [];
  readonly client = new LambdaClient({ region: "eu-west-1" });
  #clock = 1_700_000_000_000;

  constructor() {
    const mock = mockClient(this.client);
    mock.on(GetAliasCommand).callsFake(({ FunctionName }) => ({
      FunctionVersion: this.#get(FunctionName).live,
    }));
    mock.on(ListVersionsByFunctionCommand).callsFake(({ FunctionName }) => ({
      Versions: [
        { Version: "$LATEST", CodeSha256: codeSha256(this.#get(FunctionName).latest) },
        ...this.#get(FunctionName).versions.map(({ version, zip, description, at }) => ({
          Version: version,
          CodeSha256: codeSha256(zip),
          Description: description,
          LastModified: at,
        })),
      ],
    }));
    mock.on(GetFunctionConfigurationCommand).callsFake(({ FunctionName }) => ({
      State: "Active",
      LastUpdateStatus: "Successful",
      Architectures: [this.#get(FunctionName).architecture],
    }));
    mock.on(UpdateFunctionCodeCommand).callsFake(({ FunctionName, ZipFile, Architectures }) => {
      this.calls.push(`update ${FunctionName}`);
      this.#get(FunctionName).latest = ZipFile;
      this.#get(FunctionName).architecture = Architectures?.[0] ?? "x86_64";
      return {};
    });
    mock.on(PublishVersionCommand).callsFake(({ FunctionName, CodeSha256, Description }) => {
      const one = this.#get(FunctionName);
      if (CodeSha256 !== codeSha256(one.latest)) throw new Error("PreconditionFailedException");
      return { Version: this.publish(FunctionName, one.latest, Description) };
    });
    mock.on(InvokeCommand).callsFake(({ FunctionName, Qualifier }) => {
      const one = this.#get(FunctionName);
      const version = Qualifier === "live" ? one.live : Qualifier;
      const zip = one.versions.find((known) => known.version === version)?.zip;
      const code = new TextDecoder().decode(zip);
      const throws =
        code.startsWith("throws") || (code.startsWith("live-throws") && Qualifier === "live");
      const answer = throws ? { errorType: "Error" } : code.startsWith("wrong") ? {} : good;
      return {
        ...(throws ? { FunctionError: "Unhandled" } : {}),
        Payload: new TextEncoder().encode(JSON.stringify(answer)),
      };
    });
    mock.on(UpdateAliasCommand).callsFake(({ FunctionName, FunctionVersion }) => {
      this.calls.push(`shift ${FunctionName} ${FunctionVersion}`);
      this.#get(FunctionName).live = FunctionVersion;
      return {};
    });
    mock.on(GetFunctionCommand).callsFake(({ FunctionName, Qualifier }) => ({
      Code: { Location: `${FunctionName}/${Qualifier}` },
    }));
  }

  /** A function as Terraform made it: version 1, live. */
  add(name: string, code: string): void {
    this.functions.set(name, {
      latest: encode(code),
      architecture: "arm64",
      live: "1",
      versions: [],
    });
    this.publish(name, encode(code), "");
  }

  /** @returns the new version, or the newest where code is the same, as Lambda does */
  publish(name: string, zip: Uint8Array, description: string): string {
    const one = this.#get(name);
    const newest = one.versions.at(-1);
    if (newest !== undefined && codeSha256(newest.zip) === codeSha256(zip)) return newest.version;
    const version = String(one.versions.length + 1);
    const at = new Date(this.#clock++).toISOString();
    one.versions.push({ version, zip, description, at });
    return version;
  }

  /** Code of what `live` points at. */
  liveCode(name: string): string {
    const one = this.#get(name);
    const version = one.versions.find((known) => known.version === one.live);
    return new TextDecoder().decode(version?.zip);
  }

  newest(name: string): string | undefined {
    return this.#get(name).versions.at(-1)?.version;
  }

  readonly download = async (url: string): Promise<Uint8Array> => {
    const [name = "", version] = url.split("/");
    const zip = this.#get(name).versions.find((known) => known.version === version)?.zip;
    if (zip === undefined) throw new Error(`nothing at ${url}`);
    return zip;
  };

  #get(name: string | undefined): FakeFunction {
    const one = this.functions.get(name ?? "");
    if (one === undefined) throw new Error(`ResourceNotFoundException: ${name}`);
    return one;
  }
}

function encode(code: string): Uint8Array {
  return new TextEncoder().encode(code);
}
