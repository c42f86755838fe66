import type { Attribute, Shape } from "./attributes.ts";

/** PartiQL with its parameters. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementRequest.html */
export interface Statement {
  readonly Statement: string;
  readonly Parameters: Attribute[];
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD";
}

/** A table's statements: one text each, so that whoever parses them can remember them. */
export interface TableStatements<T> {
  /** Fails with `DuplicateItem` where the key exists. */
  insert(item: T): Statement;
  /** Sets every attribute where the item that exists is older; else `ConditionalCheckFailed` with that item. */
  update(item: T): Statement;
}

const quoted = (name: string): string => `"${name}"`;

/** @throws RangeError where a statement is longer than DynamoDB takes */
export function tableStatements<T>(table: string, shape: Shape<T>): TableStatements<T> {
  const { keys, names } = shape;
  const members = names.map((name) => `'${name}': ?`).join(", ");
  const insert = checked(`INSERT INTO ${quoted(table)} VALUE {${members}}`);
  const others = names.slice(keys.length);
  const sets = others.map((name) => `SET ${quoted(name)} = ?`).join(" ");
  const where = keys.map((name) => `${quoted(name)} = ?`).join(" AND ");
  const update = checked(`UPDATE ${quoted(table)} ${sets} WHERE ${where} AND "version" < ?`);
  const version = names.indexOf("version");
  return {
    insert: (item) => ({ Statement: insert, Parameters: shape.values(item) }),
    update: (item) => {
      const values = shape.values(item);
      const newer = values[version];
      return {
        Statement: update,
        Parameters: [
          ...values.slice(keys.length),
          ...values.slice(0, keys.length),
          ...(newer === undefined ? [] : [newer]),
        ],
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      };
    },
  };
}

const MAX_STATEMENT = 8_192;

function checked(statement: string): string {
  if (statement.length > MAX_STATEMENT) {
    throw new RangeError(`A statement of ${statement.length} characters is over ${MAX_STATEMENT}.`);
  }
  return statement;
}
