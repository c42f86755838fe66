import { ListObject, MapObject } from "./collections.ts";
import { Decimal, type Value } from "./values.ts";

/** A parsed JSON value as templates see it: lists, maps, whole numbers and decimals. */
export function fromJson(json: unknown): Value {
  if (typeof json === "number") return Number.isInteger(json) ? json : new Decimal(json);
  if (typeof json === "string" || typeof json === "boolean" || typeof json === "bigint")
    return json;
  if (json === null || typeof json !== "object") return undefined;
  if (Array.isArray(json)) return new ListObject(json.map(fromJson));
  return new MapObject(new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)])));
}
