import { AwsError } from "../../errors.ts";
import type { JsonObject, JsonOperation } from "../../wire/json.ts";
import type { Catalog, GlueTable } from "../ports.ts";
import { page, requiredText, text } from "./input.ts";

const dataCatalog = { CatalogName: "AwsDataCatalog", Type: "GLUE", Status: "CREATE_COMPLETE" };

function metadataError(message: string): AwsError {
  return new AwsError("MetadataException", message);
}

/** @throws AwsError MetadataException for a catalogue that is not Glue's */
function checkCatalog(input: JsonObject, name = "CatalogName"): void {
  const asked = requiredText(input, name);
  if (asked.toLowerCase() !== "awsdatacatalog")
    throw metadataError(`Catalog ${asked} was not found`);
}

/** Glue's answer; what Glue does not find, Athena calls a MetadataException. */
function found<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw metadataError(error.message);
  }
}

function describeTable(table: GlueTable) {
  return {
    Name: table.Name,
    TableType: table.TableType,
    Columns: table.StorageDescriptor.Columns,
    PartitionKeys: table.PartitionKeys,
    Parameters: table.Parameters,
  };
}

/** Glue's catalogue as Athena shows it. */
export function catalogOperations(catalog: Catalog): Readonly<Record<string, JsonOperation>> {
  const databases = () => (catalog.databases?.() ?? []).map((name) => ({ Name: name }));
  return {
    ListDataCatalogs: (input) => {
      const { items, next } = page([dataCatalog], input, 50);
      return { DataCatalogsSummary: items, ...next };
    },
    GetDataCatalog: (input) => {
      checkCatalog(input, "Name");
      return { DataCatalog: { Name: dataCatalog.CatalogName, Type: dataCatalog.Type } };
    },
    ListDatabases: (input) => {
      checkCatalog(input);
      const { items, next } = page(databases(), input, 50);
      return { DatabaseList: items, ...next };
    },
    GetDatabase: (input) => {
      checkCatalog(input);
      const name = requiredText(input, "DatabaseName");
      const one = databases().find((database) => database.Name === name.toLowerCase());
      if (one === undefined) throw metadataError(`Database ${name} not found.`);
      return { Database: one };
    },
    ListTableMetadata: (input) => {
      checkCatalog(input);
      const expression = text(input, "Expression");
      const pattern = expression === undefined ? undefined : tablePattern(expression);
      const database = requiredText(input, "DatabaseName").toLowerCase();
      const tables = found(() => catalog.tables(database)).filter(
        ({ Name }) => pattern?.test(Name) !== false,
      );
      const { items, next } = page(tables.map(describeTable), input, 50);
      return { TableMetadataList: items, ...next };
    },
    GetTableMetadata: (input) => {
      checkCatalog(input);
      const database = requiredText(input, "DatabaseName");
      const name = requiredText(input, "TableName");
      const table = found(() => catalog.table(database.toLowerCase(), name.toLowerCase()));
      return { TableMetadata: describeTable(table) };
    },
  };
}

/** Glue takes a regular expression here; one that JavaScript does not read is refused. */
function tablePattern(expression: string): RegExp {
  try {
    return new RegExp(`^(?:${expression})$`, "i");
  } catch (error) {
    throw new AwsError(
      "InvalidRequestException",
      `Expression is no regular expression: ${expression}`,
      { cause: error },
    );
  }
}
