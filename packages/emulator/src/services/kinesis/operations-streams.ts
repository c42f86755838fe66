import { AwsError } from "../../errors.ts";
import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import { requestedStream, shardId, streamArn, streamName } from "./addresses.ts";
import { shardJson, streamJson } from "./descriptions.ts";
import { invalidArgument } from "./errors.ts";
import { Fields } from "./fields.ts";
import type { Kinesis } from "./kinesis.ts";
import { checkTags } from "./operations-tags.ts";
import { filteredShards, shardFilterFrom } from "./shard-filter.ts";
import { decodePageToken, encodeToken, tokenLifeMs } from "./tokens.ts";

const streamModes = ["PROVISIONED", "ON_DEMAND"];
const minHours = 24;
const maxHours = 8760;

export function streamOperations(kinesis: Kinesis): Record<string, JsonOperation> {
  return {
    CreateStream: (input) => createStream(kinesis, input),
    DeleteStream: (input) => deleteStream(kinesis, input),
    DescribeLimits: () => describeLimits(kinesis),
    DescribeStream: (input) => describeStream(kinesis, input),
    DescribeStreamSummary: (input) => describeStreamSummary(kinesis, input),
    ListShards: (input) => listShards(kinesis, input),
    ListStreams: (input) => listStreams(kinesis, input),
    IncreaseStreamRetentionPeriod: (input) => changeRetention(kinesis, input, "longer"),
    DecreaseStreamRetentionPeriod: (input) => changeRetention(kinesis, input, "shorter"),
    UpdateStreamMode: (input) => updateStreamMode(kinesis, input),
  };
}

async function createStream(kinesis: Kinesis, input: JsonObject): Promise<void> {
  const fields = new Fields(input);
  const name = fields.text("StreamName", streamName);
  const shardCount = fields.optionalInteger("ShardCount", { min: 1, max: 100_000 });
  const mode = modeFrom(fields.optionalStructure("StreamModeDetails")) ?? "PROVISIONED";
  const tags = fields.optionalTextMap("Tags");
  fields.check();
  if (mode === "PROVISIONED" && shardCount === undefined) {
    throw invalidArgument("ShardCount is required for a stream in provisioned mode.");
  }
  if (mode === "ON_DEMAND" && shardCount !== undefined) {
    throw invalidArgument("ShardCount can not be given for a stream in on-demand mode.");
  }
  if (tags !== undefined) checkTags(tags);
  const stream = await kinesis.createStream({
    name,
    mode,
    ...(shardCount === undefined ? {} : { shardCount }),
  });
  if (tags !== undefined) await stream.update(() => ({ tags }));
}

async function deleteStream(kinesis: Kinesis, input: JsonObject): Promise<void> {
  const fields = new Fields(input);
  const force = fields.optionalBoolean("EnforceConsumerDeletion") ?? false;
  const stream = requestedStream(kinesis, fields);
  if (stream.state.consumers.length > 0 && !force) {
    throw new AwsError(
      "ResourceInUseException",
      `Stream ${stream.name} under account ${kinesis.accountId} has registered consumers; delete them, or set EnforceConsumerDeletion.`,
    );
  }
  await kinesis.deleteStream(stream.name);
}

function describeLimits(kinesis: Kinesis): unknown {
  const streams = kinesis.streamNames.map((name) => kinesis.stream(name));
  return {
    ShardLimit: 500,
    OpenShardCount: streams.reduce((sum, { openShards }) => sum + openShards.length, 0),
    OnDemandStreamCount: streams.filter(({ state }) => state.mode === "ON_DEMAND").length,
    OnDemandStreamCountLimit: 50,
  };
}

function describeStream(kinesis: Kinesis, input: JsonObject): unknown {
  const fields = new Fields(input);
  const limit = fields.optionalInteger("Limit", { min: 1, max: 10_000 }) ?? 100;
  const after = fields.optionalText("ExclusiveStartShardId", shardId);
  const stream = requestedStream(kinesis, fields);
  const shards = stream.shards.filter(({ state }) => after === undefined || state.id > after);
  return {
    StreamDescription: {
      ...streamJson(kinesis, stream),
      Shards: shards.slice(0, limit).map(shardJson),
      HasMoreShards: shards.length > limit,
    },
  };
}

function describeStreamSummary(kinesis: Kinesis, input: JsonObject): unknown {
  const stream = requestedStream(kinesis, new Fields(input));
  return {
    StreamDescriptionSummary: {
      ...streamJson(kinesis, stream),
      OpenShardCount: stream.openShards.length,
      ConsumerCount: stream.state.consumers.length,
    },
  };
}

