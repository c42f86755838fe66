import type { Condition, Path } from "../../engines/expressions/ast.ts";
import { type AttributeMap, setMember } from "../../engines/expressions/attribute-value.ts";
import {
  fulfils,
  operandValue,
  type Parameters,
  valueAt,
} from "../../engines/expressions/evaluation.ts";
import { checkItem, invalid } from "../../engines/expressions/values.ts";
import type { SelectStatement } from "../../engines/partiql/statement.ts";
import {
  conjuncts,
  equality,
  type KeyRange,
  narrowed,
  partitionRange,
  subject,
} from "./key-range.ts";
import type { KeySchema } from "./keys.ts";
import { findIndex } from "./query-operations.ts";
import { type Page, readPage } from "./reading.ts";
import { joined, keyOf, type Plan } from "./statement-plan.ts";

/**
 * What a SELECT's list picks. Unlike ProjectionExpression it flattens: `m.q` is called `q`, and an
 * element of a list as it is written from its attribute on, `l[0]`.
 */
class SelectedPaths {
  readonly #paths: readonly { readonly name: string; readonly path: Path }[];

  constructor(paths: readonly Path[]) {
    this.#paths = paths.map((path) => {
      const from = path.findLastIndex((step) => typeof step === "string");
      const [first = "", ...indexes] = path.slice(from);
      return { name: `${first}${indexes.map((index) => `[${index}]`).join("")}`, path };
    });
  }

  of(item: AttributeMap): AttributeMap {
    const selected: AttributeMap = {};
    for (const { name, path } of this.#paths) {
      const value = valueAt(item, path);
      if (value) setMember(selected, name, value);
    }
    return selected;
  }
}

/** The one item that a SELECT of a batch names by its key. */
export function readOne(
  plan: Plan,
  statement: SelectStatement,
  parameters: Parameters,
): { key: Buffer; item: () => AttributeMap | undefined } {
  const { key, rest, table } = plan;
  if (key === undefined || statement.index !== undefined) {
    throw invalid(
      "Select statements within BatchExecuteStatement must specify the primary key in the where clause.",
    );
  }
  const { encoded } = keyOf({ ...plan, key }, parameters);
  return {
    key: encoded,
    item() {
      const item = table.read(encoded);
      if (item === undefined || (rest && !fulfils(rest, item, parameters))) return undefined;
      return statement.projection ? new SelectedPaths(statement.projection).of(item) : item;
    },
  };
}

/** A page of a SELECT: a query where WHERE names a partition, else a scan. */
export function readMany(
  plan: Plan,
  statement: SelectStatement,
  parameters: Parameters,
  options: { limit: number | undefined; token: string | undefined },
): Page & { token: string | undefined } {
  const { table } = plan;
  const index = statement.index === undefined ? undefined : findIndex(table, statement.index);
  const schema = index?.schema ?? table.schema;
  const { range, filter } = splitRange(statement.where, schema, parameters);
  const page = readPage({
    table,
    index,
    range,
    backwards: isBackwards(statement, schema, range),
    filter,
    parameters,
    projection: statement.projection && new SelectedPaths(statement.projection),
    limit: options.limit,
    after: options.token === undefined ? undefined : readToken(options.token),
  });
  const token = page.lastKey && Buffer.from(JSON.stringify(page.lastKey)).toString("base64");
  return { ...page, token };
}

function readToken(token: string): AttributeMap {
  try {
    return checkItem(JSON.parse(Buffer.from(token, "base64").toString("utf8")));
  } catch (error) {
    throw Object.assign(invalid("Invalid NextToken"), { cause: error });
  }
}

function splitRange(
  where: Condition | undefined,
  schema: KeySchema,
  parameters: Parameters,
): { range: KeyRange | undefined; filter: Condition | undefined } {
  if (where === undefined) return { range: undefined, filter: undefined };
  const parts = conjuncts(where);
  const at = parts.findIndex((part) => equality(part, schema.hash.name) !== undefined);
  const part = parts[at];
  const operand = part && equality(part, schema.hash.name);
  const value = operand && operandValue(operand, {}, parameters);
  if (value === undefined) return { range: undefined, filter: where };
  parts.splice(at, 1);
  let range = partitionRange(schema, value);
  const sort = schema.range;
  const sortAt = parts.findIndex((candidate) => sort && subject(candidate) === sort.name);
  const sortPart = parts[sortAt];
  const narrow = sort && sortPart && narrowed(range, sort, sortPart, parameters);
  if (narrow) {
    range = narrow;
    parts.splice(sortAt, 1);
  }
  return { range, filter: joined(parts) };
}

function isBackwards(
  statement: SelectStatement,
  schema: KeySchema,
  range: KeyRange | undefined,
): boolean {
  if (statement.order === undefined) return false;
  if (range === undefined) {
    throw invalid("Must have WHERE clause in the statement when using ORDER BY clause.");
  }
  const unknown = statement.order.find(
    ({ name }) => name !== schema.hash.name && name !== schema.range?.name,
  );
  if (unknown) {
    throw invalid(
      `Variable reference ${unknown.name} in ORDER BY clause must be part of the primary key`,
    );
  }
  return statement.order.some(({ name, descending }) => descending && name === schema.range?.name);
}
