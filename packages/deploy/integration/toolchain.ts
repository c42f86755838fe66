import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), "../../..");

const PROVIDER = join("registry.terraform.io", "hashicorp", "aws");

export interface Toolchain {
  /** Folder given to `terraform init -plugin-dir`; undefined where the registry answers. */
  readonly pluginDirectory: string | undefined;
  /** Environment of every terraform that is run. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What is here of what the tests need; a text says what is missing. */
export interface Available {
  readonly terraform: Toolchain | string;
  readonly moto: string[] | string;
}

/** Looks for terraform with its provider, and for moto; says what is missing. */
export function available(): Available {
  const found = { terraform: terraform(), moto: moto() };
  for (const one of Object.values(found)) {
    if (typeof one === "string") process.stderr.write(`SKIPPED: ${one}\n`);
  }
  return found;
}

function terraform(): Toolchain | string {
  const environment = cleanEnvironment();
  const version = spawnSync("terraform", ["version"], { env: environment });
  if (version.status !== 0) return "terraform is not installed";
  const pluginDirectory = [process.env.TF_PLUGIN_DIR, ...sharedDirectories()].find(
    (directory) => directory !== undefined && existsSync(join(directory, PROVIDER)),
  );
  if (pluginDirectory !== undefined) return { pluginDirectory, environment };
  if (environment.TF_CLI_CONFIG_FILE !== undefined) return { pluginDirectory, environment };
  const registry = spawnSync(
    process.execPath,
    [
      "-e",
      'fetch("https://registry.terraform.io/.well-known/terraform.json",{signal:AbortSignal.timeout(10000)}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))',
    ],
    { timeout: 20_000 },
  );
  return registry.status === 0
    ? { pluginDirectory, environment }
    : "terraform's AWS provider is neither in a plugin directory (TF_PLUGIN_DIR) nor to be had from the registry";
}

/** Credentials of nobody, no metadata service, and no CLI configuration that does not exist. */
function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(AWS_|TF_VAR_|TF_CLI_ARGS|TF_WORKSPACE)/.test(entry[0]),
  );
  const environment = Object.fromEntries(entries);
  const configuration = environment.TF_CLI_CONFIG_FILE;
  // Terraform complains on every run about one that is missing.
  if (configuration !== undefined && !existsSync(configuration)) {
    delete environment.TF_CLI_CONFIG_FILE;
  }
  return {
    ...environment,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "eu-west-1",
    AWS_EC2_METADATA_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
    TF_IN_AUTOMATION: "1",
  };
}

/** Folders a few levels below the places where software is shared that hold a mirror of the provider. */
function sharedDirectories(): readonly string[] {
  const candidates: string[] = [];
  const look = (directory: string, levels: number): void => {
    candidates.push(directory);
    if (levels === 0) return;
    for (const name of folders(directory)) look(join(directory, name), levels - 1);
  };
  for (const root of ["/opt", "/usr/local/share", "/usr/share", "/usr/local/lib"]) look(root, 2);
  return candidates;
}

function folders(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function moto(): string[] | string {
  const commands = [["moto_server"], ["python3", "-m", "moto.server"]];
  const command = commands.find(
    ([program = "", ...rest]) =>
      spawnSync(program, [...rest, "--help"], { timeout: 60_000 }).status === 0,
  );
  return command ?? "moto is not installed (pip install 'moto[server]')";
}
