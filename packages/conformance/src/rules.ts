/** A rule of AWS's that no engine can be asked about: only its documentation states it. */
export interface Rule {
  readonly service: string;
  readonly rule: string;
  readonly document: string;
  /** File below `packages/emulator/src/services`. */
  readonly file: string;
  /** What the test is called there. */
  readonly test: string;
}

const firehose = "https://docs.aws.amazon.com/firehose/latest/dev";
const lambda = "https://docs.aws.amazon.com/lambda/latest/dg";
const delivery = "firehose/firehose.test.ts";
const settings = "firehose/firehose.wire.test.ts";
const mapping = "lambda/event-source/mapping.test.ts";
const failureHandling = `${firehose}/data-transformation-failure-handling.html`;
const statusModel = `${firehose}/data-transformation-status-model.html`;
const aggregated = `${firehose}/dynamic-partitioning-multirecord-deaggergation.html`;
const kinesisErrors = `${lambda}/kinesis-on-failure-destination.html`;
const partialFailures = `${lambda}/services-kinesis-batchfailurereporting.html`;

const of =
  (service: string, file: string) =>
  (rule: string, document: string, test: string): Rule => ({ service, rule, document, file, test });
const firehoseRule = of("firehose", delivery);
const firehoseSetting = of("firehose", settings);
const mappingRule = of("lambda", mapping);

export const rules: readonly Rule[] = [
  firehoseRule(
    "A Kinesis-sourced stream begins at LATEST",
    `${firehose}/writing-with-kinesis-streams.html`,
    "a stream starts at LATEST on AWS, and here where it is told to",
  ),
  firehoseRule(
    "De-aggregation comes before the transform",
    aggregated,
    "splits consecutive objects, with or without newlines, strings and nesting respected",
  ),
  firehoseRule(
    "A record is split into 500 objects at most",
    "https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html",
    "is capped at 500 objects a record",
  ),
  firehoseRule(
    "Every recordId that goes in comes back exactly once; a lost, changed or doubled one is a failure",
    statusModel,
    "with %s fails that record alone, with its original bytes",
  ),
  firehoseRule(
    "Dropped is success, and leaves nothing",
    statusModel,
    "Dropped leaves no trace and counts as success",
  ),
  firehoseRule(
    "An answer that is an array, or nothing, fails every record",
    statusModel,
    "that %s fails every record, and is not asked for again",
  ),
  firehoseRule(
    "A function that fails is tried three times more, with the same record ids",
    failureHandling,
    "is tried again, three times where nothing is said, with the same record ids",
  ),
  firehoseRule(
    "A batch that fails for good goes to the error prefix, and delivery goes on",
    failureHandling,
    "for good sends its batch to the error prefix, and the stream goes on",
  ),
  firehoseRule(
    "A request to the function stays under 6 MB",
    `${firehose}/data-transformation.html`,
    "however small the records are",
  ),
  of("firehose", "lambda/lambda.test.ts")(
    "The function's answer may have 6 MB; more is an error of the function's",
    `${firehose}/data-transformation-failure-handling.html`,
    "on the way out",
  ),
  firehoseRule(
    "500 active partitions; what is beyond them goes to the error prefix",
    `${firehose}/dynamic-partitioning.html`,
    "the 501st active partition overflows to the error prefix",
  ),
  firehoseRule(
    "A value that cannot be converted sends its record to format-conversion-failed",
    `${firehose}/record-format-conversion.html`,
    "a value of the wrong type sends its record, as transformed, to format-conversion-failed",
  ),
  firehoseRule(
    "Several rows come out of one record, one after another",
    aggregated,
    "may split a record into rows, one after another or one a line",
  ),
  ...[
    ["A partition key is not allowed in the error prefix", "a partition key in the error prefix"],
    ["An error prefix names the error's type", "an error prefix without the error's type"],
    [
      "Dynamic partitioning needs a buffer of 64 MB at least",
      "a buffer under 64 MB with dynamic partitioning",
    ],
    [
      "Dynamic partitioning and zero buffering exclude each other",
      "zero buffering with dynamic partitioning",
    ],
    [
      "A format conversion and compression exclude each other",
      "compression beside a format conversion",
    ],
    ["A processor's buffer has 3 MB at most", "a processor's buffer over 3 MB"],
  ].map(([rule = "", test = ""]) => firehoseSetting(rule, `${firehose}/s3-prefixes.html`, test)),
  firehoseSetting(
    "A stream with a Kinesis source takes no PutRecord",
    "https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html",
    "a stream with a Kinesis source takes no PutRecord",
  ),
  mappingRule(
    "An empty or null answer is success",
    `${partialFailures}#kinesis-streams-batch-item-success`,
    "%s is success",
  ),
  mappingRule(
    "An unknown, null or empty identifier fails the whole batch",
    partialFailures,
    "%s fails the whole batch",
  ),
  mappingRule(
    "The batch is retried from the lowest reported sequence number",
    partialFailures,
    "the batch is retried from the lowest reported sequence number",
  ),
  mappingRule(
    "With bisect and partial responses the batch is split at the returned number, which costs no retry",
    partialFailures,
    "and bisect, the batch is split at the returned number, which costs no retry",
  ),
  mappingRule(
    "Bisect halves a batch that fails, which costs no retry",
    `${lambda}/kinesis-on-failure-destination.html`,
    "with bisect is invoked with halves, which costs no retry: only the poison is given up",
  ),
  mappingRule(
    "A batch that fails holds its shard and is invoked again",
    `${lambda}/with-kinesis.html`,
    "is invoked again with the same batch, and the shard waits",
  ),
  mappingRule(
    "After MaximumRetryAttempts the whole invocation record goes to the S3 destination",
    kinesisErrors,
    "is retried maximumRetryAttempts times, then the batch goes to the failure destination",
  ),
  mappingRule(
    "−1 retries go on until the records are older than MaximumRecordAgeInSeconds",
    `${lambda}/services-kinesis-parameters.html`,
    "for good, with −1 retries, holds the shard until the records are too old",
  ),
  mappingRule(
    "A batch holds at most BatchSize records and 6 MB",
    `${lambda}/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching`,
    "stay under the invocation payload of 6 MB",
  ),
  mappingRule(
    "With a parallelization factor the order of a partition key is kept",
    `${lambda}/services-kinesis-create.html#services-kinesis-eventsourcemapping`,
    "run side by side, each partition key in order",
  ),
  mappingRule(
    "Children of a resharding are read when their parent is processed to its end",
    `${lambda}/with-kinesis.html`,
    "a resharding: children are read when their parent is processed to its end",
  ),
  mappingRule(
    "BatchSize ≤ 10,000, ParallelizationFactor ≤ 10, MaximumRecordAgeInSeconds ≥ 60",
    `${lambda}/services-kinesis-parameters.html`,
    "%o is refused",
  ),
];
