import type { Comparator, Condition, Operand, Path } from "./ast.ts";
import { type AttributeMap, type AttributeValue, member, typeOf } from "./attribute-value.ts";
import { bytesOf, compareValues, equalValues } from "./comparison.ts";

/** Values of a statement's `?`, by position; none in an expression. */
export type Parameters = readonly AttributeValue[];

const NO_ITEM: AttributeMap = {};
const NO_PARAMETERS: Parameters = [];

/** What lies at a path of an item, or undefined. */
export function valueAt(item: AttributeMap, path: Path): AttributeValue | undefined {
  const first = path[0];
  let value = typeof first === "string" ? member(item, first) : undefined;
  for (let i = 1; i < path.length && value !== undefined; i++) {
    const step = path[i];
    if (typeof step === "string") value = value.M && member(value.M, step);
    else value = step === undefined ? undefined : value.L?.[step];
  }
  return value;
}

export function operandValue(
  operand: Operand,
  item: AttributeMap,
  parameters: Parameters,
): AttributeValue | undefined {
  switch (operand.kind) {
    case "path":
      return valueAt(item, operand.path);
    case "value":
      return operand.value;
    case "parameter":
      return parameters[operand.index];
    case "size": {
      const size = sizeOf(operandValue(operand.of, item, parameters));
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (value?.S !== undefined) return value.S.length;
  if (value?.B !== undefined) return bytesOf(value.B).length;
  if (value?.M) return Object.keys(value.M).length;
  return (value?.L ?? value?.SS ?? value?.NS ?? value?.BS)?.length;
}

/** Whether an item fulfils a condition; a missing item has no attributes. */
export function fulfils(
  condition: Condition,
  item: AttributeMap = NO_ITEM,
  parameters: Parameters = NO_PARAMETERS,
): boolean {
  switch (condition.kind) {
    case "and":
      return (
        fulfils(condition.left, item, parameters) && fulfils(condition.right, item, parameters)
      );
    case "or":
      return (
        fulfils(condition.left, item, parameters) || fulfils(condition.right, item, parameters)
      );
    case "not":
      return !fulfils(condition.condition, item, parameters);
    case "exists":
      return valueAt(item, condition.path) !== undefined;
    case "compare":
      return compares(
        condition.operator,
        operandValue(condition.left, item, parameters),
        operandValue(condition.right, item, parameters),
      );
    case "between": {
      const value = operandValue(condition.operand, item, parameters);
      return (
        compares(">=", value, operandValue(condition.lower, item, parameters)) &&
        compares("<=", value, operandValue(condition.upper, item, parameters))
      );
    }
    case "in": {
      const value = operandValue(condition.operand, item, parameters);
      return condition.list.some((operand) =>
        compares("=", value, operandValue(operand, item, parameters)),
      );
    }
    case "type": {
      const value = operandValue(condition.operand, item, parameters);
      const type = operandValue(condition.type, item, parameters);
      return value !== undefined && typeOf(value) === type?.S;
    }
    case "begins_with":
      return beginsWith(
        operandValue(condition.operand, item, parameters),
        operandValue(condition.prefix, item, parameters),
      );
    case "contains":
      return contains(
        operandValue(condition.operand, item, parameters),
        operandValue(condition.element, item, parameters),
      );
  }
}

function compares(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (left === undefined || right === undefined) return operator === "<>";
  if (operator === "=") return equalValues(left, right);
  if (operator === "<>") return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function beginsWith(
  value: AttributeValue | undefined,
  prefix: AttributeValue | undefined,
): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
  if (value?.B !== undefined && prefix?.B !== undefined) {
    const head = bytesOf(prefix.B);
    return bytesOf(value.B).subarray(0, head.length).equals(head);
  }
  return false;
}

function contains(value: AttributeValue | undefined, element: AttributeValue | undefined): boolean {
  if (value === undefined || element === undefined) return false;
  if (value.L) return value.L.some((entry) => equalValues(entry, element));
  if (element.S !== undefined) return (value.S ?? value.SS)?.includes(element.S) ?? false;
  if (element.N !== undefined) return value.NS?.includes(element.N) ?? false;
  if (element.B === undefined) return false;
  if (value.B !== undefined) return bytesOf(value.B).includes(bytesOf(element.B));
  return value.BS?.includes(element.B) ?? false;
}
