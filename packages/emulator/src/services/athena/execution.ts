import type { SqlColumn } from "../../engines/sql/engine.ts";
import { typeName } from "../../engines/sql/types.ts";
import { engineVersion } from "./workgroup.ts";

export type ExecutionState = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** What was asked. */
export interface ExecutionRequest {
  readonly sql: string;
  readonly database: string;
  readonly catalog: string;
  readonly workgroup: string;
  readonly parameters: readonly string[];
  /** `s3://bucket/prefix/` */
  readonly outputLocation: string;
  readonly bytesScannedCutoff: number | undefined;
}

/** One run of a statement and what has become of it. Times in milliseconds since the epoch. */
export interface Execution {
  readonly id: string;
  readonly request: ExecutionRequest;
  readonly kind: "DML" | "UTILITY";
  readonly submittedAt: number;
  readonly stop: AbortController;
  state: ExecutionState;
  /** Settles when the state is final. */
  done: Promise<void>;
  startedAt?: number;
  completedAt?: number;
  reason?: string;
  columns?: readonly SqlColumn[];
  bytesScanned?: number;
  /** Of names, types and files; milliseconds. */
  planning?: number;
}

export const isFinal = (state: ExecutionState): boolean =>
  state !== "QUEUED" && state !== "RUNNING";

/** Where the result file lies: text for SHOW and DESCRIBE, CSV for the rest. */
export function resultLocation({ id, kind, request }: Execution): {
  bucket: string;
  key: string;
  uri: string;
} {
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(request.outputLocation) ?? [];
  const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  const key = `${prefix}${id}.${kind === "DML" ? "csv" : "txt"}`;
  return { bucket, key, uri: `s3://${bucket}/${key}` };
}

/** As GetQueryExecution answers. `now` counts for an execution that still runs. */
export function describeExecution(execution: Execution, now: number) {
  const { request, submittedAt, startedAt, completedAt, reason } = execution;
  const end = completedAt ?? now;
  const begun = startedAt ?? end;
  return {
    QueryExecutionId: execution.id,
    Query: request.sql,
    StatementType: execution.kind,
    ...(execution.kind === "DML" ? { SubstatementType: "SELECT" } : {}),
    ResultConfiguration: { OutputLocation: resultLocation(execution).uri },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: { Database: request.database, Catalog: request.catalog },
    Status: {
      State: execution.state,
      SubmissionDateTime: submittedAt / 1000,
      ...(completedAt === undefined ? {} : { CompletionDateTime: completedAt / 1000 }),
      ...(reason === undefined ? {} : { StateChangeReason: reason }),
      // Category 2 is the user's own: https://docs.aws.amazon.com/athena/latest/APIReference/API_AthenaError.html
      ...(execution.state === "FAILED"
        ? {
            AthenaError: { ErrorCategory: 2, ErrorType: 0, Retryable: false, ErrorMessage: reason },
          }
        : {}),
    },
    Statistics: {
      EngineExecutionTimeInMillis: Math.max(0, end - begun),
      DataScannedInBytes: execution.bytesScanned ?? 0,
      TotalExecutionTimeInMillis: Math.max(0, end - submittedAt),
      QueryQueueTimeInMillis: Math.max(0, begun - submittedAt),
      QueryPlanningTimeInMillis: execution.planning ?? 0,
      ServiceProcessingTimeInMillis: 0,
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
    WorkGroup: request.workgroup,
    EngineVersion: engineVersion,
    ...(request.parameters.length === 0 ? {} : { ExecutionParameters: request.parameters }),
  };
}

const precisions: Readonly<Record<string, number>> = {
  varchar: 2_147_483_647,
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  double: 17,
  timestamp: 3,
  "timestamp with time zone": 3,
};

/** As ResultSetMetadata says it: a decimal's digits stand beside its type, an array's elements do not. */
export function describeColumn({ name, type }: SqlColumn) {
  const decimal = type.kind === "decimal" ? type : undefined;
  return {
    CatalogName: "hive",
    SchemaName: "",
    TableName: "",
    Name: name,
    Label: name,
    Type:
      decimal !== undefined || type.kind === "array" || type.kind === "row"
        ? type.kind
        : typeName(type),
    Precision: decimal?.precision ?? precisions[type.kind] ?? 0,
    Scale: decimal?.scale ?? 0,
    Nullable: "UNKNOWN",
    CaseSensitive: type.kind === "varchar",
  };
}
