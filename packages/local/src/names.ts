import {
  type DatasetName,
  datasets,
  functions,
  stream,
  type TableName,
  tables,
} from "@tributary/contract";

/** Names of a deployment's resources, made as Terraform makes them from `name_prefix` and `environment`. */
export interface DeploymentNames {
  readonly region: string;
  readonly stream: string;
  /** Everything but query results: raw/, lake/, errors/, quarantine/, aws/lambda/. */
  readonly dataBucket: string;
  readonly athenaBucket: string;
  readonly database: string;
  readonly workgroup: string;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly deliveryStreams: Readonly<Record<DatasetName, string>>;
  /** By the function's name in the contract. */
  readonly functions: Readonly<Record<string, string>>;
}

export function deploymentNames(
  namePrefix: string,
  environment: string,
  region: string,
): DeploymentNames {
  const prefix = `${namePrefix}-${environment}`;
  const named = <K extends string>(keys: readonly K[]): Record<K, string> =>
    Object.fromEntries(keys.map((key) => [key, `${prefix}-${key.replaceAll("_", "-")}`])) as Record<
      K,
      string
    >;
  return {
    region,
    stream: `${prefix}-${stream.name}`,
    dataBucket: `${prefix}-data`,
    athenaBucket: `${prefix}-athena`,
    database: prefix.replaceAll("-", "_"),
    workgroup: prefix,
    tables: named(Object.keys(tables) as TableName[]),
    deliveryStreams: named(Object.keys(datasets) as DatasetName[]),
    functions: named(Object.keys(functions)),
  };
}

export const localNames = deploymentNames("tributary", "local", "eu-central-1");
