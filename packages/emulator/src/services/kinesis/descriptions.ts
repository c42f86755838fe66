import { streamArn } from "./addresses.ts";
import { hashKeyToDecimal } from "./hash-keys.ts";
import type { Kinesis } from "./kinesis.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";

/** A shard in the API's own shape. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Shard.html */
export function shardJson(shard: Shard) {
  const { state, sequenceNumbers, isOpen, nextIndex } = shard;
  const [parent, adjacentParent] = state.parents;
  return {
    ShardId: state.id,
    ...(parent === undefined ? {} : { ParentShardId: parent }),
    ...(adjacentParent === undefined ? {} : { AdjacentParentShardId: adjacentParent }),
    HashKeyRange: {
      StartingHashKey: hashKeyToDecimal(state.range.first),
      EndingHashKey: hashKeyToDecimal(state.range.last),
    },
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumbers.start,
      ...(isOpen ? {} : { EndingSequenceNumber: sequenceNumbers.at(nextIndex) }),
    },
  };
}

/** What every description of a stream says. Times are in seconds. */
export function streamJson(kinesis: Kinesis, stream: Stream) {
  const { name, createdAt, mode, retentionHours } = stream.state;
  return {
    StreamName: name,
    StreamARN: streamArn(kinesis, name),
    StreamStatus: "ACTIVE",
    StreamModeDetails: { StreamMode: mode },
    StreamCreationTimestamp: createdAt / 1000,
    RetentionPeriodHours: retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: "NONE",
  };
}

export function consumerJson(
  kinesis: Kinesis,
  stream: Stream,
  consumer: { name: string; createdAt: number },
) {
  const seconds = Math.trunc(consumer.createdAt / 1000);
  return {
    ConsumerName: consumer.name,
    ConsumerARN: `${streamArn(kinesis, stream.name)}/consumer/${consumer.name}:${seconds}`,
    ConsumerStatus: "ACTIVE",
    ConsumerCreationTimestamp: consumer.createdAt / 1000,
  };
}
