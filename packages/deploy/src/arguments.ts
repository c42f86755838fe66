import { parseArgs } from "node:util";
import { UsageError } from "./errors.ts";

export interface Arguments {
  readonly command: "deploy" | "rollback" | "help";
  /** First part of the functions' names: `<name_prefix>-<environment>`. */
  readonly name: string;
  readonly release: string;
  /** Functions to look at; empty for all. */
  readonly functions: readonly string[];
  readonly directory: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly to: string | undefined;
}

export const help = `pnpm run deploy [options]            deploy what differs from the code that is live
pnpm run deploy rollback [options]   undo the newest release, or go back to --to RELEASE

  --name NAME          <name_prefix>-<environment> of Terraform, or TRIBUTARY_NAME
  --release ID         what to call this release, or GITHUB_SHA; default: the time
  --functions A,B      only these
  --directory DIR      folder with <function>/dist/function.zip (packages/lambdas)
  --to RELEASE         with rollback: the release whose code shall run
  --dry-run            say what would be done
  --json               one object as the last line of the output

Region and credentials come from the environment (AWS_REGION, AWS_PROFILE, …).
Exit codes: 0 fine, 1 failed (and gone back), 2 usage.

  pnpm run deploy --name tributary-prod
  pnpm run deploy rollback --name tributary-prod --dry-run
`;

/** @throws UsageError naming what is wrong */
export function parseArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  now: () => Date = () => new Date(),
): Arguments {
  const { values, positionals } = parse(argv);
  const [command = "deploy", ...rest] = positionals;
  if (values.help) return { ...empty, command: "help" };
  if ((command !== "deploy" && command !== "rollback") || rest.length > 0) {
    throw new UsageError(`Unknown command: ${positionals.join(" ")}`);
  }
  const name = values.name ?? environment.TRIBUTARY_NAME ?? "";
  if (!/^[a-z][a-z0-9-]{4,27}$/.test(name)) {
    throw new UsageError(
      `--name (or TRIBUTARY_NAME) must be <name_prefix>-<environment> of Terraform, such as tributary-prod; it is "${name}"`,
    );
  }
  if (values.to !== undefined && command !== "rollback") {
    throw new UsageError("--to goes with rollback only");
  }
  const release = values.release ?? environment.GITHUB_SHA ?? now().toISOString();
  return {
    command,
    name,
    // One word, because a version's description carries it.
    release: release.replaceAll(/\s+/g, "-").slice(0, 100),
    functions: values.functions?.split(",").filter(Boolean) ?? [],
    directory: values.directory,
    dryRun: values["dry-run"],
    json: values.json,
    to: values.to,
  };
}

const empty: Arguments = {
  command: "help",
  name: "",
  release: "",
  functions: [],
  directory: "",
  dryRun: false,
  json: false,
  to: undefined,
};

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: argv.filter((argument) => argument !== "--"),
      allowPositionals: true,
      options: {
        directory: { type: "string", default: "packages/lambdas" },
        "dry-run": { type: "boolean", default: false },
        functions: { type: "string" },
        help: { type: "boolean", default: false, short: "h" },
        json: { type: "boolean", default: false },
        name: { type: "string" },
        release: { type: "string" },
        to: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
