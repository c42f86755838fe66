import { type AttributeMap, setMember } from "../../engines/expressions/attribute-value.ts";
import { fulfils, operandValue, type Parameters } from "../../engines/expressions/evaluation.ts";
import { applyActions } from "../../engines/expressions/update.ts";
import { checkItemSize, invalid } from "../../engines/expressions/values.ts";
import type { InsertStatement, UpdateStatement } from "../../engines/partiql/statement.ts";
import { AwsError } from "../../errors.ts";
import { prepareUpdate, returned } from "./item-operations.ts";
import { keyOf, type Plan } from "./statement-plan.ts";

/** What became of a statement: never thrown, because it is as ordinary as success. */
export interface Outcome {
  /** What RETURNING asks for. */
  readonly item?: AttributeMap | undefined;
  readonly failure?: Failure;
}

/** A failure by its code in a batch; `item` is the one that stood in the way. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly item?: AttributeMap;
}

export interface StatementWrite {
  readonly key: Buffer;
  /** Runs inside a transaction. */
  run(): Outcome;
}

const SUCCESS: Outcome = {};
const DUPLICATE: Outcome = {
  failure: { code: "DuplicateItem", message: "Duplicate primary key exists in table" },
};

/** @throws AwsError ValidationException */
export function planWrite(plan: Plan, parameters: Parameters, returnOld: boolean): StatementWrite {
  const { statement, key } = plan;
  if (key === undefined || statement.kind === "select") {
    throw invalid("Where clause does not contain a mandatory equality on all key attributes");
  }
  const target = keyOf({ ...plan, key }, parameters);
  if (statement.kind === "insert") {
    return insert(plan, statement, target.encoded, parameters);
  }
  if (statement.kind === "update") {
    return update(plan, statement, target.encoded, parameters, returnOld);
  }
  const { encoded } = target;
  return {
    key: encoded,
    run() {
      const before = plan.table.read(encoded);
      if (before === undefined) return SUCCESS;
      if (plan.rest && !fulfils(plan.rest, before, parameters)) return failed(before, returnOld);
      plan.table.remove(encoded, before);
      return statement.returning?.version === "OLD" ? { item: before } : SUCCESS;
    },
  };
}

function insert(
  plan: Plan,
  statement: InsertStatement,
  key: Buffer,
  parameters: Parameters,
): StatementWrite {
  const { table } = plan;
  const item: AttributeMap = {};
  for (const { name, value: operand } of statement.members) {
    const value = operandValue(operand, item, parameters);
    if (value) setMember(item, name, value);
  }
  table.checkIndexKeys(item);
  return {
    key,
    run() {
      if (table.has(key)) return DUPLICATE;
      const text = JSON.stringify(item);
      checkItemSize(item, text);
      table.put(key, item, text, undefined);
      return SUCCESS;
    },
  };
}

function update(
  plan: Plan,
  statement: UpdateStatement,
  key: Buffer,
  parameters: Parameters,
  returnOld: boolean,
): StatementWrite {
  const { table, rest } = plan;
  const { actions, returning } = statement;
  return {
    key,
    run() {
      const before = table.read(key);
      // An UPDATE changes what is there; it never inserts.
      if (before === undefined) return failed(undefined, false);
      if (rest && !fulfils(rest, before, parameters)) return failed(before, returnOld);
      const after = applyActions(actions, before, parameters);
      prepareUpdate(table, key, before, after)();
      if (returning === undefined) return SUCCESS;
      const wanted =
        returning.attributes === "ALL"
          ? (`ALL_${returning.version}` as const)
          : (`UPDATED_${returning.version}` as const);
      return { item: returned(wanted, actions, before, after) ?? {} };
    },
  };
}

function failed(item: AttributeMap | undefined, returnOld: boolean): Outcome {
  return {
    failure: {
      code: "ConditionalCheckFailed",
      message: "The conditional request failed",
      ...(returnOld && item && { item }),
    },
  };
}

/** An error as a batch reports it for one statement. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof AwsError)) throw error;
  return { code: BATCH_CODES[error.code] ?? "InternalServerError", message: error.message };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html */
const BATCH_CODES: Readonly<Record<string, string>> = {
  ValidationException: "ValidationError",
  ResourceNotFoundException: "ResourceNotFound",
  ConditionalCheckFailedException: "ConditionalCheckFailed",
  DuplicateItemException: "DuplicateItem",
  ProvisionedThroughputExceededException: "ProvisionedThroughputExceeded",
  ThrottlingException: "ThrottlingError",
};

/** A failure as the operation for a single statement throws it. */
export function errorOf(failure: Failure): AwsError {
  return new AwsError(`${failure.code}Exception`, failure.message, {
    fields: failure.item ? { Item: failure.item } : {},
  });
}
