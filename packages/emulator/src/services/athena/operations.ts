import { AwsError } from "../../errors.ts";
import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import type { Athena } from "./athena.ts";
import { catalogOperations } from "./catalog-operations.ts";
import { parseCsv } from "./csv.ts";
import { describeColumn, describeExecution, resultLocation } from "./execution.ts";
import { invalidRequest, object, page, requiredText, text, texts } from "./input.ts";
import { describeNamedQuery } from "./named-query.ts";
import { describeWorkgroup, engineVersion } from "./workgroup.ts";

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html */
const maximumQuery = 262_144;

function start(athena: Athena, input: JsonObject) {
  const sql = requiredText(input, "QueryString");
  if (sql.length > maximumQuery)
    throw invalidRequest(`QueryString is longer than ${maximumQuery} characters`);
  const token = text(input, "ClientRequestToken");
  if (token !== undefined && (token.length < 32 || token.length > 128)) {
    throw invalidRequest("ClientRequestToken must have 32 to 128 characters");
  }
  const context = object(input, "QueryExecutionContext");
  const execution = athena.start(
    {
      sql,
      database: text(context, "Database")?.toLowerCase(),
      catalog: text(context, "Catalog"),
      workgroup: text(input, "WorkGroup"),
      outputLocation: text(object(input, "ResultConfiguration"), "OutputLocation"),
      parameters: texts(input, "ExecutionParameters"),
    },
    token,
  );
  return { QueryExecutionId: execution.id };
}

async function results(athena: Athena, input: JsonObject) {
  const execution = athena.executions.get(requiredText(input, "QueryExecutionId"));
  const { state, columns = [] } = execution;
  if (state === "QUEUED" || state === "RUNNING") {
    throw invalidRequest(
      `Query has not yet finished. Current state: ${state}`,
      "QUERY_NOT_FINISHED",
    );
  }
  if (state !== "SUCCEEDED") {
    throw invalidRequest(
      `Query did not finish successfully. Final query state: ${state}`,
      "QUERY_FAILED",
    );
  }
  const rows = await resultRows(athena, execution.id);
  const { items, next } = page(rows, input, 1000);
  return {
    UpdateCount: 0,
    ResultSet: {
      Rows: items.map((row) => ({
        Data: row.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
      })),
      ResultSetMetadata: { ColumnInfo: columns.map(describeColumn) },
    },
    ...next,
  };
}

/** The rows as they lie in S3: who deletes the file deletes the result, as on AWS. */
async function resultRows(athena: Athena, id: string): Promise<(string | null)[][]> {
  const known = athena.pages.get(id);
  if (known !== undefined) return known;
  const execution = athena.executions.get(id);
  const { bucket, key, uri } = resultLocation(execution);
  let body: string;
  try {
    body = (await athena.objects.get(bucket, key)).toString("utf8");
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidRequest(`Could not find results at ${uri}`, "RESULT_NOT_FOUND");
  }
  const rows =
    execution.kind === "DML"
      ? parseCsv(body)
      : body
          .split("\n")
          .slice(0, -1)
          .map((line) => line.split("\t"));
  athena.pages.set(id, rows);
  return rows;
}

/** Answers for ids that may be unknown: what was found, and what was not. */
function batch<T>(ids: readonly string[], find: (id: string) => T) {
  if (ids.length === 0 || ids.length > 50)
    throw invalidRequest("1 to 50 ids are asked for at once");
  const found: T[] = [];
  const missing: { id: string; message: string }[] = [];
  for (const id of ids) {
    try {
      found.push(find(id));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      missing.push({ id, message: error.message });
    }
  }
  return { found, missing };
}

/** Athena's operations that are offered, by name. */
export function athenaOperations(athena: Athena): Readonly<Record<string, JsonOperation>> {
  const { executions } = athena;
  const execution = (id: string) => describeExecution(executions.get(id), athena.clock.now());
  const named = (id: string) => describeNamedQuery(athena.namedQuery(id));
  return {
    StartQueryExecution: (input) => start(athena, input),
    GetQueryResults: (input) => results(athena, input),
    GetQueryExecution: async (input) => {
      const found = await executions.awaited(requiredText(input, "QueryExecutionId"));
      return { QueryExecution: describeExecution(found, athena.clock.now()) };
    },
    BatchGetQueryExecution: (input) => {
      const { found, missing } = batch(texts(input, "QueryExecutionIds"), execution);
      return {
        QueryExecutions: found,
        UnprocessedQueryExecutionIds: missing.map(({ id, message }) => ({
          QueryExecutionId: id,
          ErrorCode: "INVALID_INPUT",
          ErrorMessage: message,
        })),
      };
    },
    StopQueryExecution: (input) => {
      executions.stop(requiredText(input, "QueryExecutionId"));
      return {};
    },
    ListQueryExecutions: (input) => {
      const workgroup = athena.workgroup(text(input, "WorkGroup"));
      const { items, next } = page(executions.list(workgroup.name), input, 50);
      return { QueryExecutionIds: items.map(({ id }) => id), ...next };
    },
    GetWorkGroup: (input) => ({
      WorkGroup: describeWorkgroup(athena.workgroup(requiredText(input, "WorkGroup"))),
    }),
    ListWorkGroups: (input) => {
      const { items, next } = page(athena.workgroups(), input, 50);
      const summaries = items.map(({ name, description, createdAt }) => ({
        Name: name,
        State: "ENABLED",
        Description: description,
        CreationTime: createdAt / 1000,
        EngineVersion: engineVersion,
      }));
      return { WorkGroups: summaries, ...next };
    },
    GetNamedQuery: (input) => ({ NamedQuery: named(requiredText(input, "NamedQueryId")) }),
    BatchGetNamedQuery: (input) => {
      const { found, missing } = batch(texts(input, "NamedQueryIds"), named);
      return {
        NamedQueries: found,
        UnprocessedNamedQueryIds: missing.map(({ id, message }) => ({
          NamedQueryId: id,
          ErrorCode: "INVALID_INPUT",
          ErrorMessage: message,
        })),
      };
    },
    ListNamedQueries: (input) => {
      const workgroup = athena.workgroup(text(input, "WorkGroup"));
      const { items, next } = page(athena.namedQueries(workgroup.name), input, 50);
      return { NamedQueryIds: items.map(({ id }) => id), ...next };
    },
    ...catalogOperations(athena.catalog),
  };
}
