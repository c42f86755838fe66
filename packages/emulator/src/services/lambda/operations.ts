import { AwsError } from "../../errors.ts";
import { type RestRequest, type RestRoute, restJsonService } from "../../wire/rest-json.ts";
import type { WireService } from "../../wire/service.ts";
import type { EventSourceMapping } from "./event-source/mapping.ts";
import type { FunctionDescription, Lambda } from "./lambda.ts";

/** Lambda's wire API over `lambda` and the event source mappings that run beside it. */
export function lambdaService(
  lambda: Lambda,
  mappings: () => readonly EventSourceMapping[],
): WireService {
  const routes: RestRoute[] = [
    {
      name: "ListFunctions",
      method: "GET",
      path: "/2015-03-31/functions",
      operation: () => ({
        body: {
          Functions: lambda.functionNames().map((name) => configuration(lambda.describe(name))),
        },
      }),
    },
    {
      name: "GetFunction",
      method: "GET",
      path: "/2015-03-31/functions/{FunctionName}",
      operation: ({ params }) => {
        const described = lambda.describe(params.FunctionName ?? "");
        return {
          body: {
            Configuration: configuration(described),
            Code: {
              RepositoryType: "S3",
              Location: `file://${described.definition.bundleDirectory}`,
            },
            Concurrency: { ReservedConcurrentExecutions: described.definition.concurrency },
          },
        };
      },
    },
    {
      name: "GetFunctionConfiguration",
      method: "GET",
      path: "/2015-03-31/functions/{FunctionName}/configuration",
      operation: ({ params }) => ({
        body: configuration(lambda.describe(params.FunctionName ?? "")),
      }),
    },
    {
      name: "Invoke",
      method: "POST",
      path: "/2015-03-31/functions/{FunctionName}/invocations",
      operation: (request) => invoke(lambda, request),
    },
    {
      name: "ListEventSourceMappings",
      method: "GET",
      path: "/2015-03-31/event-source-mappings",
      operation: ({ query }) => {
        const functionName = query.get("FunctionName");
        const eventSourceArn = query.get("EventSourceArn");
        const found = mappings()
          .map((mapping) => mapping.describe())
          .filter(
            ({ FunctionArn, EventSourceArn }) =>
              (functionName === null || `:${FunctionArn}`.endsWith(`:${functionName}`)) &&
              (eventSourceArn === null || EventSourceArn === eventSourceArn),
          );
        return { body: { EventSourceMappings: found } };
      },
    },
    {
      name: "GetEventSourceMapping",
      method: "GET",
      path: "/2015-03-31/event-source-mappings/{UUID}",
      operation: ({ params }) => ({ body: find(mappings(), params.UUID).describe() }),
    },
    {
      name: "UpdateEventSourceMapping",
      method: "PUT",
      path: "/2015-03-31/event-source-mappings/{UUID}",
      operation: async (request) => {
        const mapping = find(mappings(), request.params.UUID);
        await setEnabled(mapping, request.json());
        return { status: 202, body: mapping.describe() };
      },
    },
  ];
  return restJsonService({ signingName: "lambda", routes });
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function invoke(
  lambda: Lambda,
  { params, headers, body }: RestRequest,
): Promise<{ status: number; headers?: Record<string, string>; body: string }> {
  const name = params.FunctionName ?? "";
  const payload = body.length === 0 ? "{}" : body.toString("utf8");
  lambda.describe(name);
  requireJson(payload);
  switch (headers["x-amz-invocation-type"] ?? "RequestResponse") {
    case "DryRun":
      return { status: 204, body: "" };
    case "Event":
      // Nobody waits: the function's own log tells how it went.
      lambda.invoke(name, payload).catch(() => {});
      return { status: 202, body: "" };
    case "RequestResponse":
      break;
    default:
      throw invalid(`Unknown invocation type ${headers["x-amz-invocation-type"]}`);
  }
  const wantsTail = headers["x-amz-log-type"] === "Tail";
  const {
    payload: answer,
    functionError,
    tail,
  } = wantsTail
    ? await lambda.invokeWithTail(name, payload)
    : { ...(await lambda.invoke(name, payload)), tail: undefined };
  return {
    status: 200,
    headers: {
      "x-amz-executed-version": "$LATEST",
      ...(functionError === undefined ? {} : { "x-amz-function-error": functionError }),
      ...(tail === undefined ? {} : { "x-amz-log-result": tail.toString("base64") }),
    },
    body: answer,
  };
}

function requireJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (cause) {
    throw new AwsError(
      "InvalidRequestContentException",
      "Could not parse request body into json: the payload is not valid JSON",
      { cause },
    );
  }
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
function configuration({ definition, arn, version, lastModified }: FunctionDescription): object {
  return {
    FunctionName: definition.name,
    FunctionArn: arn,
    Description: definition.description,
    Runtime: "nodejs22.x",
    Handler: definition.handler,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memoryMb,
    Environment: { Variables: definition.environment },
    LastModified: lastModified.toISOString().replace("Z", "+0000"),
    PackageType: "Zip",
    State: "Active",
    LastUpdateStatus: "Successful",
    Version: version,
  };
}

function find(
  mappings: readonly EventSourceMapping[],
  uuid: string | undefined,
): EventSourceMapping {
  const mapping = mappings.find((candidate) => candidate.uuid === uuid);
  if (mapping !== undefined) return mapping;
  throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", {
    status: 404,
  });
}

async function setEnabled(mapping: EventSourceMapping, input: unknown): Promise<void> {
  const members = new Map(Object.entries(typeof input === "object" && input !== null ? input : {}));
  const enabled: unknown = members.get("Enabled");
  const known = ["Enabled", "FunctionName", "UUID"];
  const unsupported = [...members.keys()].filter((name) => !known.includes(name));
  if (unsupported.length > 0) {
    throw invalid(`Only Enabled can be changed here, not ${unsupported.join(", ")}`);
  }
  if (enabled === true) mapping.start();
  else if (enabled === false) await mapping.stop();
  else if (enabled !== undefined)
    throw invalid(`Enabled must be a boolean, not ${String(enabled)}`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message);
}
