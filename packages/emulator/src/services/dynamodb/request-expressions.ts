import type { Action, Condition, Path } from "../../engines/expressions/ast.ts";
import { parseCondition } from "../../engines/expressions/condition.ts";
import { Placeholders } from "../../engines/expressions/placeholders.ts";
import { parseProjection } from "../../engines/expressions/projection-expression.ts";
import { parseUpdate } from "../../engines/expressions/update-expression.ts";
import { invalid } from "../../engines/expressions/values.ts";
import { type Input, optionalString } from "./input.ts";

export interface RequestExpressions {
  readonly condition: Condition | undefined;
  readonly update: readonly Action[] | undefined;
  readonly keyCondition: Condition | undefined;
  readonly filter: Condition | undefined;
  readonly projection: readonly Path[] | undefined;
}

export type ExpressionName =
  | "ConditionExpression"
  | "UpdateExpression"
  | "KeyConditionExpression"
  | "FilterExpression"
  | "ProjectionExpression";

/**
 * Parses the expressions of a request, as far as its operation has them.
 *
 * @throws AwsError ValidationException, also for names and values that no expression uses.
 */
export function readExpressions(
  input: Input,
  allowed: readonly ExpressionName[],
): RequestExpressions {
  const text = (name: ExpressionName): string | undefined =>
    allowed.includes(name) ? optionalString(input, name) : undefined;
  const names = input.ExpressionAttributeNames ?? undefined;
  const values = input.ExpressionAttributeValues ?? undefined;
  const given = allowed.filter((name) => text(name) !== undefined);
  if (given.length === 0) {
    refuseAlone(names, values, allowed);
    return NONE;
  }
  const placeholders = new Placeholders(names, values);
  const condition = (name: ExpressionName): Condition | undefined => {
    const expression = text(name);
    return expression === undefined ? undefined : parseCondition(expression, name, placeholders);
  };
  const update = text("UpdateExpression");
  const projection = text("ProjectionExpression");
  const parsed: RequestExpressions = {
    condition: condition("ConditionExpression"),
    update: update === undefined ? undefined : parseUpdate(update, placeholders),
    keyCondition: condition("KeyConditionExpression"),
    filter: condition("FilterExpression"),
    projection: projection === undefined ? undefined : parseProjection(projection, placeholders),
  };
  placeholders.expectAllUsed();
  return parsed;
}

const NONE: RequestExpressions = {
  condition: undefined,
  update: undefined,
  keyCondition: undefined,
  filter: undefined,
  projection: undefined,
};

function refuseAlone(names: unknown, values: unknown, allowed: readonly ExpressionName[]): void {
  if (names !== undefined) {
    throw invalid("ExpressionAttributeNames can only be specified when using expressions");
  }
  if (values !== undefined) {
    const expected = allowed.filter((name) => name !== "ProjectionExpression");
    throw invalid(
      `ExpressionAttributeValues can only be specified when using expressions: ${expected.join(" and ")} ${expected.length > 1 ? "are" : "is"} null`,
    );
  }
}
