import type { Difference } from "./difference.ts";

export const dynamodbDifferences: readonly Difference[] = [
  {
    id: "dynamodb-always-consistent",
    service: "dynamodb",
    what: "Here every read is consistent and an index shows a write at once; on AWS reads without ConsistentRead and reads of global secondary indexes may lag.",
    why: "There is one copy of the data on one machine.",
    test: "does what a simple model does, whatever the operations, in the table and in its index",
  },
  {
    id: "dynamodb-power-loss",
    service: "dynamodb",
    what: "Here a write is acknowledged once it survives the end of the process; it reaches the disk moments later, and power loss can undo the last ones. On AWS an acknowledged write is durable.",
    why: "The stream's log is on the disk before its record is acknowledged, and its readers checkpoint only what the tables have flushed: after power loss they write it again.",
    test: "loses nothing that was acknowledged",
  },
  {
    id: "dynamodb-no-throttling",
    service: "dynamodb",
    what: "Here no table is throttled, whatever its capacity; on AWS a table answers ProvisionedThroughputExceededException or ThrottlingError beyond its capacity.",
    why: "Throttling is injected where a test wants it.",
    test: "reports throttling and bad statements one by one",
  },
  {
    id: "dynamodb-expressions-only",
    service: "dynamodb",
    what: "Here the legacy parameters (Expected, AttributeUpdates, KeyConditions, QueryFilter, ScanFilter, AttributesToGet, ConditionalOperator) are refused by name; AWS still takes them.",
    why: "Expressions replaced them in 2014.",
    test: "are refused: %#",
  },
  {
    id: "dynamodb-no-expiry",
    service: "dynamodb",
    what: "Here the time to live of a table is kept and shown, but no item expires; on AWS expired items are deleted within a few days.",
    why: "Nothing in an ingestion pipeline waits for it, and AWS promises no time either.",
  },
  {
    id: "dynamodb-no-streams-backups-replicas",
    service: "dynamodb",
    what: "Here streams, backups, exports, global tables, tags, ExecuteTransaction and changes of indexes after CreateTable are refused with NotImplemented; they exist on AWS.",
    why: "Failing loudly beats pretending.",
    test: "answers an operation it does not have by its name, and throttles what it is told to",
  },
  {
    id: "dynamodb-tables-at-once",
    service: "dynamodb",
    what: "Here a table is ACTIVE as soon as CreateTable answers and gone as soon as DeleteTable does; on AWS both take seconds to minutes.",
    why: "There is nothing to wait for.",
    test: "are created, described, listed, changed and deleted",
  },
  {
    id: "dynamodb-capacity",
    service: "dynamodb",
    what: "Here ConsumedCapacity counts the items of the table only, and PartiQL statements as one unit each; AWS counts indexes and sizes.",
    why: "Cost is estimated by `pnpm cost`, not measured here.",
  },
  {
    id: "dynamodb-scan-order",
    service: "dynamodb",
    what: "Here a scan returns partitions in the order of their keys; on AWS they come in the order of a hash.",
    why: "The order is not promised on AWS; here it makes results readable.",
  },
  {
    id: "dynamodb-long-keys",
    service: "dynamodb",
    what: "Here a sort key that holds hundreds of 00 or 01 bytes, or an index's sort key beyond 1,024 bytes, can be too long for the store and is refused; AWS takes up to 1,024 bytes of any kind.",
    why: "A key must fit a page of the store; such keys do not occur in text.",
    test: "of the longest partition and sort keys fit, in the table and in an index",
  },
  {
    id: "dynamodb-key-update-first",
    service: "dynamodb",
    what: "Here an update of a key attribute is refused before its condition is tried; DynamoDB Local, AWS's own, tries the condition first. Which AWS does could not be established.",
    why: "Such an update can never succeed.",
  },
  {
    id: "dynamodb-partiql-parameters",
    service: "dynamodb",
    what: "Here a statement with more or fewer parameters than its `?` is refused. DynamoDB Local, AWS's own, takes more; whether AWS does could not be established.",
    why: "A surplus parameter is a mistake of the caller.",
    test: "reports throttling and bad statements one by one",
  },
];
