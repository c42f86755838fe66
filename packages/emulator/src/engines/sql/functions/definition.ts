import type { SqlType } from "../types.ts";

/** An analysed expression: what the embedded engine is to run, and Trino's type of it. */
export interface Typed {
  readonly sql: string;
  readonly type: SqlType;
  /** The value, where the statement has it as a literal. */
  readonly literal?: string;
}

/**
 * One signature of a function that the embedded Athena offers. A function that has none is refused.
 *
 * `signature` is `name(type, …) type`. Types: Trino's names; `T`, `U` stand for any type, the same at
 * each place; `decimal` for any precision; `moment` for a timestamp with or without a zone, whose
 * wall time the engine is given; `literal` before a type asks for a literal; `…` after the last one
 * takes any number.
 *
 * `engine` is the DuckDB expression: `$1` is the first argument, `$*` all of them, and in an aggregate
 * or window function `{name|arguments}` is the call that DISTINCT, FILTER and OVER belong to.
 */
export interface FunctionDefinition {
  readonly kind: "scalar" | "aggregate" | "window";
  readonly signature: string;
  readonly engine: string | ((args: readonly Typed[]) => string);
  /** The type of the result where the signature's words cannot say it. */
  readonly returns?: (types: readonly SqlType[], args: readonly Typed[]) => SqlType;
}

const of =
  (kind: FunctionDefinition["kind"]) =>
  (
    signature: string,
    engine: FunctionDefinition["engine"],
    returns?: FunctionDefinition["returns"],
  ): FunctionDefinition => ({
    kind,
    signature,
    engine,
    ...(returns === undefined ? {} : { returns }),
  });

export const scalar = of("scalar");
export const aggregate = of("aggregate");
export const windowed = of("window");

/** An error at run time, raised by the engine and given its code back by `runtimeError`. */
export function raise(code: string, message: string): string {
  return `error('${code}: ${message.replaceAll("'", "''")}')`;
}
