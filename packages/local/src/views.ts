import { encodePrestoView, type GlueTable } from "@tributary/emulator";
import type { DeploymentNames } from "./names.ts";
import type { SavedView } from "./saved-sql.ts";

/**
 * A view as Athena keeps it in Glue: its SQL inside a Presto view document.
 * https://docs.aws.amazon.com/athena/latest/ug/views-console.html
 */
export function viewTable(names: DeploymentNames, view: SavedView): GlueTable {
  return {
    Name: view.name,
    DatabaseName: names.database,
    Description: view.description,
    TableType: "VIRTUAL_VIEW",
    PartitionKeys: [],
    StorageDescriptor: {
      Columns: view.columns.map(({ name, type }) => ({ Name: name, Type: hiveType(type) })),
    },
    Parameters: { presto_view: "true", comment: "Presto View" },
    ViewOriginalText: encodePrestoView({
      originalSql: view.sql,
      catalog: "awsdatacatalog",
      schema: names.database,
      columns: view.columns,
    }),
  };
}

/** Trino's name of a type as Hive's. */
const hiveType = (type: string): string =>
  type
    .replace(/^varchar.*/, "string")
    .replace(/^integer$/, "int")
    .replace(/^timestamp.*/, "timestamp");
