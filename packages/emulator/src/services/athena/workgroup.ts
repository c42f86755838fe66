/** A workgroup's settings, as Terraform gives them to AWS. */
export interface WorkgroupDefinition {
  readonly name: string;
  readonly description?: string;
  /** `s3://bucket/prefix/`, where the results go. */
  readonly outputLocation?: string;
  /** Whether the settings of a client count for nothing. */
  readonly enforce?: boolean;
  /** A query that would read more is cancelled. Bytes, at least 10,000,000 on AWS. */
  readonly bytesScannedCutoff?: number;
}

export interface Workgroup extends WorkgroupDefinition {
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export const engineVersion = {
  SelectedEngineVersion: "Athena engine version 3",
  EffectiveEngineVersion: "Athena engine version 3",
};

/** As GetWorkGroup answers. */
export function describeWorkgroup(workgroup: Workgroup) {
  return {
    Name: workgroup.name,
    State: "ENABLED",
    Description: workgroup.description,
    CreationTime: workgroup.createdAt / 1000,
    Configuration: {
      ResultConfiguration: { OutputLocation: workgroup.outputLocation },
      EnforceWorkGroupConfiguration: workgroup.enforce ?? false,
      PublishCloudWatchMetricsEnabled: false,
      BytesScannedCutoffPerQuery: workgroup.bytesScannedCutoff,
      RequesterPaysEnabled: false,
      EngineVersion: engineVersion,
    },
  };
}
