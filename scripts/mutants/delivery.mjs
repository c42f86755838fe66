const emulator = "packages/emulator/src";

/**
 * Event sources and Firehose.
 *
 * @type {import("../mutants.list.mjs").Mutant[]}
 */
export const delivery = [
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
];
