import type { Difference } from "./difference.ts";

export const kinesisDifferences: readonly Difference[] = [
  {
    id: "kinesis-shard-limits-off",
    service: "Kinesis",
    what: "Here a shard takes records as fast as the disk does; on AWS it takes 1,000 records or 1 MB a second and then answers ProvisionedThroughputExceededException. The option enforceShardLimits turns AWS's limits on.",
    why: "A demo or a backfill on one machine should be as fast as it can be; the limits are there for whoever wants to see throttling.",
    test: "enforces the throughput of a shard only where it is asked to",
  },
  {
    id: "kinesis-read-limits-off",
    service: "Kinesis",
    what: "Here GetRecords may be called as often as wanted and returns up to 9 MiB each time; on AWS a shard answers five calls and 2 MB a second, shared by all of its readers without enhanced fan-out.",
    why: "The readers of one machine would only wait for each other.",
  },
  {
    id: "kinesis-changes-at-once",
    service: "Kinesis",
    what: "Here a stream is ACTIVE when CreateStream, SplitShard, MergeShards, UpdateShardCount or RegisterStreamConsumer answers; on AWS it is CREATING or UPDATING for seconds to minutes, and further changes are refused until then.",
    why: "There is nothing to wait for.",
    test: "splits and merges: children take over the keys, and go on after their parents",
  },
  {
    id: "kinesis-uniform-scaling-in-one-step",
    service: "Kinesis",
    what: "Here UpdateShardCount replaces all open shards by new ones at once, and a new shard may come out of more than two; on AWS it goes through splits and merges with temporary shards in between.",
    why: "The outcome is the same: even ranges, and children that begin after their parents end.",
    test: "loses no record and keeps their order while shards are replaced under load",
  },
  {
    id: "kinesis-no-subscribe-to-shard",
    service: "Kinesis",
    what: "Here SubscribeToShard answers NotImplemented; consumers can be registered, and event source mappings may name them. On AWS it pushes records over HTTP/2.",
    why: "The readers of the pipeline run in the same process and are woken when a record is committed; nobody else needs the push.",
    test: "answers what is not there, and what is not implemented, as AWS would",
  },
  {
    id: "kinesis-on-demand-does-not-scale",
    service: "Kinesis",
    what: "Here a stream on demand keeps the shards that it was created with; on AWS it gets more as its traffic grows.",
    why: "A local shard has no throughput limit to grow out of.",
  },
  {
    id: "kinesis-late-trim",
    service: "Kinesis",
    what: "Here expired records are removed a whole file at a time (64 MiB), so a reader inside the process may still get records older than the retention; GetRecords and TRIM_HORIZON leave them out, as on AWS.",
    why: "Removing files is cheap and safe; rewriting them is neither.",
    test: "starts TRIM_HORIZON at what has not expired, its file being there or not",
  },
  {
    id: "kinesis-no-encryption",
    service: "Kinesis",
    what: "Here records are stored as they are, and EncryptionType is always NONE; StartStreamEncryption answers NotImplemented.",
    why: "There is no key service, and the files are the user's own.",
  },
  {
    id: "kinesis-record-size-fixed",
    service: "Kinesis",
    what: "Here a record has at most 1 MiB, AWS's default; on AWS UpdateMaxRecordSize raises it up to 10 MiB.",
    why: "Firehose takes records up to 1,000 KiB, so the pipeline cannot use more.",
    test: "refuses what AWS refuses",
  },
];
