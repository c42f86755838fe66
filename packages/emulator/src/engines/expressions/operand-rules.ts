import type { Condition, Operand } from "./ast.ts";
import {
  ATTRIBUTE_TYPES,
  type AttributeType,
  type AttributeValue,
  typeOf,
} from "./attribute-value.ts";
import { compareValues } from "./comparison.ts";
import type { Parameters } from "./evaluation.ts";

/** Types of which one value can be less than another. */
export const ORDERED: readonly AttributeType[] = ["S", "N", "B"];
export const PREFIXED: readonly AttributeType[] = ["S", "B"];

/** What AWS says where a value's type is none of an operator's; undefined where it is, or is not known yet. */
export function typeProblem(
  type: AttributeType | undefined,
  allowed: readonly AttributeType[],
  operator: string,
): string | undefined {
  if (type === undefined || allowed.includes(type)) return undefined;
  return `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
}

/** What AWS says where BETWEEN could never be true. */
export function boundsProblem(lower: AttributeValue, upper: AttributeValue): string | undefined {
  const order = compareValues(lower, upper);
  if (order !== undefined && order <= 0) return undefined;
  const rule =
    order === undefined
      ? "same data type for lower and upper bounds"
      : "upper bound to be greater than or equal to lower bound";
  return `The BETWEEN operator requires ${rule}; lower bound operand: ${describeValue(lower)}, upper bound operand: ${describeValue(upper)}`;
}

/** What AWS says where `attribute_type` is given a type that does not exist. */
export function typeNameProblem(value: AttributeValue | undefined): string | undefined {
  const name = value?.S;
  if (name === undefined || ATTRIBUTE_TYPES.some((type) => type === name)) return undefined;
  return `Invalid attribute type name found; type: ${name}, valid types: {${ATTRIBUTE_TYPES.join(",")}}`;
}

/** An operand's value where it needs no item. */
function knownValue(operand: Operand, parameters: Parameters): AttributeValue | undefined {
  if (operand.kind === "value") return operand.value;
  return operand.kind === "parameter" ? parameters[operand.index] : undefined;
}

/**
 * The first problem that the values of a PartiQL condition have, literals and parameters alike: what
 * a ConditionExpression is refused for while it is read, a statement is once its parameters are there.
 */
export function valuesProblem(condition: Condition, parameters: Parameters): string | undefined {
  const typed = (operand: Operand, allowed: readonly AttributeType[], operator: string) => {
    const value = knownValue(operand, parameters);
    const type = value ? typeOf(value) : operand.kind === "size" ? "N" : undefined;
    return typeProblem(type, allowed, operator);
  };
  switch (condition.kind) {
    case "and":
    case "or":
      return (
        valuesProblem(condition.left, parameters) ?? valuesProblem(condition.right, parameters)
      );
    case "not":
      return valuesProblem(condition.condition, parameters);
    case "compare": {
      const { operator, left, right } = condition;
      if (operator === "=" || operator === "<>") return undefined;
      return typed(left, ORDERED, operator) ?? typed(right, ORDERED, operator);
    }
    case "between": {
      const { lower, upper } = condition;
      const problem = typed(lower, ORDERED, "BETWEEN") ?? typed(upper, ORDERED, "BETWEEN");
      const [from, to] = [knownValue(lower, parameters), knownValue(upper, parameters)];
      return problem ?? (from && to && boundsProblem(from, to));
    }
    case "begins_with": {
      const { operand, prefix } = condition;
      return typed(operand, PREFIXED, condition.kind) ?? typed(prefix, PREFIXED, condition.kind);
    }
    case "type":
      return (
        typed(condition.type, ["S"], "attribute_type") ??
        typeNameProblem(knownValue(condition.type, parameters))
      );
    default:
      return undefined;
  }
}

/** As AWS prints a value in its messages. */
function describeValue(value: AttributeValue): string {
  const type = typeOf(value);
  return `AttributeValue: {${type}:${value.S ?? value.N ?? value.B ?? JSON.stringify(value[type])}}`;
}
