import type { AttributeMap, AttributeValue } from "../../engines/expressions/attribute-value.ts";
import type { Parameters } from "../../engines/expressions/evaluation.ts";
import { checkValue, invalid } from "../../engines/expressions/values.ts";
import { consumed, consumedByTable } from "./capacity.ts";
import { type Context, throttled } from "./context.ts";
import {
  choice,
  type Input,
  objectsOf,
  optionalInteger,
  optionalList,
  optionalString,
  required,
} from "./input.ts";
import {
  checkParameterCount,
  checkStatementText,
  checkValues,
  type Plan,
} from "./statement-plan.ts";
import { readMany, readOne } from "./statement-reads.ts";
import { errorOf, type Failure, failureOf, type Outcome, planWrite } from "./statement-writes.ts";

const MAX_STATEMENTS = 25;
const NO_PARAMETERS: Parameters = [];
const ACTIONS = {
  insert: "PartiQLInsert",
  update: "PartiQLUpdate",
  delete: "PartiQLDelete",
  select: "PartiQLSelect",
} as const;

function readParameters(input: Input): Parameters {
  const list = optionalList(input, "Parameters");
  if (list === undefined) return NO_PARAMETERS;
  const values: AttributeValue[] = [];
  for (const value of list) values.push(checkValue(value));
  return values;
}

function returnsOld(input: Input): boolean {
  // The hot path: a member that is missing needs no further look.
  if (input.ReturnValuesOnConditionCheckFailure === undefined) return false;
  return choice(input, "ReturnValuesOnConditionCheckFailure", ["NONE", "ALL_OLD"]) === "ALL_OLD";
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html */
export async function executeStatement(context: Context, input: Input): Promise<unknown> {
  const text = checkStatementText(optionalString(input, "Statement"));
  const parameters = readParameters(input);
  const statement = context.planner.parse(text);
  checkParameterCount(statement, parameters);
  if (context.throttle(ACTIONS[statement.kind])) throw throttled();
  const plan = context.planner.plan(statement);
  checkValues(plan, parameters);
  const capacity = consumed(input, plan.table.name, () => 1);
  if (statement.kind === "select") {
    const page = readMany(plan, statement, parameters, {
      limit: optionalInteger(input, "Limit", 1),
      token: optionalString(input, "NextToken"),
    });
    return {
      Items: page.items,
      ...(page.token && { NextToken: page.token, LastEvaluatedKey: page.lastKey }),
      ...capacity,
    };
  }
  const write = planWrite(plan, parameters, returnsOld(input));
  const { item, failure } = await context.store.write(() => write.run());
  if (failure) throw errorOf(failure);
  return { Items: item ? [item] : [], ...capacity };
}

/** One statement of a batch: its answer, or what will give it. */
interface Step {
  readonly table: string | undefined;
  readonly run: () => Outcome;
}

/**
 * Up to 25 statements, each by itself: all reads or all writes, no two about one item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export async function batchExecuteStatement(context: Context, input: Input): Promise<unknown> {
  const requests = readStatements(input);
  const keys = new Set<string>();
  let reads = 0;
  let writes = 0;
  const steps: Step[] = [];
  for (const { text, parameters, returnOld } of requests) {
    let plan: Plan | undefined;
    try {
      const statement = context.planner.parse(text);
      if (statement.kind === "select") reads++;
      else writes++;
      checkParameterCount(statement, parameters);
      if (context.throttle(ACTIONS[statement.kind])) {
        steps.push(failedStep(statement.table, THROTTLED));
        continue;
      }
      plan = context.planner.plan(statement);
      checkValues(plan, parameters);
      const step = plannedStep(plan, parameters, returnOld);
      const known = keys.size;
      keys.add(`${plan.table.name}/${step.key.toString("latin1")}`);
      if (keys.size === known) throw new DuplicateKeys();
      steps.push({ table: plan.table.name, run: step.run });
    } catch (error) {
      if (error instanceof DuplicateKeys) {
        throw invalid("Provided list of item keys contains duplicates");
      }
      steps.push(failedStep(plan?.table.name, failureOf(error)));
    }
  }
  if (reads > 0 && writes > 0) {
    throw invalid("Read and write requests together in the same batch is not supported.");
  }
  const run = () => steps.map(runStep);
  const responses = writes > 0 ? await context.store.write(run) : run();
  return {
    Responses: responses,
    ...consumedByTable(input, () => countByTable(steps)),
  };
}

class DuplicateKeys extends Error {}

const THROTTLED: Failure = {
  code: "ThrottlingError",
  message: throttled().message,
};

function readStatements(
  input: Input,
): { text: string; parameters: Parameters; returnOld: boolean }[] {
  const list = optionalList(input, "Statements");
  if (list === undefined) throw required("Statements");
  if (list.length === 0 || list.length > MAX_STATEMENTS) {
    throw invalid(
      `1 validation error detected: Value at 'statements' failed to satisfy constraint: Member must have length ${list.length === 0 ? "greater than or equal to 1" : `less than or equal to ${MAX_STATEMENTS}`}`,
    );
  }
  return objectsOf(list, "Statements").map((request) => ({
    text: checkStatementText(optionalString(request, "Statement")),
    parameters: readParameters(request),
    returnOld: returnsOld(request),
  }));
}

function plannedStep(
  plan: Plan,
  parameters: Parameters,
  returnOld: boolean,
): { key: Buffer; run: () => Outcome } {
  const { statement } = plan;
  if (statement.kind !== "select") return planWrite(plan, parameters, returnOld);
  const { key, item } = readOne(plan, statement, parameters);
  return { key, run: () => ({ item: item() }) };
}

function failedStep(table: string | undefined, failure: Failure): Step {
  return { table, run: () => ({ failure }) };
}

interface Response {
  TableName?: string;
  Item?: AttributeMap;
  Error?: { Code: string; Message: string; Item?: AttributeMap };
}

function runStep(step: Step): Response {
  let outcome: Outcome;
  try {
    outcome = step.run();
  } catch (error) {
    outcome = { failure: failureOf(error) };
  }
  const response: Response = {};
  if (outcome.failure) {
    const { code, message, item } = outcome.failure;
    response.Error = { Code: code, Message: message, ...(item && { Item: item }) };
  }
  if (step.table !== undefined) response.TableName = step.table;
  if (outcome.item) response.Item = outcome.item;
  return response;
}

function countByTable(steps: readonly Step[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { table } of steps) {
    if (table !== undefined) counts.set(table, (counts.get(table) ?? 0) + 1);
  }
  return counts;
}
