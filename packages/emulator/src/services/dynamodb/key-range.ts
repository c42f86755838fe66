import type { Condition, Operand } from "../../engines/expressions/ast.ts";
import type { AttributeValue } from "../../engines/expressions/attribute-value.ts";
import { operandValue, type Parameters } from "../../engines/expressions/evaluation.ts";
import { invalid } from "../../engines/expressions/values.ts";
import {
  after,
  checkKeyValue,
  encodePart,
  encodePartition,
  type KeyAttribute,
  type KeySchema,
} from "./keys.ts";

/** Keys from `lower`, itself included, up to `upper`, itself excluded. */
export interface KeyRange {
  readonly lower: Buffer;
  readonly upper: Buffer;
}

/** The parts of a condition that are joined by AND. */
export function conjuncts(condition: Condition): Condition[] {
  return condition.kind === "and"
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];
}

/** The attribute of the top level that a part of a condition is about, and nothing but values beside it. */
export function subject(condition: Condition): string | undefined {
  switch (condition.kind) {
    case "compare":
      return (
        subjectOf(condition.left, [condition.right]) ?? subjectOf(condition.right, [condition.left])
      );
    case "between":
      return subjectOf(condition.operand, [condition.lower, condition.upper]);
    case "begins_with":
      return subjectOf(condition.operand, [condition.prefix]);
    default:
      return undefined;
  }
}

function subjectOf(operand: Operand, others: readonly Operand[]): string | undefined {
  if (operand.kind !== "path" || operand.path.length !== 1) return undefined;
  if (others.some((other) => other.kind !== "value" && other.kind !== "parameter"))
    return undefined;
  const [name] = operand.path;
  return typeof name === "string" ? name : undefined;
}

/** The value that a part of a condition demands of an attribute, where it is an equality. */
export function equality(condition: Condition, name: string): Operand | undefined {
  if (condition.kind !== "compare" || condition.operator !== "=") return undefined;
  if (subjectOf(condition.left, [condition.right]) === name) return condition.right;
  return subjectOf(condition.right, [condition.left]) === name ? condition.left : undefined;
}

/** The keys of one partition. */
export function partitionRange(schema: KeySchema, value: AttributeValue): KeyRange {
  if (value[schema.hash.type] === undefined) throw typeMismatch();
  checkKeyValue(schema.hash, value, true);
  const prefix = encodePartition(value);
  return { lower: prefix, upper: after(prefix) };
}

/**
 * Narrows a partition to what a condition on the sort key lets through, or undefined where the
 * condition is none that a key condition may be.
 *
 * @throws AwsError ValidationException where a value has another type than the key.
 */
export function narrowed(
  partition: KeyRange,
  key: KeyAttribute,
  condition: Condition,
  parameters: Parameters,
): KeyRange | undefined {
  const encode = (operand: Operand, open = false): Buffer => {
    const value = operandValue(operand, {}, parameters);
    return encodeChecked(key, partition.lower, value, open);
  };
  if (condition.kind === "between") {
    return { lower: encode(condition.lower), upper: after(encode(condition.upper)) };
  }
  if (condition.kind === "begins_with") {
    if (key.type === "N") throw typeMismatch();
    const prefix = encode(condition.prefix, true);
    return { lower: prefix, upper: after(prefix) };
  }
  if (condition.kind !== "compare") return undefined;
  const turned = condition.left.kind !== "path";
  const bound = encode(turned ? condition.left : condition.right);
  switch (turned ? TURNED[condition.operator] : condition.operator) {
    case "=":
      return { lower: bound, upper: after(bound) };
    case "<":
      return { lower: partition.lower, upper: bound };
    case "<=":
      return { lower: partition.lower, upper: after(bound) };
    case ">":
      return { lower: after(bound), upper: partition.upper };
    case ">=":
      return { lower: bound, upper: partition.upper };
    default:
      return undefined;
  }
}

const TURNED = { "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function encodeChecked(
  key: KeyAttribute,
  prefix: Buffer,
  value: AttributeValue | undefined,
  open: boolean,
): Buffer {
  if (value?.[key.type] === undefined) throw typeMismatch();
  // An empty prefix is what every key begins with.
  if (!open) checkKeyValue(key, value, false);
  return encodePart(prefix, value, open);
}

function typeMismatch(): Error {
  return invalid(
    "One or more parameter values were invalid: Condition parameter type does not match schema type",
  );
}

/**
 * The range of a key condition expression.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 *
 * @throws AwsError ValidationException
 */
export function keyConditionRange(schema: KeySchema, condition: Condition): KeyRange {
  const parts = conjuncts(condition);
  for (const part of parts) refuseOperator(part);
  const names = parts.map((part) => {
    const name = subject(part);
    if (name === undefined) {
      throw invalid("KeyConditionExpressions cannot contain nested operations");
    }
    return name;
  });
  if (new Set(names).size < names.length) {
    throw invalid("KeyConditionExpressions must only contain one condition per key");
  }
  if (parts.length > 2) throw invalid("Conditions can be of length 1 or 2 only");
  const hashPart = parts[names.indexOf(schema.hash.name)];
  if (hashPart === undefined) {
    throw invalid(`Query condition missed key schema element: ${schema.hash.name}`);
  }
  const operand = equality(hashPart, schema.hash.name);
  if (operand?.kind !== "value") throw invalid("Query key condition not supported");
  const partition = partitionRange(schema, operand.value);
  const other = parts.find((part) => part !== hashPart);
  if (other === undefined) return partition;
  if (schema.range === undefined || subject(other) !== schema.range.name) {
    throw invalid(
      schema.range === undefined
        ? "Query key condition not supported"
        : `Query condition missed key schema element: ${schema.range.name}`,
    );
  }
  const range = narrowed(partition, schema.range, other, []);
  if (range === undefined) throw invalid("Query key condition not supported");
  return range;
}

function refuseOperator(condition: Condition): void {
  const operator =
    condition.kind === "compare" && condition.operator === "<>" ? "<>" : FORBIDDEN[condition.kind];
  if (operator !== undefined) {
    throw invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
  }
}

const FORBIDDEN: Readonly<Partial<Record<Condition["kind"], string>>> = {
  or: "OR",
  not: "NOT",
  in: "IN",
  exists: "attribute_exists",
  type: "attribute_type",
  contains: "contains",
};
