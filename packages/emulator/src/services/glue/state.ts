import { AwsError } from "../../errors.ts";
import type { JsonObject } from "../../wire/json.ts";
import { readObject, readTableInput, readText, type StoredTable } from "./table.ts";

/** A database of the catalogue: the API's `Database`, and its tables by name. */
export interface StoredDatabase {
  readonly raw: JsonObject;
  readonly tables: ReadonlyMap<string, StoredTable>;
}

/** The whole catalogue; never changed, only replaced, so that a failed write leaves nothing behind. */
export type GlueState = ReadonlyMap<string, StoredDatabase>;

export function findDatabase(state: GlueState, name: string): StoredDatabase {
  const found = state.get(name.toLowerCase());
  if (found !== undefined) return found;
  throw new AwsError("EntityNotFoundException", `Database ${name} not found.`);
}

export function findTable(state: GlueState, database: string, name: string): StoredTable {
  const found = findDatabase(state, database).tables.get(name.toLowerCase());
  if (found !== undefined) return found;
  throw new AwsError("EntityNotFoundException", `Table ${name} not found.`);
}

export function withDatabase(state: GlueState, name: string, database: StoredDatabase): GlueState {
  return new Map(state).set(name, database);
}

export function withTable(state: GlueState, database: string, stored: StoredTable): GlueState {
  const { raw, tables } = findDatabase(state, database);
  const more = new Map(tables).set(stored.table.Name, stored);
  return withDatabase(state, database.toLowerCase(), { raw, tables: more });
}

export function withoutTable(state: GlueState, database: string, name: string): GlueState {
  const { raw, tables } = findDatabase(state, database);
  const fewer = new Map(tables);
  fewer.delete(name.toLowerCase());
  return withDatabase(state, database.toLowerCase(), { raw, tables: fewer });
}

export function withoutDatabase(state: GlueState, name: string): GlueState {
  const fewer = new Map(state);
  fewer.delete(name.toLowerCase());
  return fewer;
}

/** The API's `Table`: what the client said, and what Glue adds. Times in milliseconds. */
export function newTable(
  database: string,
  input: JsonObject,
  times: { readonly createdAt: number; readonly updatedAt: number },
): StoredTable {
  const table = readTableInput(database.toLowerCase(), input);
  const raw = {
    ...input,
    Name: table.Name,
    DatabaseName: table.DatabaseName,
    PartitionKeys: input.PartitionKeys ?? [],
    CreateTime: times.createdAt / 1000,
    UpdateTime: times.updatedAt / 1000,
  };
  return { raw, table };
}

/** As JSON for disk. */
export function writeState(state: GlueState): JsonObject {
  return {
    databases: [...state.values()].map(({ raw, tables }) => ({
      database: raw,
      tables: [...tables.values()].map((stored) => stored.raw),
    })),
  };
}

/** @throws AwsError InvalidInputException where it is not what `writeState` made */
export function readState(value: unknown): GlueState {
  const state = new Map<string, StoredDatabase>();
  const { databases } = readObject(value ?? { databases: [] }, "the catalogue");
  for (const each of asList(databases)) {
    const { database, tables } = readObject(each, "databases[]");
    const raw = readObject(database, "database");
    const name = readText(raw.Name, "Name") ?? "";
    const stored = asList(tables).map((table) => restoreTable(name, readObject(table, "table")));
    state.set(name, { raw, tables: new Map(stored.map((one) => [one.table.Name, one])) });
  }
  return state;
}

function restoreTable(database: string, raw: JsonObject): StoredTable {
  const { DatabaseName: _database, CreateTime: _created, UpdateTime: _updated, ...input } = raw;
  return { raw, table: readTableInput(database, input) };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
