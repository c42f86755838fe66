import { createHash } from "node:crypto";
import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { fulfils } from "../../engines/expressions/evaluation.ts";
import { Projection } from "../../engines/expressions/projection.ts";
import { invalid } from "../../engines/expressions/values.ts";
import { AwsError } from "../../errors.ts";
import { refuseDuplicates } from "./batch-operations.ts";
import { consumedByTable } from "./capacity.ts";
import type { Context } from "./context.ts";
import {
  choice,
  constraint,
  type Input,
  objectsOf,
  optionalList,
  optionalObject,
  optionalString,
  requiredObject,
} from "./input.ts";
import {
  type Change,
  conditionFailed,
  deleteChange,
  type Prepared,
  putChange,
  readKey,
  updateChange,
} from "./item-operations.ts";
import { readExpressions } from "./request-expressions.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html */
const MAX_ITEMS = 100;
/** For how long a client token stands for its transaction. */
const TOKEN_MS = 10 * 60 * 1000;
const MAX_TOKENS = 10_000;
const REPEATED_ITEM = "Transaction request cannot include multiple operations on one item";

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

/** Client tokens of the last minutes, with the digest of what they stood for. */
export class TransactionTokens {
  readonly #seen = new Map<string, { digest: string; at: number }>();

  /**
   * Whether the transaction has been done already.
   *
   * @throws AwsError IdempotentParameterMismatchException where the token stood for something else.
   */
  isDone(token: string, digest: string, now: number): boolean {
    const known = this.#seen.get(token);
    if (known === undefined || now - known.at > TOKEN_MS) return false;
    if (known.digest === digest) return true;
    throw new AwsError(
      "IdempotentParameterMismatchException",
      "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical",
    );
  }

  done(token: string, digest: string, now: number): void {
    if (this.#seen.size >= MAX_TOKENS) this.#seen.clear();
    this.#seen.set(token, { digest, at: now });
  }
}

export async function transactWriteItems(context: Context, input: Input): Promise<unknown> {
  const items = readItems(input);
  const token = optionalString(input, "ClientRequestToken");
  const digest = createHash("sha256").update(JSON.stringify(items)).digest("base64");
  const changes = items.map((item) => readChange(context, item));
  refuseDuplicates(changes, REPEATED_ITEM);
  await context.store.write(() => {
    if (token !== undefined && context.tokens.isDone(token, digest, context.clock.now())) return;
    for (const prepared of prepareAll(changes)) prepared.write();
    if (token !== undefined) context.tokens.done(token, digest, context.clock.now());
  });
  return consumedByTable(input, () => unitsOf(changes));
}

function readItems(input: Input): Input[] {
  const list = optionalList(input, "TransactItems") ?? [];
  if (list.length === 0 || list.length > MAX_ITEMS) {
    throw constraint(
      list.length === 0 ? [] : "[…]",
      "transactItems",
      `Member must have length ${list.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MAX_ITEMS}`}`,
    );
  }
  return objectsOf(list, "TransactItems");
}

function readChange(context: Context, item: Input): Change {
  const given = ["Put", "Update", "Delete", "ConditionCheck"].filter((kind) => item[kind] != null);
  if (given.length !== 1) {
    throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  const put = optionalObject(item, "Put");
  if (put) return putChange(context, put);
  const update = optionalObject(item, "Update");
  if (update) return updateChange(context, update);
  const remove = optionalObject(item, "Delete");
  if (remove) return deleteChange(context, remove);
  return checkChange(context, requiredObject(item, "ConditionCheck"));
}

function checkChange(context: Context, input: Input): Change {
  const { table, key } = readKey(context, input);
  const { condition } = readExpressions(input, ["ConditionExpression"]);
  const returnOld =
    choice(input, "ReturnValuesOnConditionCheckFailure", ["NONE", "ALL_OLD"]) === "ALL_OLD";
  if (condition === undefined) {
    throw invalid(
      "1 validation error detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
    );
  }
  return {
    table,
    key: table.keyOf(key),
    asksBefore: true,
    prepare(before) {
      if (!fulfils(condition, before)) throw conditionFailed(returnOld ? before : undefined);
      return { after: before, write: () => {} };
    },
  };
}

/** All or nothing: nothing is written before every change has agreed. */
function prepareAll(changes: readonly Change[]): Prepared[] {
  const prepared: Prepared[] = [];
  const reasons: Reason[] = changes.map((change) => {
    try {
      prepared.push(change.prepare(change.table.read(change.key)));
      return { Code: "None" };
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (reasons.some((reason) => reason.Code !== "None")) throw cancelled(reasons);
  return prepared;
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof AwsError)) throw error;
  const code =
    error.code === "ConditionalCheckFailedException" ? "ConditionalCheckFailed" : "ValidationError";
  if (code === "ValidationError" && error.code !== "ValidationException") throw error;
  return { Code: code, Message: error.message, ...error.fields };
}

function cancelled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map((reason) => reason.Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

export function transactGetItems(context: Context, input: Input): unknown {
  const reads = readItems(input).map((item) => {
    const get = requiredObject(item, "Get");
    const { table, key } = readKey(context, get);
    const { projection } = readExpressions(get, ["ProjectionExpression"]);
    return { table, key: table.keyOf(key), projection };
  });
  refuseDuplicates(reads, REPEATED_ITEM);
  return {
    Responses: reads.map(({ table, key, projection }): { Item?: AttributeMap } => {
      const item = table.read(key);
      if (item === undefined) return {};
      return { Item: projection ? new Projection(projection).of(item) : item };
    }),
    ...consumedByTable(input, () => unitsOf(reads)),
  };
}

/** A transaction costs twice: once to prepare, once to commit. */
function unitsOf(
  parts: readonly { readonly table: { readonly name: string } }[],
): Map<string, number> {
  const units = new Map<string, number>();
  for (const { table } of parts) units.set(table.name, (units.get(table.name) ?? 0) + 2);
  return units;
}
