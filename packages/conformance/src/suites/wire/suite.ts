import { readXml } from "@tributary/emulator/parts";
import {
  type Absent,
  type Engine,
  type Group,
  isAbsent,
  isJsonObject,
  type Json,
  type JsonObject,
  type Suite,
} from "../../suite.ts";
import { boto3Version, startBoto3 } from "./boto3.ts";
import type { ServiceName } from "./calls.ts";
import { athenaStories, glueStories } from "./catalog.ts";
import { at, clientsOf, destroy, type Result, results, sdks } from "./clients.ts";
import { modelStories } from "./functions.ts";
import { kinesisStories } from "./kinesis.ts";
import { hasError, outputSchema, problems, xmlProblems } from "./model.ts";
import { s3Stories } from "./s3.ts";
import { openFilled, openMoto, openOurs, type Target } from "./servers.ts";

/** Members that are never the same twice. */
const volatile = new Set([
  "ApproximateArrivalTimestamp",
  "LastModified",
  "SequenceNumber",
  "StartingSequenceNumber",
  "EndingSequenceNumber",
  "NextContinuationToken",
  "Owner",
  "Initiator",
  "StorageClass",
  "ChecksumType",
  "ChecksumAlgorithm",
]);

function stable(value: Json): Json {
  if (Array.isArray(value)) return value.map(stable);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !volatile.has(name) && !/^Checksum/.test(name))
      .map(([name, member]) => [name, stable(member ?? null)]),
  );
}

function compared(result: Result, only: Json | undefined): Json {
  if ("error" in result) return { error: result.error, status: result.status };
  if (!Array.isArray(only)) return stable(result.output);
  return Object.fromEntries(
    only.map((path) => [String(path), stable(at(result.output, String(path)) ?? null)]),
  );
}

function engine(first: Target): Engine {
  let target = first;
  let used = false;
  return {
    name: first.name,
    version: first.version,
    async answers(group) {
      if (used) target = await target.reset();
      used = true;
      const clients = clientsOf(target.url, target.name === "moto");
      const pending = [...group.cases];
      try {
        return await results(clients, group, (result) =>
          compared(result, pending.shift()?.input.only),
        );
      } finally {
        destroy(clients);
      }
    },
    close: () => target.close(),
  };
}

function besideMoto(name: string, service: string, what: string, groups: readonly Group[]): Suite {
  return {
    name,
    service,
    what,
    groups: async () => groups,
    ours: async () => engine(await openOurs()),
    async reference() {
      const target = await openMoto();
      return isAbsent(target) ? target : engine(target);
    },
  };
}

/** Codes of errors that every service may answer, or whose service has no model of its errors (S3). */
const commonErrors = new Set([
  ...[
    "ValidationException",
    "SerializationException",
    "NotImplemented",
    "InvalidArgumentException",
  ],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
  ...[
    "BucketAlreadyOwnedByYou",
    "BucketNotEmpty",
    "EntityTooSmall",
    "InvalidArgument",
    "InvalidBucketName",
  ],
  ...[
    "InvalidPart",
    "InvalidPartOrder",
    "InvalidRange",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchUpload",
  ],
  ...[
    "PreconditionFailed",
    // Without a body, as a HEAD and a 304 are, the SDK knows no name.
    "Unknown",
    "NotFound",
    "304",
    "NotModified",
    "412",
    "InvalidRequest",
    "MalformedXML",
  ],
]);

function modelAnswer(asked: JsonObject, result: Result, body: string): Json {
  const sdk = sdks[serviceOf(asked)];
  if ("error" in result) {
    const known = hasError(sdk, result.error) || commonErrors.has(result.error);
    return known ? "as the model says" : [`${result.error} is no error of the model`];
  }
  const operation = String(asked.operation);
  const schema = outputSchema(sdk, `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`);
  const found =
    schema === undefined ? [`no model of ${operation}`] : bodyProblems(schema, body, asked);
  return found.length === 0 ? "as the model says" : found;
}

const serviceNames: readonly ServiceName[] = [
  ...(["athena", "dynamodb", "firehose", "glue", "kinesis", "lambda", "s3"] as const),
];

function serviceOf({ service }: JsonObject): ServiceName {
  const found = serviceNames.find((name) => name === service);
  if (found === undefined) throw new Error(`no service ${String(service)}`);
  return found;
}

/** Operations whose body is not their output's members. */
const rawBodies = new Set(["getObject", "invoke", "headObject", "headBucket"]);

