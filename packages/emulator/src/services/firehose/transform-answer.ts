import { pieceAt, pieceCount, type RecordBatch, recordId } from "./record-batch.ts";
import type { Settling } from "./settled-batch.ts";

/**
 * Firehose's words for what a function did wrong; a response is final, however malformed.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
 * @see https://github.com/floci-io/floci/pull/3393 (codes and messages as observed on AWS)
 */
const failures = {
  missing: {
    code: "Lambda.MissingRecordId",
    message:
      "One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.",
  },
  duplicated: {
    code: "Lambda.DuplicatedRecordId",
    message:
      "Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record.",
  },
  processingFailed: {
    code: "Lambda.ProcessingFailedStatus",
    message: "ProcessingFailed status set for record",
  },
  noResult: {
    code: "Lambda.InvalidReturnFormat",
    message: "The result field must be one of Ok, Dropped or ProcessingFailed.",
  },
  noData: {
    code: "Lambda.InvalidReturnFormat",
    message:
      "The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok. The value field cannot be null when the SourceType is MSKAsSource and processing result is Ok.",
  },
} as const;

type Failure = (typeof failures)[keyof typeof failures];

interface Answer {
  readonly recordId: string;
  readonly result: unknown;
  readonly data: unknown;
  readonly metadata: unknown;
}

/**
 * Sorts a processor's answer by the pieces it was given: each `recordId` exactly once. An id that was
 * never sent is nobody's answer, and the one it stands for is missing.
 *
 * @param answer the payload, parsed; one without a list of records answers for none of them
 */
export function readAnswer(answer: unknown, batch: RecordBatch, settling: Settling): void {
  const answers = answersOf(answer);
  const ids = Array.from({ length: pieceCount(batch) }, (_, piece) => {
    const { record, index } = pieceAt(batch, piece);
    return recordId(record.sequenceNumber, index);
  });
  // The usual case: an answer for each piece, in the order they were sent.
  if (answers.length === ids.length && ids.every((id, at) => answers[at]?.recordId === id)) {
    for (const [piece, one] of answers.entries()) settle(piece, one, settling);
    return;
  }
  const byId = new Map<string, Answer>();
  const repeated = new Set<string>();
  for (const one of answers) {
    if (byId.has(one.recordId)) repeated.add(one.recordId);
    else byId.set(one.recordId, one);
  }
  for (const [piece, id] of ids.entries()) {
    if (repeated.has(id)) fail(piece, failures.duplicated, settling);
    else settle(piece, byId.get(id), settling);
  }
}

function settle(piece: number, answer: Answer | undefined, settling: Settling): void {
  const failure = failureOf(answer);
  if (failure !== undefined) fail(piece, failure, settling);
  else if (answer?.result !== "Dropped" && typeof answer?.data === "string") {
    settling.transformed(piece, answer.data, partitionKeysOf(answer.metadata));
  }
}

function failureOf(answer: Answer | undefined): Failure | undefined {
  if (answer === undefined) return failures.missing;
  if (answer.result === "Dropped") return undefined;
  if (answer.result === "ProcessingFailed") return failures.processingFailed;
  if (answer.result !== "Ok") return failures.noResult;
  return typeof answer.data === "string" ? undefined : failures.noData;
}

function fail(piece: number, { code, message }: Failure, settling: Settling): void {
  settling.failed(piece, code, message);
}

function answersOf(answer: unknown): readonly Answer[] {
  const records: unknown = isObject(answer) ? answer.records : undefined;
  return Array.isArray(records) ? records.filter(isAnswer) : [];
}

function isAnswer(value: unknown): value is Answer {
  return isObject(value) && typeof value.recordId === "string";
}

function partitionKeysOf(metadata: unknown): Readonly<Record<string, string>> | undefined {
  const keys: unknown = isObject(metadata) ? metadata.partitionKeys : undefined;
  return isTextByName(keys) ? keys : undefined;
}

function isTextByName(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
