import { plainDecimal } from "./decimals.ts";
import { type Json, JsonNumber } from "./lossless-json.ts";

/** A stored value; a number is its exact decimal, so that no double stands between what is compared. */
export type Cell =
  | string
  | boolean
  | null
  | { readonly n: string }
  | readonly Cell[]
  | { readonly [name: string]: Cell };

/** A row of the lake or an item of a table. */
export type Cells = { readonly [name: string]: Cell };

export const number = (text: string | number): Cell => ({ n: plainDecimal(String(text)) });

/** A parsed JSON value as cells. */
export function jsonCell(value: Json): Cell {
  if (value instanceof JsonNumber) return number(value.text);
  if (Array.isArray(value)) return value.map(jsonCell);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, member]) => [name, jsonCell(member)]));
  }
  return typeof value === "object" ? null : value;
}

/** DynamoDB's attribute value, as far as this pipeline writes them. */
export interface Attribute {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly M?: Readonly<Record<string, Attribute>> | undefined;
  readonly L?: readonly Attribute[] | undefined;
}

/** @throws Error for an attribute of another type */
export function attributeCell(value: Attribute): Cell {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL) return null;
  if (value.L) return value.L.map(attributeCell);
  if (value.M) return itemCells(value.M);
  throw new Error(`No attribute that this pipeline writes: ${JSON.stringify(value)}`);
}

export function itemCells(item: Readonly<Record<string, Attribute>>): Cells {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, attributeCell(value)]),
  );
}
