/** A way in which a reference engine is itself known not to be AWS, where ours follows AWS. */
export interface Deviation {
  /** Begins with the engine's name. */
  readonly id: string;
  readonly engine: string;
  /** What the engine does, and what AWS does instead. */
  readonly what: string;
  /** Where AWS's own behaviour is stated. */
  readonly source: string;
}

const engine = "DynamoDB Local";
const api = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference";
const guide = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide";

export const deviations: readonly Deviation[] = [
  {
    id: "dynamodb-local-words",
    engine,
    what: "Says many of its refusals in other words than the service does; status and code are the same. Ours says what the service says as far as its words are known; every such message is kept in `golden/dynamodb.words.json`.",
    source: `${guide}/DynamoDBLocal.UsageNotes.html`,
  },
  {
    id: "dynamodb-local-lenient-types",
    engine,
    what: "Takes JSON of the wrong type (a number where a text is meant, a text for an attribute value) or fails with 500; AWS answers SerializationException or ValidationException.",
    source: `${api}/CommonErrors.html`,
  },
  {
    id: "dynamodb-local-operations",
    engine,
    what: "Has no DescribeContinuousBackups.",
    source: `${guide}/DynamoDBLocal.UsageNotes.html`,
  },
  {
    id: "dynamodb-local-table-descriptions",
    engine,
    what: "Describes a deleted table as ACTIVE and a global index without its throughput; AWS says DELETING, and ProvisionedThroughput with zeros for a table on demand.",
    source: `${api}/API_DeleteTable.html`,
  },
  {
    id: "dynamodb-local-number-text",
    engine,
    what: "Keeps the text of a number (1e3, 2.0, 0.0) in lists, maps and sets, and where an update writes it; AWS brings every number into one form, as DynamoDB Local does for a number that is put.",
    source: `${guide}/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number`,
  },
  {
    id: "dynamodb-local-capacity",
    engine,
    what: "Answers a deletion of nothing with ConsumedCapacity that was not asked for.",
    source: `${api}/API_DeleteItem.html#DDB-DeleteItem-request-ReturnConsumedCapacity`,
  },
  {
    id: "dynamodb-local-updated-paths",
    engine,
    what: "Returns the whole attribute where UPDATED_NEW and UPDATED_OLD ask for what was updated; AWS returns only the paths.",
    source: `${guide}/GettingStarted.UpdateItem.html`,
  },
  {
    id: "dynamodb-local-index-types",
    engine,
    what: "Lets an update give an index's key another type, and then loses the item from the index; AWS refuses it.",
    source: `${guide}/GSI.html#GSI.Writes`,
  },
  {
    id: "dynamodb-local-transaction-errors",
    engine,
    what: "Answers an error inside a transaction as the error of the whole call, or the other way round.",
    source: `${api}/API_TransactWriteItems.html`,
  },
  {
    id: "dynamodb-local-next-token",
    engine,
    what: "Answers a page of a SELECT without LastEvaluatedKey.",
    source: `${api}/API_ExecuteStatement.html#DDB-ExecuteStatement-response-LastEvaluatedKey`,
  },
  {
    id: "dynamodb-local-batch-messages",
    engine,
    what: "Says the errors of single statements in other words.",
    source: `${api}/API_BatchStatementError.html`,
  },
  {
    id: "dynamodb-local-batch-table-name",
    engine,
    what: "Names the table of some failed statements and not of others; AWS documents TableName for every response.",
    source: `${api}/API_BatchStatementResponse.html`,
  },
  {
    id: "dynamodb-local-duplicate-item",
    engine,
    what: "Calls ExecuteStatement's error for a key that exists DuplicateItem, as in a batch; the service's model says DuplicateItemException.",
    source: `${api}/API_ExecuteStatement.html#API_ExecuteStatement_Errors`,
  },
  {
    id: "dynamodb-local-half-done-batch",
    engine,
    what: "Refuses a batch that names one key twice after it has run a part of it.",
    source: `${api}/API_BatchExecuteStatement.html`,
  },
  {
    id: "dynamodb-local-reserved-words",
    engine,
    what: "Does not reserve CONVERT.",
    source: `${guide}/ReservedWords.html`,
  },
  ...(
    [
      [
        "moto-lenient-kinesis",
        "Takes what Kinesis refuses (an empty or over-long partition key, a record over 1 MiB, an empty batch, an iterator without its parameters, a consumer twice) and fails with 500 at the largest hash key and at an iterator that is none.",
        "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html",
      ],
      [
        "moto-stream-order",
        "Lists streams in the order in which they were made; Kinesis by name.",
        "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html",
      ],
      [
        "moto-future-timestamp",
        "Takes an AT_TIMESTAMP in the future, which Kinesis refuses.",
        "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html",
      ],
      [
        "moto-open-parent",
        "Goes on writing into a shard that was split or merged.",
        "https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html",
      ],
      [
        "moto-moves-records",
        "Moves a split shard's records into its children; in Kinesis they stay where they are until they expire.",
        "https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html",
      ],
      [
        "moto-lenient-s3",
        "Makes a bucket with a name that S3 forbids, reads a range in lines as one in bytes, leaves Marker out of a listing, and fails with 500 at an upload that is not there.",
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html",
      ],
      [
        "moto-athena",
        "Answers ids that do not exist with empty results, or fails with 500.",
        "https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryExecution.html#API_GetQueryExecution_Errors",
      ],
    ] as const
  ).map(([id, what, source]) => ({ id, engine: "moto", what, source })),
];
