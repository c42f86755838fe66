import type { Clock } from "../../clock.ts";
import { AwsError } from "../../errors.ts";
import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import type { Glue } from "./glue.ts";
import {
  findDatabase,
  findTable,
  newTable,
  withDatabase,
  withoutDatabase,
  withoutTable,
  withTable,
} from "./state.ts";
import { invalidInput, readName, readObject, readText } from "./table.ts";

const MAX_PAGE = 100;

/** Glue's operations on databases, tables and (never registered) partitions. */
export function glueOperations(glue: Glue, clock: Clock): Readonly<Record<string, JsonOperation>> {
  return {
    CreateDatabase: async ({ DatabaseInput }) => {
      const input = readObject(DatabaseInput, "DatabaseInput");
      const name = readName(input.Name);
      await glue.change((state) => {
        if (state.has(name)) throw alreadyExists(`Database ${name} already exists.`);
        const raw = { ...input, Name: name, CreateTime: clock.now() / 1000 };
        return withDatabase(state, name, { raw, tables: new Map() });
      });
      return {};
    },
    GetDatabase: ({ Name }) => ({ Database: findDatabase(glue.state, readName(Name)).raw }),
    GetDatabases: (input) => {
      const { items, NextToken } = page([...glue.state.values()], input);
      return { DatabaseList: items.map(({ raw }) => raw), NextToken };
    },
    UpdateDatabase: async ({ Name, DatabaseInput }) => {
      const name = readName(Name);
      const input = readObject(DatabaseInput, "DatabaseInput");
      await glue.change((state) => {
        const { raw, tables } = findDatabase(state, name);
        return withDatabase(state, name, {
          raw: { ...input, Name: name, CreateTime: raw.CreateTime },
          tables,
        });
      });
      return {};
    },
    // Its tables go with it: https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html
    DeleteDatabase: async ({ Name }) => {
      const name = readName(Name);
      await glue.change((state) => {
        findDatabase(state, name);
        return withoutDatabase(state, name);
      });
      return {};
    },

    CreateTable: async ({ DatabaseName, TableInput }) => {
      const database = readName(DatabaseName);
      const input = readObject(TableInput, "TableInput");
      await glue.change((state) => {
        const now = clock.now();
        const created = newTable(database, input, { createdAt: now, updatedAt: now });
        if (findDatabase(state, database).tables.has(created.table.Name)) {
          throw alreadyExists("Table already exists.");
        }
        return withTable(state, database, created);
      });
      return {};
    },
    GetTable: ({ DatabaseName, Name }) => ({
      Table: findTable(glue.state, readName(DatabaseName), readName(Name)).raw,
    }),
    GetTables: (input) => {
      const matches = nameFilter(readText(input.Expression, "Expression"));
      const { tables } = findDatabase(glue.state, readName(input.DatabaseName));
      const found = [...tables.values()].filter(({ table }) => matches(table.Name));
      const { items, NextToken } = page(found, input);
      return { TableList: items.map(({ raw }) => raw), NextToken };
    },
    UpdateTable: async ({ DatabaseName, TableInput }) => {
      const database = readName(DatabaseName);
      const input = readObject(TableInput, "TableInput");
      await glue.change((state) => {
        const { raw } = findTable(state, database, readName(input.Name));
        const created = typeof raw.CreateTime === "number" ? raw.CreateTime * 1000 : clock.now();
        const times = { createdAt: created, updatedAt: clock.now() };
        return withTable(state, database, newTable(database, input, times));
      });
      return {};
    },
    DeleteTable: async ({ DatabaseName, Name }) => {
      const [database, name] = [readName(DatabaseName), readName(Name)];
      await glue.change((state) => {
        findTable(state, database, name);
        return withoutTable(state, database, name);
      });
      return {};
    },

    // With partition projection Athena computes partitions and registers none, so Glue knows none:
    // https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
    GetPartitions: ({ DatabaseName, TableName }) => {
      findTable(glue.state, readName(DatabaseName), readName(TableName));
      return { Partitions: [] };
    },
    GetPartition: ({ DatabaseName, TableName, PartitionValues }) => {
      findTable(glue.state, readName(DatabaseName), readName(TableName));
      const values = JSON.stringify(PartitionValues);
      throw new AwsError("EntityNotFoundException", `Cannot find partition ${values}.`);
    },
  };
}

function page<Item>(
  all: readonly Item[],
  { NextToken, MaxResults }: JsonObject,
): { items: readonly Item[]; NextToken?: string } {
  const token = readText(NextToken, "NextToken");
  const from = token === undefined ? 0 : Number(/^page-(\d{1,9})$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw invalidInput("NextToken is not one that was given out");
  const max = MaxResults ?? MAX_PAGE;
  if (typeof max !== "number" || !Number.isInteger(max) || max < 1 || max > MAX_PAGE) {
    throw invalidInput(`MaxResults must be between 1 and ${MAX_PAGE}`);
  }
  const to = from + max;
  return { items: all.slice(from, to), ...(to < all.length ? { NextToken: `page-${to}` } : {}) };
}

function nameFilter(expression: string | undefined): (name: string) => boolean {
  if (expression === undefined || expression === "") return () => true;
  try {
    const pattern = new RegExp(`^(?:${expression})$`, "i");
    return (name) => pattern.test(name);
  } catch {
    throw invalidInput(`Expression ${JSON.stringify(expression)} is not a regular expression`);
  }
}

function alreadyExists(message: string): AwsError {
  return new AwsError("AlreadyExistsException", message);
}
