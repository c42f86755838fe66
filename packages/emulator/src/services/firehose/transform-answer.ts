import type { Piece } from "./pieces.ts";

/** What became of a piece in the Lambda processor. */
export interface TransformSink {
  /** @param base64 the record that the function made of it */
  transformed(
    piece: Piece,
    base64: string,
    partitionKeys: Readonly<Record<string, string>> | undefined,
    attempts: number,
  ): void;
  /** Dropped by the function, which counts as success. */
  dropped(piece: Piece): void;
  failed(piece: Piece, errorCode: string, errorMessage: string, attempts: number): void;
}

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
 */
export function readAnswer(
  payload: string,
  pieces: readonly Piece[],
  attempts: number,
  sink: TransformSink,
): void {
  const answers = answersOf(payload);
  if (isInOrder(answers, pieces)) {
    for (const [index, piece] of pieces.entries()) settle(piece, answers[index], attempts, sink);
    return;
  }
  const byId = new Map<string, Answer>();
  const repeated = new Set<string>();
  for (const answer of answers) {
    if (byId.has(answer.recordId)) repeated.add(answer.recordId);
    else byId.set(answer.recordId, answer);
  }
  for (const piece of pieces) {
    if (repeated.has(piece.recordId)) fail(piece, failures.duplicated, attempts, sink);
    else settle(piece, byId.get(piece.recordId), attempts, sink);
  }
}

/** The usual case: an answer for each piece, in the order they were sent. */
function isInOrder(answers: readonly Answer[], pieces: readonly Piece[]): boolean {
  if (answers.length !== pieces.length) return false;
  for (const [index, piece] of pieces.entries()) {
    if (answers[index]?.recordId !== piece.recordId) return false;
  }
  return true;
}

function settle(
  piece: Piece,
  answer: Answer | undefined,
  attempts: number,
  sink: TransformSink,
): void {
  const failure = failureOf(answer);
  if (failure !== undefined) fail(piece, failure, attempts, sink);
  else if (answer?.result === "Dropped") sink.dropped(piece);
  else if (typeof answer?.data === "string") {
    sink.transformed(piece, answer.data, partitionKeysOf(answer.metadata), attempts);
  }
}

function failureOf(answer: Answer | undefined): Failure | undefined {
  if (answer === undefined) return failures.missing;
  if (answer.result === "Dropped") return undefined;
  if (answer.result === "ProcessingFailed") return failures.processingFailed;
  if (answer.result !== "Ok") return failures.noResult;
  return typeof answer.data === "string" ? undefined : failures.noData;
}

function fail(
  piece: Piece,
  { code, message }: Failure,
  attempts: number,
  sink: TransformSink,
): void {
  sink.failed(piece, code, message, attempts);
}

/** An answer without a list of records answers for none of them. */
function answersOf(payload: string): readonly Answer[] {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return [];
  }
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
