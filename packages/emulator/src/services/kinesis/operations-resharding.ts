import { AwsError } from "../../errors.ts";
import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import { requestedStream, shardId, streamArn } from "./addresses.ts";
import { invalidArgument, shardNotFound, validation } from "./errors.ts";
import { Fields } from "./fields.ts";
import {
  evenRanges,
  hashKeyFromDecimal,
  hashKeyToDecimal,
  isAdjacent,
  splitRange,
} from "./hash-keys.ts";
import type { Kinesis } from "./kinesis.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

export function reshardingOperations(kinesis: Kinesis): Record<string, JsonOperation> {
  return {
    SplitShard: (input) => splitShard(kinesis, input),
    MergeShards: (input) => mergeShards(kinesis, input),
    UpdateShardCount: (input) => updateShardCount(kinesis, input),
  };
}

async function splitShard(kinesis: Kinesis, input: JsonObject): Promise<void> {
  const fields = new Fields(input);
  const id = fields.text("ShardToSplit", shardId);
  const at = fields.text("NewStartingHashKey", { pattern: /0|([1-9]\d{0,38})/ });
  const stream = provisionedStream(kinesis, fields);
  const shard = openShard(kinesis, stream, id);
  const { range } = shard.state;
  const key = hashKeyFromDecimal(at);
  const halves = key === undefined ? undefined : splitRange(range, key);
  // AWS's own words; it also refuses the two keys at the ends.
  if (halves === undefined || BigInt(at) <= BigInt(`0x${range.first}`) + 1n || key === range.last) {
    throw invalidArgument(
      `NewStartingHashKey ${at} used in SplitShard() on shard ${id} in stream ${stream.name} under account ${kinesis.accountId} ` +
        `is not both greater than one plus the shard's StartingHashKey ${hashKeyToDecimal(range.first)} and less than the shard's EndingHashKey ${hashKeyToDecimal(range.last)}.`,
    );
  }
  await stream.reshard(
    [shard],
    halves.map((half) => ({ range: half, parents: [id] })),
  );
}

async function mergeShards(kinesis: Kinesis, input: JsonObject): Promise<void> {
  const fields = new Fields(input);
  const id = fields.text("ShardToMerge", shardId);
  const adjacentId = fields.text("AdjacentShardToMerge", shardId);
  const stream = provisionedStream(kinesis, fields);
  const shard = openShard(kinesis, stream, id);
  const adjacent = openShard(kinesis, stream, adjacentId);
  const [lower, upper] =
    shard.state.range.first < adjacent.state.range.first ? [shard, adjacent] : [adjacent, shard];
  if (!isAdjacent(lower.state.range, upper.state.range)) {
    throw invalidArgument(
      `Shards ${id} and ${adjacentId} in stream ${stream.name} under account ${kinesis.accountId} are not an adjacent pair of shards eligible for merging`,
    );
  }
  const range = { first: lower.state.range.first, last: upper.state.range.last };
  await stream.reshard([shard, adjacent], [{ range, parents: [id, adjacentId] }]);
}

async function updateShardCount(kinesis: Kinesis, input: JsonObject): Promise<unknown> {
  const fields = new Fields(input);
  const target = fields.integer("TargetShardCount", { min: 1, max: 100_000 });
  fields.text("ScalingType", { values: ["UNIFORM_SCALING"] });
  const stream = provisionedStream(kinesis, fields);
  const current = stream.openShards;
  const counts = `Current open shard count: ${current.length}, Target shard count: ${target}`;
  // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
  if (target > current.length * 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. ${counts}`,
    );
  }
  if (target < current.length / 2) {
    throw limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. ${counts}`,
    );
  }
  if (target !== current.length) {
    const opening = evenRanges(target).map((range) => ({
      range,
      parents: current
        .filter(({ state }) => state.range.first <= range.last && state.range.last >= range.first)
        .map(({ state }) => state.id),
    }));
    await stream.reshard(current, opening);
  }
  return {
    StreamName: stream.name,
    StreamARN: streamArn(kinesis, stream.name),
    CurrentShardCount: current.length,
    TargetShardCount: target,
  };
}

function provisionedStream(kinesis: Kinesis, fields: Fields): Stream {
  const stream = requestedStream(kinesis, fields);
  if (stream.state.mode === "ON_DEMAND") {
    throw validation(
      `Stream ${stream.name} is in on-demand capacity mode, in which shards are not split or merged by request`,
    );
  }
  return stream;
}

function openShard(kinesis: Kinesis, stream: Stream, id: string): Shard {
  const shard = stream.shard(id);
  if (shard === undefined) throw shardNotFound(id, stream.name, kinesis.accountId);
  if (!shard.isOpen) {
    throw invalidArgument(
      `Shard ${id} in stream ${stream.name} under account ${kinesis.accountId} has already been merged or split, and thus is not eligible for merging or splitting.`,
    );
  }
  return shard;
}

function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}
