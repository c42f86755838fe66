import type { AttributeValue } from "./attribute-value.ts";

/** A document path: names of attributes and positions in lists, placeholders already replaced. */
export type Path = readonly (string | number)[];

/** What a comparison or a function works on. A parameter is a PartiQL `?`, by its position. */
export type Operand =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: AttributeValue }
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "size"; readonly of: Operand };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition =
  | {
      readonly kind: "compare";
      readonly operator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: "between";
      readonly operand: Operand;
      readonly lower: Operand;
      readonly upper: Operand;
    }
  | { readonly kind: "in"; readonly operand: Operand; readonly list: readonly Operand[] }
  | { readonly kind: "and"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "exists"; readonly path: Path }
  | { readonly kind: "type"; readonly operand: Operand; readonly type: Operand }
  | { readonly kind: "begins_with"; readonly operand: Operand; readonly prefix: Operand }
  | { readonly kind: "contains"; readonly operand: Operand; readonly element: Operand };

/** The right side of a SET. */
export type Assigned =
  | Operand
  | { readonly kind: "plus"; readonly left: Assigned; readonly right: Assigned }
  | { readonly kind: "minus"; readonly left: Assigned; readonly right: Assigned }
  | { readonly kind: "if_not_exists"; readonly path: Path; readonly otherwise: Assigned }
  | { readonly kind: "list_append"; readonly left: Assigned; readonly right: Assigned };

export type Action =
  | { readonly kind: "set"; readonly path: Path; readonly value: Assigned }
  | { readonly kind: "remove"; readonly path: Path }
  | { readonly kind: "add"; readonly path: Path; readonly value: Operand }
  | { readonly kind: "delete"; readonly path: Path; readonly value: Operand };

/** As AWS prints a path in its messages: `[m, a, [0]]`. */
export function describePath(path: Path): string {
  return `[${path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(", ")}]`;
}
