import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Terraform's outputs, as far as the commands read them. */
export interface TerraformOutputs {
  readonly api_url?: string;
  readonly authorization?: string;
  readonly api_key?: string;
  readonly region?: string;
  readonly name_prefix?: string;
  readonly environment?: string;
  readonly data_bucket?: string;
  readonly athena_workgroup?: string;
  readonly glue_database?: string;
  readonly stream_name?: string;
}

/** Outputs of the root module's state; undefined where nothing is applied or terraform is missing. */
export function terraformOutputs(root: string): TerraformOutputs | undefined {
  const directory = join(root, "terraform");
  const applied = ["terraform.tfstate", ".terraform"].some((name) =>
    existsSync(join(directory, name)),
  );
  if (!applied) return undefined;
  const result = spawnSync("terraform", [`-chdir=${directory}`, "output", "-json"], {
    encoding: "utf8",
    timeout: 30_000,
  });
  if (result.status !== 0) return undefined;
  const outputs: Record<string, { value: unknown }> = JSON.parse(result.stdout);
  const values = Object.entries(outputs).map(([name, { value }]) => [name, value]);
  return values.length === 0 ? undefined : Object.fromEntries(values);
}
