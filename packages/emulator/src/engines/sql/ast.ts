/** The part of Trino's grammar that the embedded Athena reads. `at` is the offset in the statement. */
export interface Identifier {
  readonly name: string;
  readonly quoted: boolean;
  readonly at: number;
}

export interface TypeName {
  readonly name: string;
  readonly parameters: readonly (number | TypeName)[];
  /** Of a `row(name type, …)`. */
  readonly fields?: readonly { readonly name: string | undefined; readonly type: TypeName }[];
  readonly at: number;
}

export interface SortItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Window {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame: WindowFrame | undefined;
}

export interface WindowFrame {
  readonly unit: "ROWS" | "RANGE" | "GROUPS";
  readonly start: FrameBound;
  readonly end: FrameBound | undefined;
}

export interface FrameBound {
  readonly kind:
    | "UNBOUNDED PRECEDING"
    | "UNBOUNDED FOLLOWING"
    | "CURRENT ROW"
    | "PRECEDING"
    | "FOLLOWING";
  readonly value: Expression | undefined;
}

export interface FunctionCall {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter: Expression | undefined;
  readonly over: Window | string | undefined;
  readonly ignoreNulls: boolean;
  readonly at: number;
}

export type Expression =
  | { readonly kind: "null"; readonly at: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly at: number }
  | {
      readonly kind: "integer" | "decimal" | "double" | "string";
      readonly text: string;
      readonly at: number;
    }
  | {
      readonly kind: "typed";
      readonly type: "date" | "timestamp";
      readonly text: string;
      readonly at: number;
    }
  | {
      readonly kind: "interval";
      readonly text: string;
      readonly negative: boolean;
      readonly unit: string;
      readonly at: number;
    }
  | { readonly kind: "parameter"; readonly index: number; readonly at: number }
  | { readonly kind: "name"; readonly parts: readonly Identifier[]; readonly at: number }
  | {
      readonly kind: "field";
      readonly base: Expression;
      readonly name: Identifier;
      readonly at: number;
    }
  | {
      readonly kind: "subscript";
      readonly base: Expression;
      readonly index: Expression;
      readonly at: number;
    }
  | { readonly kind: "negate" | "not"; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly kind: "logic";
      readonly operator: "AND" | "OR";
      readonly terms: readonly Expression[];
      readonly at: number;
    }
  | {
      readonly kind: "compare";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly kind: "between";
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated: boolean;
      readonly at: number;
    }
  | {
      readonly kind: "in";
      readonly operand: Expression;
      readonly values: readonly Expression[] | Query;
      readonly negated: boolean;
      readonly at: number;
    }
  | {
      readonly kind: "like";
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | undefined;
      readonly negated: boolean;
      readonly at: number;
    }
  | {
      readonly kind: "isNull";
      readonly operand: Expression;
      readonly negated: boolean;
      readonly at: number;
    }
  | { readonly kind: "exists"; readonly query: Query; readonly at: number }
  | { readonly kind: "subquery"; readonly query: Query; readonly at: number }
  | {
      readonly kind: "case";
      readonly operand: Expression | undefined;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | undefined;
      readonly at: number;
    }
  | {
      readonly kind: "cast";
      readonly operand: Expression;
      readonly type: TypeName;
      readonly safe: boolean;
      readonly at: number;
    }
  | {
      readonly kind: "atTimeZone";
      readonly operand: Expression;
      readonly zone: Expression;
      readonly at: number;
    }
  | { readonly kind: "array" | "row"; readonly items: readonly Expression[]; readonly at: number }
  | {
      readonly kind: "lambda";
      readonly parameters: readonly Identifier[];
      readonly body: Expression;
      readonly at: number;
    }
  | FunctionCall;

export interface CommonTable {
  readonly name: Identifier;
  readonly columns: readonly Identifier[] | undefined;
  readonly query: Query;
}

export interface Query {
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset: Expression | undefined;
  /** Undefined where there is none or it says ALL. */
  readonly limit: Expression | undefined;
  readonly at: number;
}

export type QueryBody =
  | Select
  | { readonly kind: "values"; readonly rows: readonly Expression[]; readonly at: number }
  | { readonly kind: "table"; readonly name: readonly Identifier[]; readonly at: number }
  | { readonly kind: "nested"; readonly query: Query; readonly at: number }
  | {
      readonly kind: "set";
      readonly operator: "UNION" | "INTERSECT" | "EXCEPT";
      readonly all: boolean;
      readonly left: QueryBody;
      readonly right: QueryBody;
      readonly at: number;
    };

export interface Select {
  readonly kind: "select";
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where: Expression | undefined;
  readonly groupBy: readonly GroupingElement[] | undefined;
  readonly having: Expression | undefined;
  readonly windows: readonly { readonly name: string; readonly window: Window }[];
  readonly at: number;
}

export type SelectItem =
  | {
      readonly kind: "expression";
      readonly expression: Expression;
      readonly alias: Identifier | undefined;
      readonly at: number;
    }
  | { readonly kind: "star"; readonly of: Identifier | undefined; readonly at: number };

export type GroupingElement =
  | { readonly kind: "simple"; readonly expressions: readonly Expression[] }
  | {
      readonly kind: "rollup" | "cube" | "sets";
      readonly sets: readonly (readonly Expression[])[];
    };

export interface Alias {
  readonly name: Identifier;
  readonly columns: readonly Identifier[] | undefined;
}

export type Relation =
  | {
      readonly kind: "table";
      readonly name: readonly Identifier[];
      readonly alias: Alias | undefined;
      readonly at: number;
    }
  | {
      readonly kind: "derived";
      readonly query: Query;
      readonly lateral: boolean;
      readonly alias: Alias | undefined;
      readonly at: number;
    }
  | {
      readonly kind: "unnest";
      readonly expressions: readonly Expression[];
      readonly ordinality: boolean;
      readonly alias: Alias | undefined;
      readonly at: number;
    }
  | {
      readonly kind: "join";
      readonly type: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS";
      readonly left: Relation;
      readonly right: Relation;
      readonly on: Expression | undefined;
      readonly using: readonly Identifier[] | undefined;
      readonly at: number;
    };

export type Statement =
  | { readonly kind: "query"; readonly query: Query }
  | {
      readonly kind: "showTables";
      readonly database: Identifier | undefined;
      readonly pattern: string | undefined;
      readonly at: number;
    }
  | { readonly kind: "showDatabases"; readonly at: number }
  | { readonly kind: "showColumns"; readonly table: readonly Identifier[]; readonly at: number }
  | { readonly kind: "describe"; readonly table: readonly Identifier[]; readonly at: number };
