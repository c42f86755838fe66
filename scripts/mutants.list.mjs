/**
 * Protections, and how to take each away: a text in a file is replaced by another, and the tests that
 * are named must then fail. `tests` are files; `faults` runs them with vitest.faults.config.ts.
 *
 * @typedef {{ id: string, protection: string, file: string, find: string, replace: string,
 *   tests: string[], faults?: boolean, only?: string, build?: string }} Mutant
 * `only` is a pattern of test names; `build` a function's package of which the bundle is built anew.
 */

const emulator = "packages/emulator/src";
const consumer = "packages/lambdas/kinesis-consumer/src";
const kit = "packages/lambda-kit/src";

/** @type {Mutant[]} */
export const mutants = [
  // The log
  {
    id: "log-fsync",
    protection: "a record is acknowledged after its fsync",
    file: `${emulator}/storage/log.ts`,
    find: "      await file.sync();\n      this.#settle",
    replace: "      this.#settle",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-directory-fsync",
    protection: "a new log file's directory entry is durable before its records are",
    file: `${emulator}/storage/log.ts`,
    find: "    await file.sync();\n    await disk.syncDirectory(directory);",
    replace: "    await file.sync();",
    tests: [
      `${emulator}/storage/log.test.ts`,
      `${emulator}/services/kinesis/kinesis.power.test.ts`,
    ],
  },
  {
    id: "log-checksum",
    protection: "a record is read only when its checksum is right",
    file: `${emulator}/storage/log-record.ts`,
    find: "  if (crc32(buffer.subarray(offset + 4, end)) !== buffer.readUInt32LE(offset)) return undefined;\n",
    replace: "",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-fail-closed",
    protection: "after a failed sync the log takes nothing more",
    file: `${emulator}/storage/log.ts`,
    find: 'if (segment === undefined || (!full && (syncing || errorCode(error) === "EIO"))) {',
    replace: "if (segment === undefined) {",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-unused-indexes",
    protection: "indexes of a tail that was cut off are not used again",
    file: `${emulator}/storage/log.ts`,
    find: "const nextIndex = index + lost;",
    replace: "const nextIndex = index;",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-last-index",
    protection: "a reader that has read everything is drained, also behind a torn tail",
    file: `${emulator}/storage/log.ts`,
    find: "      end = after;",
    replace: "      end = first;",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "log-damage-inside",
    protection: "damage in the middle of the log stops the start, it is not skipped",
    file: `${emulator}/storage/log.ts`,
    find: "    if (next?.after !== index) {",
    replace: "    if (next === undefined) {",
    tests: [`${emulator}/storage/log.test.ts`],
  },
  {
    id: "commit-before-delivery",
    protection: "no reader sees a record before its fsync",
    file: `${emulator}/storage/log.ts`,
    find: `      await failPoint("log.fsync");
      await file.sync();
      this.#settle(segment, entries, durable);
    } catch (error) {
      const refusal = await this.#undo(error, syncing);
      for (const { reject } of group) reject(refusal);
      return;
    }
    this.#options.onCommit?.(entries, first);`,
    replace: `      this.#settle(segment, entries, durable);
      this.#options.onCommit?.(entries, first);
      await failPoint("log.fsync");
      await file.sync();
    } catch (error) {
      const refusal = await this.#undo(error, syncing);
      for (const { reject } of group) reject(refusal);
      return;
    }`,
    tests: [`${emulator}/services/kinesis/kinesis.test.ts`],
  },
  // Files
  {
    id: "file-fsync",
    protection: "a file is synced before it is renamed into place",
    file: `${emulator}/storage/node-disk.ts`,
    find: "        await this.#files.fsync(fd);\n      } finally {\n        await this.#files.close(fd);\n      }\n      await this.#rename(temporary, path);",
    replace:
      "      } finally {\n        await this.#files.close(fd);\n      }\n      await this.#rename(temporary, path);",
    tests: [`${emulator}/storage/node-disk.test.ts`],
  },
  {
    id: "file-directory-fsync",
    protection: "the directory is synced after the rename",
    file: `${emulator}/storage/node-disk.ts`,
    find: '    await failPoint("file.renamed");\n    await this.syncDirectory(dirname(path));\n  }\n\n  async adopt',
    replace: "  }\n\n  async adopt",
    tests: [`${emulator}/storage/node-disk.test.ts`],
  },
  {
    id: "directory-lock",
    protection: "one data directory has one instance",
    file: `${emulator}/storage/data-directory.ts`,
    find: "const lock = await DirectoryLock.acquire(path);",
    replace:
      "const lock = { tookOver: false, release: async () => {} } as unknown as DirectoryLock;",
    tests: [`${emulator}/storage/data-directory.test.ts`],
  },
  {
    id: "s3-journal-first",
    protection: "an object's metadata is durable before its bytes are in place",
    file: `${emulator}/services/s3/store.ts`,
    find: '        await this.#journal.append({ type: "put", bucket: bucketName, key, meta }, () => {});\n',
    replace: "",
    tests: [`${emulator}/services/s3/durability.test.ts`],
  },
  // Event sources
  {
    id: "checkpoint-after-flush",
    protection: "a checkpoint waits until what the function wrote is durable",
    file: `${emulator}/services/lambda/event-source/shard-poller.ts`,
    find: "    await beforeCheckpoint();\n",
    replace: "",
    tests: [`${emulator}/services/lambda/event-source/mapping.test.ts`],
  },
  {
    id: "bisect",
    protection: "a batch that fails is halved, so that poison is given up alone",
    file: `${emulator}/services/lambda/event-source/batch-runner.ts`,
    find: "} else if (settings.bisectBatchOnFunctionError && items.length > 1) {",
    replace: "} else if (settings.bisectBatchOnFunctionError && items.length > 1e9) {",
    tests: [`${emulator}/services/lambda/event-source/mapping.test.ts`],
  },
  {
    id: "unknown-identifier",
    protection: "an answer that names an unknown record fails the whole batch",
    file: `${emulator}/services/lambda/event-source/batch-response.ts`,
    find: "    if (index < 0) return FAILURE;",
    replace: "    if (index < 0) continue;",
    tests: [`${emulator}/services/lambda/event-source/mapping.test.ts`],
  },
  {
    id: "on-failure-kept",
    protection: "a batch is given up only when the failure destination has it",
    file: `${emulator}/services/lambda/event-source/batch-runner.ts`,
    find: "        await pause(this.#options.backoff(attempt), signal);\n        if (signal.aborted) return false;",
    replace: "        return true;",
    tests: [`${emulator}/services/lambda/event-source/mapping.test.ts`],
  },
  // Firehose
  {
    id: "firehose-intent",
    protection: "after a crash a delivery is repeated for exactly its range",
    file: `${emulator}/services/firehose/shard-delivery.ts`,
    find: "        await this.#save({ after: this.#state.after, intent: { last, givenUp: this.#givenUp } });\n",
    replace: "",
    tests: [`${emulator}/services/firehose/firehose.test.ts`],
  },
  {
    id: "firehose-checkpoint-last",
    protection: "the checkpoint moves after the objects are written",
    file: `${emulator}/services/firehose/shard-delivery.ts`,
    find: "        await this.#write(signal);\n      }\n      await this.#save({ after: last, intent: undefined });",
    replace:
      "      }\n      await this.#save({ after: last, intent: undefined });\n      if (hasObjects) await this.#write(signal);",
    tests: [`${emulator}/services/firehose/firehose.test.ts`],
  },
  {
    id: "firehose-duplicate-ids",
    protection: "a recordId that comes back twice is refused",
    file: `${emulator}/services/firehose/transform-answer.ts`,
    find: "    if (repeated.has(id)) fail(piece, failures.duplicated, settling);\n    else settle",
    replace: "    settle",
    tests: [`${emulator}/services/firehose/firehose.test.ts`],
  },
  {
    id: "firehose-missing-ids",
    protection: "a recordId that does not come back is kept under the error prefix",
    file: `${emulator}/services/firehose/transform-answer.ts`,
    find: "  if (answer === undefined) return failures.missing;",
    replace: "  if (answer === undefined) return undefined;",
    tests: [`${emulator}/services/firehose/firehose.test.ts`],
  },
  {
    id: "firehose-partition-limit",
    protection: "the 501st active partition overflows to the error prefix",
    file: `${emulator}/services/firehose/delivery-buffer.ts`,
    find: "MOST_ACTIVE_PARTITIONS = 500",
    replace: "MOST_ACTIVE_PARTITIONS = 5_000",
    tests: [`${emulator}/services/firehose/firehose.test.ts`],
  },
  {
    id: "partition-encoding",
    protection: "partition values and other parts of keys are encoded before they become paths",
    file: `${emulator}/services/s3/key-path.ts`,
    find: "const SAFE = /^[A-Za-z0-9 \\-_.=+,@()~]$/;",
    replace: "const SAFE = /^[^/]$/;",
    tests: [`${emulator}/services/s3/key-path.test.ts`],
  },
  // The edge
  {
    id: "default-502",
    protection: "what the stream answers without a rule is 502, not success",
    file: "packages/local/src/api.ts",
    find: 'response(502, "ingest-failed.response")',
    replace: 'response(200, "ingest-failed.response")',
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "passthrough-never",
    protection: "a body of another type never reaches the stream (passthrough NEVER)",
    file: "packages/local/src/api.ts",
    find: '      passthroughBehavior: "NEVER",\n      requestParameters',
    replace: '      passthroughBehavior: "WHEN_NO_MATCH",\n      requestParameters',
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "body-validation",
    protection: "bodies are checked against the model",
    file: "packages/local/src/api.ts",
    find: "validateBody: true,",
    replace: "validateBody: false,",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "batch-size",
    protection: "a batch of 0 or 501 events is refused by the template itself",
    file: "terraform/templates/ingest-batch.request.vtl",
    find: "#elseif($count < 1 || $count > 500)",
    replace: "#elseif($count < 0)",
    tests: [`${emulator}/services/apigateway/ingest.test.ts`],
  },
  {
    id: "idempotency-key",
    protection: "an Idempotency-Key cannot leave its place in the event",
    file: "terraform/templates/ingest-single.request.vtl",
    find: "#set($valid = $requestId.matches('[A-Za-z0-9._:+/=-]{1,128}'))",
    replace: "#set($valid = true)",
    tests: [`${emulator}/services/apigateway/ingest.test.ts`],
  },
  {
    id: "throttle-429",
    protection: "throttling is 429 with Retry-After",
    file: "terraform/templates/ingest-refused.response.vtl",
    find: "$kinesisType.contains('ProvisionedThroughputExceeded') || ",
    replace: "",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "unknown-400",
    protection: "a 400 of Kinesis for an unknown reason is 502, never the client's fault",
    file: "terraform/templates/ingest-refused.response.vtl",
    find: "#set($status = 502)",
    replace: "#set($status = 400)",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "api-key",
    protection: "a route that asks for a key refuses any other",
    file: `${emulator}/services/apigateway/invocation.ts`,
    find: "  return timingSafeEqual(digest(given), digest(expected));",
    replace: "  return digest(given).length === digest(expected).length;",
    tests: ["packages/local/src/api.test.ts"],
  },
  {
    id: "host-check",
    protection: "a web page's name for this machine is refused (DNS rebinding)",
    file: `${emulator}/wire/host-check.ts`,
    find: "  if (host === undefined || !isWelcome(hostName(host), policy)) {",
    replace: "  if (host === undefined) {",
    tests: [`${emulator}/wire/host-check.test.ts`],
  },
  {
    id: "origin-check",
    protection: "a web page of another origin is refused",
    file: `${emulator}/wire/host-check.ts`,
    find: "  if (origin !== undefined && !isOwnOrigin(origin, policy)) {",
    replace: "  if (origin === '') {",
    tests: [`${emulator}/wire/host-check.test.ts`],
  },
  {
    id: "exposed-without-key",
    protection: "beyond loopback an API key is demanded",
    file: "packages/local/src/exposure.ts",
    find: "  if (apiKey === undefined) {",
    replace: "  if (host === '') {",
    tests: ["packages/local/src/exposure.test.ts"],
  },
  // The consumer
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
  // The archiver and the transforms
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
  // Queries
  {
    id: "page-token",
    protection: "a page token belongs to one query",
    file: "packages/lambdas/query-api/src/page-token.ts",
    find: "bound !== digest(question) || ",
    replace: "",
    tests: ["packages/lambdas/query-api/src/index.test.ts"],
  },
  {
    id: "sql-external-access",
    protection: "SQL reads the lake's files and nothing else",
    file: `${emulator}/engines/sql/runtime.ts`,
    find: '    "SET enable_external_access = false",\n',
    replace: "",
    tests: [`${emulator}/engines/sql/runtime.test.ts`],
  },
  {
    id: "sql-locked",
    protection: "a query cannot change the engine's settings",
    file: `${emulator}/engines/sql/runtime.ts`,
    find: '    "SET lock_configuration = true",\n',
    replace: "",
    tests: [`${emulator}/engines/sql/runtime.test.ts`],
  },
  {
    id: "csv-neutral",
    protection: "a CSV cell that a spreadsheet would run is neutralised",
    file: "packages/cli/src/athena/format.ts",
    find: "? `'${text}` : text",
    replace: "? text : text",
    tests: ["packages/cli/src/athena/format.test.ts"],
  },
  // Proof and repair
  {
    id: "reconcile-lost",
    protection: "the reconciler names an acknowledged event that the archive lacks",
    file: "packages/cli/src/reconcile/findings.ts",
    find: "      when r.event_id is not null then 'stored'",
    replace: "      when true then 'stored'",
    tests: ["packages/cli/src/reconcile/findings.test.ts"],
  },
  {
    id: "reconcile-changed",
    protection: "the reconciler names a record whose bytes changed on the way to the archive",
    file: "packages/cli/src/reconcile/findings.ts",
    find: " and r.digest <> s.digest",
    replace: " and false",
    tests: ["packages/cli/src/reconcile/findings.test.ts"],
  },
  {
    id: "replay-once",
    protection: "an event is replayed once, however many places keep it",
    file: "packages/cli/src/replay/identity-set.ts",
    find: "    if (!insert(this.#slots, words)) return false;",
    replace: "    if (!insert(this.#slots, words)) return true;",
    tests: ["packages/cli/src/replay/identity-set.test.ts"],
  },
  {
    id: "replay-refused",
    protection: "records of a batch that the stream refuses are sent again",
    file: "packages/cli/src/replay/stream-writer.ts",
    find: "waiting = waiting.filter((_, index) => Records[index]?.SequenceNumber === undefined);",
    replace: "waiting = [];",
    tests: ["packages/cli/src/replay/stream-writer.test.ts"],
  },
];
