import { AwsError } from "../../errors.ts";

/** A function to define: a built bundle and Lambda's settings for it. */
export interface FunctionOptions {
  readonly name: string;
  /** Directory with the bundle's `index.mjs` (or `.js`, `.cjs`). */
  readonly bundleDirectory: string;
  /** Module and export; `index.handler` where absent. */
  readonly handler?: string;
  readonly description?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** 3 where absent, as on AWS. */
  readonly timeoutSeconds?: number;
  /** 128 where absent, as on AWS. */
  readonly memoryMb?: number;
  /** Most execution environments at a time; 2 where absent. */
  readonly concurrency?: number;
}

export type FunctionDefinition = Required<FunctionOptions>;

/** @throws AwsError InvalidParameterValueException that names the setting and its value */
export function functionDefinition(options: FunctionOptions): FunctionDefinition {
  const definition = {
    handler: "index.handler",
    description: "",
    environment: {},
    timeoutSeconds: 3,
    memoryMb: 128,
    concurrency: 2,
    ...options,
  };
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  within(definition.name, "timeoutSeconds", definition.timeoutSeconds, 1, 900);
  within(definition.name, "memoryMb", definition.memoryMb, 128, 10_240);
  within(definition.name, "concurrency", definition.concurrency, 1, 1000);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(definition.name)) {
    throw invalid(
      `Function name ${JSON.stringify(definition.name)} must match [A-Za-z0-9_-]{1,64}`,
    );
  }
  if (!definition.handler.includes(".")) {
    throw invalid(`${definition.name}: handler ${definition.handler} must be module.export`);
  }
  return definition;
}

function within(name: string, setting: string, value: number, least: number, most: number): void {
  if (Number.isFinite(value) && value >= least && value <= most) return;
  throw invalid(`${name}: ${setting} ${value} must be between ${least} and ${most}`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
