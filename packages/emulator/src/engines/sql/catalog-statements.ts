import type { Catalog } from "../../services/ports.ts";
import type { Identifier, Statement } from "./ast.ts";
import type { SqlColumn, SqlRow } from "./engine.ts";
import { SqlError } from "./errors.ts";
import { catalogTable } from "./lake.ts";
import { varcharType } from "./types.ts";

type CatalogStatement = Exclude<Statement, { kind: "query" }>;

const column = (name: string): SqlColumn => ({ name, type: varcharType });

/** SHOW and DESCRIBE, answered from the catalogue. */
export function catalogStatement(
  statement: CatalogStatement,
  catalog: Catalog,
  database: string,
  source: string,
): { columns: SqlColumn[]; rows: SqlRow[] } {
  const table = (parts: readonly Identifier[]) =>
    catalogTable(
      catalog,
      database,
      parts.map((part) => part.name),
      { source, offset: statement.at },
    );
  switch (statement.kind) {
    case "showTables": {
      const asked = statement.database?.name.toLowerCase() ?? database;
      const names = tableNames(catalog, asked, { source, offset: statement.at });
      const pattern = statement.pattern === undefined ? undefined : hivePattern(statement.pattern);
      const rows = names.filter((name) => pattern?.test(name) !== false).map((name) => [name]);
      return { columns: [column("tab_name")], rows };
    }
    case "showDatabases":
      return {
        columns: [column("database_name")],
        rows: (catalog.databases?.() ?? [database]).map((name) => [name]),
      };
    case "showColumns": {
      const found = table(statement.table);
      const all = [...found.StorageDescriptor.Columns, ...found.PartitionKeys];
      return { columns: [column("field")], rows: all.map(({ Name }) => [Name]) };
    }
    case "describe": {
      const found = table(statement.table);
      const all = [...found.StorageDescriptor.Columns, ...found.PartitionKeys];
      return {
        columns: [column("col_name"), column("data_type"), column("comment")],
        rows: all.map(({ Name, Type, Comment }) => [Name, Type, Comment ?? ""]),
      };
    }
  }
}

function tableNames(
  catalog: Catalog,
  database: string,
  at: { source: string; offset: number },
): string[] {
  try {
    return catalog
      .tables(database)
      .map(({ Name }) => Name)
      .sort();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new SqlError("SCHEMA_NOT_FOUND", `Schema '${database}' does not exist`, at);
  }
}

/** Hive's patterns know `*` and `|`: https://docs.aws.amazon.com/athena/latest/ug/show-tables.html */
function hivePattern(pattern: string): RegExp {
  const parts = pattern
    .split("|")
    .map((part) => part.replaceAll(/[.+?^${}()[\]\\]/g, "\\$&").replaceAll("*", ".*"));
  return new RegExp(`^(${parts.join("|")})$`, "i");
}