function listShards(kinesis: Kinesis, input: JsonObject): unknown {
  const fields = new Fields(input);
  const limit = fields.optionalInteger("MaxResults", { min: 1, max: 10_000 }) ?? 1000;
  const next = fields.optionalText("NextToken", { min: 1, max: 1_048_576 });
  const start = fields.optionalText("ExclusiveStartShardId", shardId);
  const filter = shardFilterFrom(fields.optionalStructure("ShardFilter"));
  const named = fields.optionalText("StreamName", streamName);
  fields.check();
  if (next !== undefined && (named !== undefined || start !== undefined)) {
    throw invalidArgument("NextToken and StreamName cannot be provided together.");
  }
  const page = next === undefined ? undefined : pageFrom(kinesis, next);
  const stream =
    page === undefined ? requestedStream(kinesis, fields) : kinesis.stream(page.stream);
  // The filter is evaluated anew for every page, from the request that asks for it.
  const after = page?.after ?? start;
  const shards = filteredShards(stream, filter).filter(
    ({ state }) => after === undefined || state.id > after,
  );
  const shown = shards.slice(0, limit);
  const last = shown.at(-1)?.state.id;
  const more = shards.length > limit && last !== undefined;
  return {
    Shards: shown.map(shardJson),
    ...(more ? { NextToken: pageToken(kinesis, stream.name, last) } : {}),
  };
}

function listStreams(kinesis: Kinesis, input: JsonObject): unknown {
  const fields = new Fields(input);
  const limit = fields.optionalInteger("Limit", { min: 1, max: 10_000 }) ?? 100;
  const start = fields.optionalText("ExclusiveStartStreamName", streamName);
  const next = fields.optionalText("NextToken", { min: 1, max: 1_048_576 });
  fields.check();
  const after = next === undefined ? start : pageFrom(kinesis, next).after;
  const names = kinesis.streamNames.filter((name) => after === undefined || name > after);
  const shown = names.slice(0, limit);
  const last = shown.at(-1);
  const more = names.length > limit && last !== undefined;
  return {
    StreamNames: shown,
    HasMoreStreams: more,
    StreamSummaries: shown.map((name) => {
      const { state } = kinesis.stream(name);
      return {
        StreamName: name,
        StreamARN: streamArn(kinesis, name),
        StreamStatus: "ACTIVE",
        StreamModeDetails: { StreamMode: state.mode },
        StreamCreationTimestamp: state.createdAt / 1000,
      };
    }),
    ...(more ? { NextToken: pageToken(kinesis, last, last) } : {}),
  };
}

async function changeRetention(
  kinesis: Kinesis,
  input: JsonObject,
  direction: "longer" | "shorter",
): Promise<void> {
  const fields = new Fields(input);
  const hours = fields.integer("RetentionPeriodHours", { min: 1, max: 2 ** 31 - 1 });
  const stream = requestedStream(kinesis, fields);
  const requested = `Requested retention period (${hours} hours)`;
  if (hours < minHours) {
    throw invalidArgument(
      `Minimum allowed retention period is ${minHours} hours. ${requested} is too short.`,
    );
  }
  if (hours > maxHours) {
    throw invalidArgument(
      `Maximum allowed retention period is ${maxHours} hours. ${requested} is too long.`,
    );
  }
  const now = stream.state.retentionHours;
  if (direction === "longer" ? hours < now : hours > now) {
    const [wrong, other] =
      direction === "longer" ? ["shorter", "Decrease"] : ["longer", "Increase"];
    throw invalidArgument(
      `${requested} for stream ${stream.name} can not be ${wrong} than existing retention period (${now} hours). Use ${other}RetentionPeriod API.`,
    );
  }
  await stream.update(() => ({ retentionHours: hours }));
  await stream.trim();
}

async function updateStreamMode(kinesis: Kinesis, input: JsonObject): Promise<void> {
  const fields = new Fields(input);
  const details = fields.optionalStructure("StreamModeDetails");
  const mode = modeFrom(details);
  const stream = requestedStream(kinesis, fields);
  if (mode === undefined) throw invalidArgument("StreamModeDetails is required.");
  await stream.update(() => ({ mode }));
}

function modeFrom(details: Fields | undefined): "PROVISIONED" | "ON_DEMAND" | undefined {
  const mode = details?.text("StreamMode", { values: streamModes });
  return mode === undefined ? undefined : mode === "ON_DEMAND" ? "ON_DEMAND" : "PROVISIONED";
}

function pageToken(kinesis: Kinesis, stream: string, after: string): string {
  return encodeToken({ stream, after, issued: Math.trunc(kinesis.clock.now()) });
}

function pageFrom(kinesis: Kinesis, text: string): { stream: string; after: string } {
  const page = decodePageToken(text);
  if (page === undefined) throw invalidArgument("Invalid NextToken.");
  if (kinesis.clock.now() - page.issued > tokenLifeMs) {
    throw new AwsError("ExpiredNextTokenException", "NextToken has expired.");
  }
  return page;
}
