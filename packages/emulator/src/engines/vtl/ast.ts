/** A reference such as `$!{a.b("x")[0]}`. */
export interface Reference {
  readonly kind: "reference";
  readonly root: string;
  readonly path: readonly Step[];
  readonly quiet: boolean;
  /** The source text, which an undefined reference prints. */
  readonly text: string;
}

export type Step =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "method"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "index"; readonly index: Expression };

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||";

export type Expression =
  | Reference
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "interpolated"; readonly body: readonly Node[] }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "decimal"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: "range"; readonly from: Expression; readonly to: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type Node =
  | { readonly kind: "text"; readonly text: string }
  /** `slashes`: backslashes that stand directly before the reference. */
  | { readonly kind: "print"; readonly reference: Reference; readonly slashes: number }
  | { readonly kind: "set"; readonly target: Reference; readonly value: Expression }
  | {
      readonly kind: "if";
      readonly branches: readonly {
        readonly condition: Expression;
        readonly body: readonly Node[];
      }[];
      readonly otherwise: readonly Node[] | undefined;
    }
  | {
      readonly kind: "foreach";
      readonly variable: string;
      readonly list: Expression;
      readonly body: readonly Node[];
    }
  | { readonly kind: "define"; readonly variable: string; readonly body: readonly Node[] }
  | { readonly kind: "stop" }
  | { readonly kind: "break" };
