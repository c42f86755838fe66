import { setTimeout as sleep } from "node:timers/promises";
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";

export interface ResultColumn {
  readonly name: string;
  /** Athena's type: varchar, bigint, decimal, timestamp, … */
  readonly type: string;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** Cells as Athena prints them; null is null. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly bytesScanned: number;
  readonly milliseconds: number;
}

/** A query that Athena refused, or that failed or ran out of time; the message is Athena's reason. */
export class QueryError extends Error {
  override readonly name = "QueryError";
}

export interface QueryRequest {
  readonly sql: string;
  readonly database: string;
  readonly workgroup: string;
  /** Milliseconds after which the query is stopped. */
  readonly deadline: number;
}

/** Runs a query to its end: no SDK has a waiter for it. @throws QueryError */
export async function runQuery(athena: AthenaClient, request: QueryRequest): Promise<QueryResult> {
  const { QueryExecutionId: id } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: request.sql,
      QueryExecutionContext: { Database: request.database },
      WorkGroup: request.workgroup,
    }),
  );
  if (id === undefined) throw new QueryError("Athena started no query");
  const statistics = await finished(athena, id, Date.now() + request.deadline);
  return { ...(await results(athena, id)), ...statistics };
}

async function finished(
  athena: AthenaClient,
  id: string,
  deadline: number,
): Promise<{ bytesScanned: number; milliseconds: number }> {
  for (let wait = 10; ; wait = Math.min(wait * 1.7, 2_000)) {
    const { QueryExecution: execution } = await athena.send(
      new GetQueryExecutionCommand({ QueryExecutionId: id }),
    );
    const state = execution?.Status?.State;
    if (state === "SUCCEEDED") {
      return {
        bytesScanned: execution?.Statistics?.DataScannedInBytes ?? 0,
        milliseconds: execution?.Statistics?.TotalExecutionTimeInMillis ?? 0,
      };
    }
    if (state === "FAILED" || state === "CANCELLED") {
      throw new QueryError(execution?.Status?.StateChangeReason ?? `The query is ${state}`);
    }
    if (Date.now() > deadline) {
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
      throw new QueryError("The query ran out of time and was stopped");
    }
    await sleep(wait);
  }
}

async function results(
  athena: AthenaClient,
  id: string,
): Promise<Pick<QueryResult, "columns" | "rows">> {
  let columns: ResultColumn[] = [];
  const rows: (string | null)[][] = [];
  let token: string | undefined;
  let first = true;
  do {
    const page = await athena.send(
      new GetQueryResultsCommand({ QueryExecutionId: id, ...(token ? { NextToken: token } : {}) }),
    );
    const info = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    columns = info.map(({ Name, Type }) => ({ name: Name ?? "", type: Type ?? "varchar" }));
    for (const { Data } of page.ResultSet?.Rows ?? []) {
      rows.push((Data ?? []).map((cell) => cell.VarCharValue ?? null));
    }
    // Athena's first page begins with the column names.
    if (first) rows.shift();
    first = false;
    token = page.NextToken;
  } while (token !== undefined);
  return { columns, rows };
}
