import type { InvokeResult } from "../../ports.ts";

/** What a function said about a batch: all well, all failed, or failed from the record at `index` on. */
export type BatchOutcome =
  | { readonly kind: "success" }
  | { readonly kind: "failure" }
  | { readonly kind: "partial"; readonly index: number };

const SUCCESS: BatchOutcome = { kind: "success" };
const FAILURE: BatchOutcome = { kind: "failure" };

/**
 * Reads a function's answer under ReportBatchItemFailures: the lowest reported sequence number counts;
 * an empty, null or absent list (or answer) is success; an unknown or malformed item fails the whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function batchOutcome(
  result: InvokeResult,
  sequenceNumbers: readonly string[],
  reportsItemFailures: boolean,
): BatchOutcome {
  if (result.functionError !== undefined) return FAILURE;
  if (!reportsItemFailures) return SUCCESS;
  const answer = parsed(result.payload);
  if (answer === undefined) return FAILURE;
  if (answer === null || answer === "") return SUCCESS;
  if (typeof answer !== "object") return FAILURE;
  const failures: unknown = Reflect.get(answer, "batchItemFailures");
  if (failures === undefined || failures === null) return SUCCESS;
  if (!Array.isArray(failures)) return FAILURE;
  if (failures.length === 0) return SUCCESS;
  let lowest = sequenceNumbers.length;
  for (const failure of failures) {
    const identifier: unknown =
      typeof failure === "object" && failure !== null
        ? Reflect.get(failure, "itemIdentifier")
        : undefined;
    const index = typeof identifier === "string" ? sequenceNumbers.indexOf(identifier) : -1;
    if (index < 0) return FAILURE;
    lowest = Math.min(lowest, index);
  }
  return { kind: "partial", index: lowest };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
