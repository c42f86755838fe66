const consumer = "packages/lambdas/kinesis-consumer/src";
const kit = "packages/lambda-kit/src";

/**
 * The consumer, the archiver and the transforms.
 *
 * @type {import("../mutants.list.mjs").Mutant[]}
 */
export const functions = [
  {
    id: "version-condition",
    protection: "an older version never overwrites a newer one",
    file: `${consumer}/statements.ts`,
    find: 'AND "version" < ?`',
    replace: 'AND "version" <> ?`',
    tests: ["packages/cli/faults/edge.fault.ts"],
    faults: true,
    only: "11 ·",
    build: "packages/lambdas/kinesis-consumer",
  },
  {
    id: "newest-of-a-batch",
    protection: "of two versions in a batch the newest is written",
    file: `${consumer}/writes.ts`,
    find: "    if (order.version > this.#order.version) this.#order = order;",
    replace: "    this.#order = order;",
    tests: [`${consumer}/consume.test.ts`],
  },
  {
    id: "statement-errors",
    protection: "every statement's own error in a 200 is read",
    file: `${consumer}/index.ts`,
    find: "(error === undefined ? {} : { Error: error })",
    replace: "(error === undefined ? {} : {})",
    tests: [`${consumer}/index.test.ts`],
  },
  {
    id: "statement-retry",
    protection: "a throttled statement is tried again",
    file: `${consumer}/table-writer.ts`,
    find: '  return "backoff";\n}',
    replace: '  return "done";\n}',
    tests: [`${consumer}/table-writer.test.ts`],
  },
  {
    id: "missing-answer",
    protection: "a statement without an answer is no success",
    file: `${consumer}/table-writer.ts`,
    find: 'const missingAnswer: StatementAnswer = { Error: { Code: "MissingAnswer" } };',
    replace: "const missingAnswer: StatementAnswer = {};",
    tests: [`${consumer}/table-writer.test.ts`],
  },
  {
    id: "item-failures",
    protection: "records that are not done are reported",
    file: `${consumer}/consume.ts`,
    find: "      first === undefined ? [] : [{ itemIdentifier: first.kinesis.sequenceNumber }],",
    replace: "      first === undefined ? [] : [],",
    tests: [`${consumer}/consume.test.ts`],
  },
  {
    id: "quarantine-durable",
    protection: "a record that could not be quarantined is not done",
    file: `${consumer}/consume.ts`,
    find: "        undone.add(i);\n",
    replace: "",
    tests: [`${consumer}/consume.test.ts`],
  },
  {
    id: "quarantine-all-sources",
    protection: "an item that the table refuses sends every event it stands for to quarantine",
    file: `${consumer}/consume.ts`,
    find: "for (const { record, index, id, text } of write.sources) {",
    replace: "for (const { record, index, id, text } of write.sources.slice(0, 1)) {",
    tests: [`${consumer}/consume.test.ts`],
  },
  {
    id: "defect-isolated",
    protection: "an event that throws costs its neighbours nothing",
    file: `${kit}/transform.ts`,
    find: '    return failed(record, "defect", counts);',
    replace: "    throw error;",
    tests: [`${kit}/transform.test.ts`],
  },
  {
    id: "archive-throws",
    protection: "a batch that S3 did not take fails as a whole",
    file: "packages/lambdas/raw-archiver/src/index.ts",
    find: "      throw new StorageError(",
    replace: "      void new StorageError(",
    tests: ["packages/lambdas/raw-archiver/src/index.test.ts"],
  },
  {
    id: "archive-key",
    protection: "part of a batch does not overwrite the whole in the archive",
    file: "packages/lambdas/raw-archiver/src/archive.ts",
    find: "const name = [shardId(first), first.kinesis.sequenceNumber, last.kinesis.sequenceNumber]",
    replace: "const name = [shardId(last), first.kinesis.sequenceNumber]",
    tests: ["packages/lambdas/raw-archiver/src/archive.test.ts"],
  },
  {
    id: "answer-limit",
    protection: "a transform's answer stays under 6 MB",
    file: `${kit}/transform.ts`,
    find: "if (bytes + size > MAX_RESULT_BYTES && result.data !== undefined) {",
    replace: "if (bytes + size > Number.MAX_VALUE && result.data !== undefined) {",
    tests: [`${kit}/transform.test.ts`],
  },
  {
    id: "several-days",
    protection: "a record with events of two days fails rather than being filed under one",
    file: `${kit}/transform.ts`,
    find: '      if (dt !== undefined && dt !== made.dt) return failed(record, "several_days", counts);\n',
    replace: "",
    tests: [`${kit}/transform.test.ts`],
  },
];