function bodyProblems(schema: unknown, body: string, { operation }: JsonObject): string[] {
  if (body === "" || rawBodies.has(String(operation))) return [];
  if (!body.startsWith("<")) return problems(schema, JSON.parse(body));
  const root = readXml(body);
  return root === undefined ? ["no XML"] : xmlProblems(schema, root);
}

function modelEngine(first: Target): Engine {
  let target = first;
  let used = false;
  return {
    name: first.name,
    version: first.version,
    async answers(group) {
      if (used) {
        await target.close();
        target = await openFilled();
      }
      used = true;
      const clients = clientsOf(target.url);
      const pending = [...group.cases];
      try {
        return await results(clients, group, (result) =>
          modelAnswer(pending.shift()?.input ?? {}, result, target.lastBody()),
        );
      } finally {
        destroy(clients);
      }
    },
    close: () => target.close(),
  };
}

const models: Engine = {
  name: "service models in @aws-sdk/client-*",
  version: "3.1143.0",
  answers: async (group) => group.cases.map(() => "as the model says"),
  close: () => Promise.resolve(),
};

/** boto3 with its default settings, against the embedded AWS: two clients must be told the same. */
async function boto3Engine(): Promise<Engine | Absent> {
  const version = boto3Version();
  if (typeof version !== "string") return version;
  let target = await openOurs();
  let used = false;
  return {
    name: "boto3",
    version,
    async answers(group) {
      if (used) target = await target.reset();
      used = true;
      const boto3 = startBoto3(target.url);
      const pending = [...group.cases];
      try {
        return await results(boto3.clients, group, (result) =>
          compared(result, pending.shift()?.input.only),
        );
      } finally {
        await boto3.close();
      }
    },
    close: () => target.close(),
  };
}

/** What a client does by itself: boto3 checks parameters before it calls, and quotes a copy's source once more. */
const clientsOwn =
  /"CopySource"|"Key":"copy"|"KeyCount"\]|No_Such!Name|"PartitionKey":""|"Records":\[\]/;
/** Defaults that the clients send: a content type, and that keys of a listing are encoded. */
const clientsDefaults = new Set(["ContentType", "EncodingType", "LocationConstraint"]);

const bothClients: readonly Group[] = [...kinesisStories, ...s3Stories, ...glueStories].map(
  ({ name, cases }) => ({
    name,
    cases: cases
      .filter(({ input }) => !clientsOwn.test(JSON.stringify(input)))
      .map(({ differs: _, ...asked }) => asked),
  }),
);

/** The same engine without what the clients add by themselves. */
function withoutDefaults(of: Engine): Engine {
  const plain = (answer: Json): Json =>
    isJsonObject(answer)
      ? Object.fromEntries(Object.entries(answer).filter(([name]) => !clientsDefaults.has(name)))
      : answer;
  return { ...of, answers: async (group) => (await of.answers(group)).map(plain) };
}

const everything: readonly Group[] = [
  ...kinesisStories,
  ...s3Stories,
  ...glueStories,
  ...athenaStories,
  ...modelStories,
];

export const wireSuites: readonly Suite[] = [
  besideMoto(
    "wire-kinesis",
    "Kinesis",
    "streams, records, iterators, paging, resharding, consumers, by the JavaScript SDK's default client",
    kinesisStories,
  ),
  besideMoto(
    "wire-s3",
    "s3",
    "objects, ranges, conditions, listings, multipart uploads, by the JavaScript SDK's default client",
    s3Stories,
  ),
  besideMoto("wire-glue", "glue", "databases and tables of the catalogue", glueStories),
  besideMoto("wire-athena", "athena", "work groups, named queries, unknown ids", athenaStories),
  {
    name: "wire-boto3",
    service: "all",
    what: "the calls of wire-kinesis, wire-s3 and wire-glue to the embedded AWS by boto3, beside the JavaScript SDK's default client: both are told the same",
    groups: async () => bothClients,
    ours: async () => withoutDefaults(engine(await openOurs())),
    async reference() {
      const boto3 = await boto3Engine();
      return isAbsent(boto3) ? boto3 : withoutDefaults(boto3);
    },
  },
  {
    name: "wire-models",
    service: "all",
    what: "bodies and error codes of every call of the other suites, and of Lambda, Firehose, Athena and DynamoDB: no member that the service's model has not, none of another type, none that is required missing",
    groups: async () =>
      everything.map(({ name, cases }) => ({
        name,
        cases: cases.map(({ differs: _, ...asked }) => asked),
      })),
    ours: async () => modelEngine(await openFilled()),
    reference: async () => models,
  },
];
