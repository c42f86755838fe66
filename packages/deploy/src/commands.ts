import { LambdaClient } from "@aws-sdk/client-lambda";
import { functions } from "@tributary/contract";
import type { Arguments } from "./arguments.ts";
import { readArtifacts } from "./artifacts.ts";
import { UsageError } from "./errors.ts";
import { type ClientOptions, FunctionClient } from "./function-client.ts";
import { type Change, type Outcome, release } from "./release.ts";
import { backDescription, releaseDescription, rollbackSteps } from "./rollback.ts";

export interface Report {
  readonly title: string;
  readonly outcomes: readonly Outcome[];
  /** Whether something that should have changed did not. */
  readonly failed: boolean;
}

/** @param lambda client for the account and Region of the pipeline; the environment's where not given */
export async function run(
  options: Arguments,
  lambda: LambdaClient = new LambdaClient(),
  clientOptions: ClientOptions = {},
): Promise<Report> {
  const names = chosen(options.functions);
  const clients = names.map((name) => ({
    name,
    role: roleOf(name),
    client: new FunctionClient(lambda, `${options.name}-${name}`, clientOptions),
  }));
  const isRollback = options.command === "rollback";
  const title = isRollback
    ? `Roll back ${options.name}`
    : `Deploy ${options.release} to ${options.name}`;
  const changes = await (isRollback ? rolledBack : built)(clients, options);
  const outcomes = options.dryRun ? await planned(changes) : await release(changes);
  return {
    title: options.dryRun ? `${title} (dry run)` : title,
    outcomes,
    failed: outcomes.some(({ result, error }) => error !== undefined || failures.has(result)),
  };
}

const failures: ReadonlySet<Outcome["result"]> = new Set(["restored", "broken"]);

type Target = Pick<Change, "name" | "role" | "client">;

async function built(targets: readonly Target[], options: Arguments): Promise<readonly Change[]> {
  const artifacts = await readArtifacts(
    options.directory,
    targets.map(({ name }) => name),
  );
  const description = releaseDescription(options.release);
  return targets.flatMap((target, i) => {
    const artifact = artifacts[i];
    if (artifact === undefined) return [];
    return [
      { ...target, codeSha256: artifact.codeSha256, zip: async () => artifact.zip, description },
    ];
  });
}

async function rolledBack(
  targets: readonly Target[],
  options: Arguments,
): Promise<readonly Change[]> {
  const histories = await Promise.all(
    targets.map(async ({ name, client }) => {
      return { name, versions: await client.versions() };
    }),
  );
  const steps = rollbackSteps(histories, options.to);
  return steps.flatMap(({ name, to }) => {
    const target = targets.find((one) => one.name === name);
    if (target === undefined) return [];
    return [
      {
        ...target,
        codeSha256: to.codeSha256,
        zip: () => target.client.code(to),
        description: backDescription(to, "rollback"),
      },
    ];
  });
}

/** What `release` would begin with. */
async function planned(changes: readonly Change[]): Promise<readonly Outcome[]> {
  return Promise.all(
    changes.map(async ({ name, client, codeSha256 }): Promise<Outcome> => {
      const [live, versions] = await Promise.all([client.live(), client.versions()]);
      const same = versions.find(({ version }) => version === live)?.codeSha256 === codeSha256;
      const unchanged = same && versions.at(-1)?.version === live;
      return {
        name,
        result: unchanged ? "unchanged" : "deployed",
        from: live,
        to: unchanged ? live : "new",
        codeSha256,
      };
    }),
  );
}

function chosen(wanted: readonly string[]): readonly string[] {
  const all = Object.keys(functions);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`No such function: ${unknown.join(", ")}. There are: ${all.join(", ")}`);
  }
  return wanted.length > 0 ? wanted : all;
}

function roleOf(name: string): Change["role"] {
  const settings = functions[name];
  if (settings === undefined) throw new UsageError(`No such function: ${name}`);
  return settings.role;
}
