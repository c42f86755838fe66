import type { AttributeMap } from "../../engines/expressions/attribute-value.ts";
import { itemBytes } from "../../engines/expressions/values.ts";
import { choice, type Input } from "./input.ts";

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/**
 * `ConsumedCapacity` where the request asks for it. Indexes are not counted.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function consumed(
  input: Input,
  table: string,
  units: () => number,
): { ConsumedCapacity?: { TableName: string; CapacityUnits: number } } {
  if (!wantsConsumed(input)) return {};
  return { ConsumedCapacity: { TableName: table, CapacityUnits: units() } };
}

/** As `consumed`, for the operations that answer one entry a table. */
export function consumedByTable(
  input: Input,
  units: () => ReadonlyMap<string, number>,
): { ConsumedCapacity?: { TableName: string; CapacityUnits: number }[] } {
  if (!wantsConsumed(input)) return {};
  return {
    ConsumedCapacity: [...units()].map(([TableName, CapacityUnits]) => ({
      TableName,
      CapacityUnits,
    })),
  };
}

export function wantsConsumed(input: Input): boolean {
  return choice(input, "ReturnConsumedCapacity", ["NONE", "TOTAL", "INDEXES"]) !== "NONE";
}

export function writeUnits(...items: (AttributeMap | undefined)[]): number {
  const bytes = Math.max(...items.map((item) => (item ? itemBytes(item) : 0)), 1);
  return Math.ceil(bytes / WRITE_UNIT);
}

export function readUnits(bytes: number, consistent: boolean): number {
  const units = Math.max(1, Math.ceil(bytes / READ_UNIT));
  return consistent ? units : units / 2;
}
