import type { Condition, Operand } from "../../engines/expressions/ast.ts";
import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { operandValue, type Parameters } from "../../engines/expressions/evaluation.ts";
import { valuesProblem } from "../../engines/expressions/operand-rules.ts";
import { invalid } from "../../engines/expressions/values.ts";
import { StatementCache } from "../../engines/partiql/cache.ts";
import type { Statement } from "../../engines/partiql/statement.ts";
import { PartiqlError } from "../../engines/partiql/tokens.ts";
import type { Catalog } from "./catalog.ts";
import { refuseKeyUpdate } from "./item-operations.ts";
import { conjuncts, equality } from "./key-range.ts";
import { checkKeyValue, encodeKey, type KeyAttribute, type KeySchema } from "./keys.ts";
import type { Table } from "./table.ts";

const MAX_STATEMENT = 8192;

/** A statement bound to its table: what of it can be known before the parameters are. */
export interface Plan {
  readonly statement: Statement;
  readonly table: Table;
  /** Values of the primary key, where WHERE demands both. */
  readonly key: readonly (readonly [KeyAttribute, Operand])[] | undefined;
  /** What WHERE demands beyond the key. */
  readonly rest: Condition | undefined;
}

/** Plans by statement; a plan whose table has been dropped is made anew. */
export class Planner {
  readonly #catalog: Catalog;
  readonly #statements = new StatementCache();
  readonly #plans = new WeakMap<Statement, Plan>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** @throws AwsError ValidationException */
  parse(text: string): Statement {
    try {
      return this.#statements.get(text);
    } catch (error) {
      if (error instanceof PartiqlError) throw invalid(error.message);
      throw error;
    }
  }

  /** @throws AwsError ValidationException, ResourceNotFoundException */
  plan(statement: Statement): Plan {
    const table = this.#catalog.table(statement.table);
    const known = this.#plans.get(statement);
    if (known?.table === table) return known;
    const plan = makePlan(statement, table);
    this.#plans.set(statement, plan);
    return plan;
  }
}

/** @throws AwsError ValidationException */
export function checkStatementText(text: string | undefined): string {
  if (text === undefined || text === "") throw invalid("The statement was empty.");
  if (text.length > MAX_STATEMENT) {
    throw invalid(
      "1 validation error detected: Value at 'statement' failed to satisfy constraint: Member must have length less than or equal to 8192",
    );
  }
  return text;
}

function makePlan(statement: Statement, table: Table): Plan {
  if (statement.kind === "insert") {
    return { statement, table, key: insertKey(statement, table.schema), rest: undefined };
  }
  if (statement.kind === "update") {
    for (const action of statement.actions) refuseKeyUpdate(table, action);
  }
  const { key, rest } = splitWhere(statement.where, table.schema);
  if (key === undefined && statement.kind !== "select") {
    throw invalid("Where clause does not contain a mandatory equality on all key attributes");
  }
  return { statement, table, key, rest };
}

function insertKey(
  statement: { members: readonly { name: string; value: Operand }[] },
  schema: KeySchema,
): [KeyAttribute, Operand][] {
  return attributesOf(schema).map((attribute) => {
    const found = statement.members.find((entry) => entry.name === attribute.name);
    if (found) return [attribute, found.value];
    throw invalid(`Key attribute should be present in the item: Key ${attribute.name}`);
  });
}

export function attributesOf(schema: KeySchema): KeyAttribute[] {
  return schema.range ? [schema.hash, schema.range] : [schema.hash];
}

/** Takes the equalities on the key out of a WHERE; each key attribute must have one. */
function splitWhere(where: Condition | undefined, schema: KeySchema): Pick<Plan, "key" | "rest"> {
  if (where === undefined) return { key: undefined, rest: undefined };
  const rest = conjuncts(where);
  const key: [KeyAttribute, Operand][] = [];
  for (const attribute of attributesOf(schema)) {
    const at = rest.findIndex((part) => equality(part, attribute.name) !== undefined);
    const operand = at < 0 ? undefined : equality(rest[at] ?? where, attribute.name);
    if (operand === undefined) return { key: undefined, rest: where };
    rest.splice(at, 1);
    key.push([attribute, operand]);
  }
  return { key, rest: joined(rest) };
}

/** Parts joined by AND again; undefined where there are none. */
export function joined(parts: readonly Condition[]): Condition | undefined {
  return parts.reduce<Condition | undefined>(
    (left, right) => (left ? { kind: "and", left, right } : right),
    undefined,
  );
}

/**
 * The key that a plan's statement is about, with these parameters.
 *
 * @throws AwsError ValidationException where a value is not what the key wants.
 */
export function keyOf(
  plan: Plan & { readonly key: NonNullable<Plan["key"]> },
  parameters: Parameters,
): { attributes: AttributeMap; encoded: Buffer } {
  const attributes: AttributeMap = {};
  for (const [attribute, operand] of plan.key) {
    const value = operandValue(operand, attributes, parameters);
    if (value?.[attribute.type] === undefined) {
      throw invalid(
        `Key attribute's data type should match its data type in table's schema: Key ${attribute.name}`,
      );
    }
    checkKeyValue(attribute, value, attribute === plan.table.schema.hash);
    attributes[attribute.name] = value;
  }
  return { attributes, encoded: encodeKey(plan.table.schema, attributes) };
}

/** @throws AwsError ValidationException where WHERE could never mean anything with these values. */
export function checkValues(plan: Plan, parameters: Parameters): void {
  const { statement } = plan;
  const condition = statement.kind === "select" ? statement.where : plan.rest;
  const problem = condition && valuesProblem(condition, parameters);
  if (problem !== undefined) throw invalid(problem);
}

/** @throws AwsError ValidationException */
export function checkParameterCount(statement: Statement, parameters: Parameters): void {
  if (statement.parameters !== parameters.length) {
    throw invalid("Number of parameters in request and statement don't match.");
  }
}
