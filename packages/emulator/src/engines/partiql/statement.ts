import type { Action, Condition, Operand, Path } from "../expressions/ast.ts";

/** What a write statement gives back, of the item before or after it. */
export interface Returning {
  readonly attributes: "ALL" | "MODIFIED";
  readonly version: "OLD" | "NEW";
}

export interface InsertStatement {
  readonly kind: "insert";
  readonly table: string;
  /** Names are distinct; every value is a literal or a parameter. */
  readonly members: readonly { readonly name: string; readonly value: Operand }[];
  readonly parameters: number;
}

export interface UpdateStatement {
  readonly kind: "update";
  readonly table: string;
  readonly actions: readonly Action[];
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
  readonly parameters: number;
}

export interface DeleteStatement {
  readonly kind: "delete";
  readonly table: string;
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
  readonly parameters: number;
}

export interface SelectStatement {
  readonly kind: "select";
  readonly table: string;
  readonly index: string | undefined;
  /** Undefined for `*`. */
  readonly projection: readonly Path[] | undefined;
  readonly where: Condition | undefined;
  readonly order: readonly { readonly name: string; readonly descending: boolean }[] | undefined;
  readonly parameters: number;
}

/**
 * A statement of DynamoDB's PartiQL, its `?` numbered from 0.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html
 */
export type Statement = InsertStatement | UpdateStatement | DeleteStatement | SelectStatement;
