import type { Attribute } from "./attributes.ts";
import type { Statement } from "./statements.ts";
import type { Write } from "./writes.ts";

/** One statement's answer. Errors come inside a 200, one a statement. */
export interface StatementAnswer {
  readonly Error?: {
    readonly Code?: string | undefined;
    readonly Message?: string | undefined;
    readonly Item?: Readonly<Record<string, unknown>> | undefined;
  };
}

/** BatchExecuteStatement: answers in the order of the statements. Rejects where the call as a whole failed. */
export type ExecuteBatch = (
  statements: readonly Statement[],
) => Promise<readonly StatementAnswer[]>;

export interface WriteOutcomes {
  /** Could not be written now, and may be later. */
  readonly failed: readonly Write[];
  /** Will never be written: DynamoDB refuses the item itself. */
  readonly refused: readonly { readonly write: Write; readonly message: string }[];
  /** Errors other than duplicates and versions, by code, for the log. */
  readonly errors: Readonly<Record<string, number>>;
}

export interface WriterOptions {
  readonly execute: ExecuteBatch;
  /** Milliseconds left for retries. */
  readonly remaining: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 … 1, for the jitter. */
  readonly random: () => number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const BATCH_STATEMENTS = 25;
export const BATCHES_IN_FLIGHT = 16;
const MAX_BACKOFFS = 8;
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 5_000;
/** An item that appears and disappears between our statements: not for ever. */
const MAX_TURNS = 6;

/** What is next for a write. */
interface Task {
  readonly write: Write;
  step: "insert" | "update";
  turns: number;
  /** Sent in a call of its own, after a call with neighbours was refused as a whole. */
  alone: boolean;
}

type Verdict = "done" | "turn" | "backoff" | "failed" | "refused";

/**
 * Writes items, whatever order they come in and however often: INSERT; where the key exists, UPDATE if
 * that item is older; where it has gone meanwhile, INSERT again. Throttled statements are tried again
 * with backoff and jitter while time remains. Never rejects.
 */
export async function writeAll(
  writes: readonly Write[],
  options: WriterOptions,
): Promise<WriteOutcomes> {
  const failed: Write[] = [];
  const refused: { write: Write; message: string }[] = [];
  const errors: Record<string, number> = {};
  let tasks = writes.map((write): Task => ({ write, step: "insert", turns: 0, alone: false }));
  for (let backoffs = 0; tasks.length > 0; ) {
    const next: Task[] = [];
    let throttled = false;
    const settle = (task: Task, answer: StatementAnswer): void => {
      const verdict = judge(task, answer);
      if (verdict === "done") return;
      const { Code = "Unknown", Message = "" } = answer.Error ?? {};
      if (verdict !== "turn") errors[Code] = (errors[Code] ?? 0) + 1;
      if (verdict === "refused") refused.push({ write: task.write, message: Message });
      else if (verdict === "failed") failed.push(task.write);
      else next.push(task);
      throttled ||= verdict === "backoff";
    };
    await inFlight(batchesOf(tasks), async (batch) => {
      const answers = await answersOf(batch, options.execute);
      for (const [i, task] of batch.entries()) settle(task, answers[i] ?? missingAnswer);
    });
    tasks = next;
    if (!throttled) continue;
    const delay = backoff(backoffs++, options.random);
    if (backoffs > MAX_BACKOFFS || options.remaining() <= delay) {
      failed.push(...tasks.map(({ write }) => write));
      break;
    }
    await options.sleep(delay);
  }
  return { failed, refused, errors };
}

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
function backoff(attempt: number, random: () => number): number {
  return random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
}

const missingAnswer: StatementAnswer = { Error: { Code: "MissingAnswer" } };

/** Errors for which the item, not the moment, is to blame. */
const permanentCodes = new Set(["ValidationError", "ItemCollectionSizeLimitExceeded"]);
/** Errors of our set-up: waiting inside the invocation mends nothing, Lambda's own retries may. */
const setupCodes = new Set(["AccessDenied", "AccessDeniedException", "ResourceNotFound"]);

function judge(task: Task, { Error: error }: StatementAnswer): Verdict {
  if (error === undefined) return "done";
  const code = error.Code ?? "Unknown";
  if (code === "DuplicateItem") {
    if (task.write.update === undefined) return "done";
    return turn(task, "update");
  }
  if (code === "ConditionalCheckFailed") {
    const stored = error.Item?.version;
    // The item has gone since the INSERT found it.
    if (error.Item === undefined) return turn(task, "insert");
    const version = isText(stored) ? stored.S : "";
    if (task.write.version !== undefined && version >= task.write.version) return "done";
    return turn(task, "update");
  }
  if (code === WHOLE_CALL_REFUSED) {
    if (task.alone) return "refused";
    task.alone = true;
    return "turn";
  }
  if (permanentCodes.has(code)) return "refused";
  if (setupCodes.has(code)) return "failed";
  return "backoff";
}

function turn(task: Task, step: Task["step"]): Verdict {
  task.step = step;
  task.turns++;
  return task.turns > MAX_TURNS ? "failed" : "turn";
}

function isText(value: unknown): value is Extract<Attribute, { S: string }> {
  return typeof value === "object" && value !== null && "S" in value && typeof value.S === "string";
}

const WHOLE_CALL_REFUSED = "ValidationException";

/** A call that fails as a whole is an error of each of its statements. */
async function answersOf(
  batch: readonly Task[],
  execute: ExecuteBatch,
): Promise<readonly StatementAnswer[]> {
  try {
    return await execute(
      batch.map(({ write, step }) => (step === "update" && write.update?.()) || write.insert()),
    );
  } catch (error) {
    const [Code, Message] =
      error instanceof Error ? [error.name, error.message] : ["Unknown", String(error)];
    return batch.map(() => ({ Error: { Code, Message } }));
  }
}

function batchesOf(tasks: readonly Task[]): Task[][] {
  const batches: Task[][] = [];
  const together = tasks.filter(({ alone }) => !alone);
  for (let i = 0; i < together.length; i += BATCH_STATEMENTS) {
    batches.push(together.slice(i, i + BATCH_STATEMENTS));
  }
  for (const task of tasks) if (task.alone) batches.push([task]);
  return batches;
}

/** Runs a job for each item, a few at a time. */
export async function inFlight<T>(
  items: readonly T[],
  job: (item: T) => Promise<void>,
  limit: number = BATCHES_IN_FLIGHT,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(limit, items.length) }, async () => {
      for (const item of queue) await job(item);
    }),
  );
}
