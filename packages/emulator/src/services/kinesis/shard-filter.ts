import { invalidArgument } from "./errors.ts";
import type { Fields } from "./fields.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

const types = [
  "AFTER_SHARD_ID",
  "AT_TRIM_HORIZON",
  "FROM_TRIM_HORIZON",
  "AT_LATEST",
  "AT_TIMESTAMP",
  "FROM_TIMESTAMP",
];

export interface ShardFilter {
  readonly type: string;
  readonly shardId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** @throws AwsError InvalidArgumentException where a member is missing that the type needs */
export function shardFilterFrom(fields: Fields | undefined): ShardFilter | undefined {
  if (fields === undefined) return undefined;
  const type = fields.text("Type", { values: types });
  const shardId = fields.optionalText("ShardId");
  const seconds = fields.optionalNumber("Timestamp");
  if (type === "AFTER_SHARD_ID" && shardId === undefined) {
    throw invalidArgument("ShardFilter of type AFTER_SHARD_ID needs a ShardId.");
  }
  if (type.endsWith("_TIMESTAMP") && seconds === undefined) {
    throw invalidArgument(`ShardFilter of type ${type} needs a Timestamp.`);
  }
  return { type, shardId, time: (seconds ?? 0) * 1000 };
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html */
export function filteredShards(stream: Stream, filter: ShardFilter | undefined): readonly Shard[] {
  if (filter === undefined) return stream.shards;
  return stream.shards.filter((shard) => matches(stream, shard, filter));
}

function matches(stream: Stream, { state, isOpen }: Shard, { type, shardId, time }: ShardFilter) {
  const openAt = (moment: number) =>
    state.epoch <= moment && (state.closedAt === undefined || state.closedAt > moment);
  switch (type) {
    case "AFTER_SHARD_ID":
      return shardId === undefined || state.id > shardId;
    case "AT_LATEST":
      return isOpen;
    case "AT_TRIM_HORIZON":
      return openAt(Math.max(stream.horizon, stream.state.createdAt));
    case "AT_TIMESTAMP":
      return openAt(time);
    case "FROM_TIMESTAMP":
      return isOpen || (state.closedAt ?? 0) >= time;
    default:
      return true;
  }
}
