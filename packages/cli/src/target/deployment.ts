import { type DeploymentNames, deploymentNames, runningLocal } from "@tributary/local";
import { repositoryRoot } from "../repository.ts";
import { terraformOutputs } from "./outputs.ts";
import { NoTargetError } from "./resolve.ts";

/** A running pipeline, as the AWS clients need it. */
export interface Deployment {
  readonly source: string;
  readonly names: Pick<
    DeploymentNames,
    "region" | "dataBucket" | "database" | "workgroup" | "tables" | "stream"
  >;
  /** Settings for every AWS client. */
  readonly client: {
    readonly region: string;
    readonly endpoint?: string;
    readonly forcePathStyle?: boolean;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

/** Settings of AWS clients that talk to the embedded AWS at `awsUrl`. */
export function localDeployment(awsUrl: string, names: DeploymentNames): Deployment {
  return {
    source: "pnpm local",
    names,
    client: {
      region: names.region,
      endpoint: awsUrl,
      forcePathStyle: true,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    },
  };
}

/**
 * `pnpm local` if it runs (and `aws` is not asked for), else what Terraform's outputs name.
 * @throws NoTargetError
 */
export async function resolveDeployment(flags: {
  readonly aws?: boolean | undefined;
  readonly dataDir?: string | undefined;
  readonly workgroup?: string | undefined;
}): Promise<Deployment> {
  const local = flags.aws ? undefined : await runningLocal(flags.dataDir);
  const found = local ? localDeployment(local.awsUrl, local.names) : deployedOnAws();
  if (!found) {
    throw new NoTargetError("No pipeline found: start `pnpm local`, or apply Terraform.");
  }
  if (flags.workgroup === undefined) return found;
  return { ...found, names: { ...found.names, workgroup: flags.workgroup } };
}

function deployedOnAws(): Deployment | undefined {
  const outputs = terraformOutputs(repositoryRoot);
  if (!outputs?.name_prefix || !outputs.environment || !outputs.region) return undefined;
  const names = deploymentNames(outputs.name_prefix, outputs.environment, outputs.region);
  return {
    source: "Terraform's outputs",
    names: {
      ...names,
      dataBucket: outputs.data_bucket ?? names.dataBucket,
      workgroup: outputs.athena_workgroup ?? names.workgroup,
      database: outputs.glue_database ?? names.database,
      stream: outputs.stream_name ?? names.stream,
    },
    client: { region: outputs.region },
  };
}
