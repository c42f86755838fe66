import { setTimeout as sleep } from "node:timers/promises";
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";

export interface StreamedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly data: Buffer;
}

/** Five reads a second are all that a shard gives to all its readers without enhanced fan-out: leave them theirs. */
const PAUSE_MS = 500;

/** Every record that a stream still has, shard by shard, up to its tip. */
export async function* streamedRecords(
  client: KinesisClient,
  streamName: string,
): AsyncGenerator<StreamedRecord> {
  for (const shardId of await shardIds(client, streamName)) {
    let { ShardIterator: iterator } = await client.send(
      new GetShardIteratorCommand({
        StreamName: streamName,
        ShardId: shardId,
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    while (iterator !== undefined) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      for (const { SequenceNumber = "", Data = new Uint8Array() } of page.Records ?? []) {
        yield { shardId, sequenceNumber: SequenceNumber, data: Buffer.from(Data) };
      }
      if (page.MillisBehindLatest === 0 && (page.Records ?? []).length === 0) break;
      iterator = page.NextShardIterator;
      if ((page.Records ?? []).length === 0) await sleep(PAUSE_MS);
    }
  }
}

async function shardIds(client: KinesisClient, streamName: string): Promise<string[]> {
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListShardsCommand(
        token === undefined ? { StreamName: streamName } : { NextToken: token },
      ),
    );
    for (const { ShardId } of page.Shards ?? []) if (ShardId !== undefined) ids.push(ShardId);
    token = page.NextToken;
  } while (token !== undefined);
  return ids;
}
