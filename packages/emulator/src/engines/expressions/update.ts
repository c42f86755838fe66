import type { Action, Assigned, Path } from "./ast.ts";
import { type AttributeMap, type AttributeValue, member, setMember } from "./attribute-value.ts";
import { operandValue, type Parameters, valueAt } from "./evaluation.ts";
import { addNumbers, NumberError } from "./numbers.ts";
import { invalid } from "./values.ts";

/**
 * The item after the actions; the one given is left as it is. Every value is taken from the item
 * as it was before.
 *
 * @throws AwsError ValidationException where an operand or a path does not fit the item.
 */
export function applyActions(
  actions: readonly Action[],
  before: AttributeMap,
  parameters: Parameters = [],
): AttributeMap {
  const after: AttributeMap = { ...before };
  const copied = new Set<string>();
  const values = actions.map((action) => newValue(action, before, parameters));
  const removals: Path[] = [];
  const inOrder = actions.map((_, index) => index);
  if (actions.some((action) => action.path.length > 1)) {
    // Positions beyond the end of a list are appended in ascending order.
    inOrder.sort((a, b) => comparePaths(actions[a]?.path ?? [], actions[b]?.path ?? []));
  }
  for (const index of inOrder) {
    const action = actions[index];
    if (action === undefined) continue;
    const value = values[index];
    if (action.path.length > 1) copyRoot(after, action.path, copied);
    if (value === undefined) removals.push(action.path);
    else assign(after, action.path, value);
  }
  // Last positions first, so that the others stay where the expression saw them.
  for (let i = removals.length - 1; i >= 0; i--) remove(after, removals[i] ?? []);
  return after;
}

/** What an action makes of its path; undefined removes it. */
function newValue(
  action: Action,
  item: AttributeMap,
  parameters: Parameters,
): AttributeValue | undefined {
  if (action.kind === "remove") return undefined;
  if (action.kind === "set") return assigned(action.value, item, parameters);
  const operand = operandValue(action.value, item, parameters);
  if (operand === undefined) throw missingAttribute();
  const current = valueAt(item, action.path);
  return action.kind === "add" ? added(current, operand) : deleted(current, operand);
}

function assigned(value: Assigned, item: AttributeMap, parameters: Parameters): AttributeValue {
  switch (value.kind) {
    case "plus":
    case "minus": {
      const left = assigned(value.left, item, parameters);
      const right = assigned(value.right, item, parameters);
      if (left.N === undefined || right.N === undefined) throw wrongType();
      return { N: sum(left.N, right.N, value.kind === "plus" ? 1 : -1) };
    }
    case "if_not_exists":
      return valueAt(item, value.path) ?? assigned(value.otherwise, item, parameters);
    case "list_append": {
      const left = assigned(value.left, item, parameters);
      const right = assigned(value.right, item, parameters);
      if (!left.L || !right.L) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
    default: {
      const found = operandValue(value, item, parameters);
      if (found === undefined) throw missingAttribute();
      return found;
    }
  }
}

function added(current: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (current === undefined) return operand;
  if (current.N !== undefined && operand.N !== undefined) {
    return { N: sum(current.N, operand.N, 1) };
  }
  if (current.SS && operand.SS) return { SS: [...new Set([...current.SS, ...operand.SS])] };
  if (current.NS && operand.NS) return { NS: [...new Set([...current.NS, ...operand.NS])] };
  if (current.BS && operand.BS) return { BS: [...new Set([...current.BS, ...operand.BS])] };
  throw wrongType();
}

function deleted(
  current: AttributeValue | undefined,
  operand: AttributeValue,
): AttributeValue | undefined {
  if (current === undefined) return undefined;
  if (current.SS && operand.SS) return rest(current.SS, operand.SS, (SS) => ({ SS }));
  if (current.NS && operand.NS) return rest(current.NS, operand.NS, (NS) => ({ NS }));
  if (current.BS && operand.BS) return rest(current.BS, operand.BS, (BS) => ({ BS }));
  throw wrongType();
}

/** A set that has become empty is removed. */
function rest(
  current: readonly string[],
  without: readonly string[],
  wrap: (members: string[]) => AttributeValue,
): AttributeValue | undefined {
  const members = current.filter((text) => !without.includes(text));
  return members.length === 0 ? undefined : wrap(members);
}

function sum(left: string, right: string, sign: 1 | -1): string {
  try {
    return addNumbers(left, right, sign);
  } catch (error) {
    if (error instanceof NumberError) throw invalid(error.message);
    throw error;
  }
}

function copyRoot(item: AttributeMap, path: Path, copied: Set<string>): void {
  const root = path[0];
  if (typeof root !== "string" || copied.has(root)) return;
  const value = member(item, root);
  if (value) setMember(item, root, structuredClone(value));
  copied.add(root);
}

function assign(item: AttributeMap, path: Path, value: AttributeValue): void {
  const last = path[path.length - 1];
  if (path.length === 1 && typeof last === "string") {
    setMember(item, last, value);
    return;
  }
  const parent = valueAt(item, path.slice(0, -1));
  if (typeof last === "string" && parent?.M) setMember(parent.M, last, value);
  else if (typeof last === "number" && parent?.L) {
    if (last < parent.L.length) parent.L[last] = value;
    else parent.L.push(value);
  } else throw wrongPath();
}

function remove(item: AttributeMap, path: Path): void {
  const last = path[path.length - 1];
  if (path.length === 1 && typeof last === "string") {
    delete item[last];
    return;
  }
  const parent = valueAt(item, path.slice(0, -1));
  if (typeof last === "string" && parent?.M) delete parent.M[last];
  else if (typeof last === "number" && parent?.L) parent.L.splice(last, 1);
  else throw wrongPath();
}

function comparePaths(left: Path, right: Path): number {
  for (let i = 0; i < left.length && i < right.length; i++) {
    const a = left[i] ?? 0;
    const b = right[i] ?? 0;
    if (a === b) continue;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a) < String(b) ? -1 : 1;
  }
  return left.length - right.length;
}

function missingAttribute(): Error {
  return invalid("The provided expression refers to an attribute that does not exist in the item");
}

function wrongType(): Error {
  return invalid("An operand in the update expression has an incorrect data type");
}

function wrongPath(): Error {
  return invalid("The document path provided in the update expression is invalid for update");
}
